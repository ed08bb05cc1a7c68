using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>/jsonldContexts (6.29, 6.30).</summary>
internal static class ContextEndpoints
{
    public static async ValueTask AddAsync(Exchange exchange, CancellationToken cancel)
    {
        var added = await exchange.Broker.Contexts.AddAsync(exchange.Call, exchange.Body, cancel);
        await ResponseWriter.Created(exchange, "jsonldContexts", added.Id);
    }

    public static async ValueTask ListAsync(Exchange exchange, CancellationToken cancel)
    {
        var details = exchange.Parameters.Flag("details") ?? false;
        var contexts = await exchange.Broker.Contexts.ListAsync(exchange.Call, KindOf(exchange.Parameters["kind"]), cancel);
        using var body = PooledBuffer.Rent();
        body.Append((byte)'[');
        for (var i = 0; i < contexts.Count; i++)
        {
            body.Append(i == 0 ? [] : ","u8);
            if (details)
                Details(exchange, body, contexts[i]);
            else
                Utf8Json.AppendString(body, UrlOf(exchange, contexts[i]));
        }
        body.Append((byte)']');
        await ResponseWriter.WriteAsync(exchange.Http, 200, MediaTypes.Json, body, cancel);
    }

    public static async ValueTask ServeAsync(Exchange exchange, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        if (exchange.Parameters.Flag("details") ?? false)
            Details(exchange, body, await exchange.Broker.Contexts.DescribeAsync(exchange.Call, exchange.Value, cancel));
        else
            body.Append((await exchange.Broker.Contexts.ServeAsync(exchange.Call, exchange.Value, cancel)).Span);
        await ResponseWriter.WriteAsync(exchange.Http, 200, MediaTypes.Name(exchange.Accept), body, cancel);
    }

    public static async ValueTask DeleteAsync(Exchange exchange, CancellationToken cancel)
    {
        if (exchange.Parameters.Flag("reload") ?? false)
            await exchange.Broker.Contexts.ReloadAsync(exchange.Call, exchange.Value, cancel);
        else
            await exchange.Broker.Contexts.DeleteAsync(exchange.Call, exchange.Value, cancel);
        await ResponseWriter.NoContent(exchange.Http);
    }

    private static ContextKind? KindOf(string? text) => text switch
    {
        null => null,
        nameof(ContextKind.Hosted) => ContextKind.Hosted,
        nameof(ContextKind.Cached) => ContextKind.Cached,
        nameof(ContextKind.ImplicitlyCreated) => ContextKind.ImplicitlyCreated,
        _ => throw NgsiLdErrors.Bad("kind is Hosted, Cached or ImplicitlyCreated"),
    };

    private static void Details(Exchange exchange, PooledBuffer body, ContextDescription context)
    {
        body.Append("{\"URL\":"u8);
        Utf8Json.AppendString(body, UrlOf(exchange, context));
        body.Append(",\"localId\":"u8);
        Utf8Json.AppendString(body, context.LocalId);
        body.Append(",\"kind\":"u8);
        Utf8Json.AppendString(body, context.Kind.ToString());
        Time(body, ",\"createdAt\":"u8, context.CreatedAt);
        Time(body, ",\"expiresAt\":"u8, context.ExpiresAt);
        Time(body, ",\"lastUsage\":"u8, context.LastUsage);
        body.Append(",\"numberOfHits\":"u8);
        System.Buffers.Text.Utf8Formatter.TryFormat(context.Hits, body.GetSpan(20), out var written);
        body.Advance(written);
        body.Append((byte)'}');
    }

    private static void Time(PooledBuffer body, ReadOnlySpan<byte> label, Instant time)
    {
        if (time.IsNone)
            return;
        body.Append(label);
        time.AppendTo(body);
    }

    private static string UrlOf(Exchange exchange, ContextDescription context)
    {
        var request = exchange.Http.Request;
        return context.Url ?? $"{request.Scheme}://{request.Host}{HostedContexts.Path}{context.LocalId}";
    }
}
