using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Writes the results of operations that may succeed in part (5.2.16 to 5.2.19, 6.3.17).</summary>
internal static class Results
{
    /// <summary>204, or 207 with what was and what was not updated; the names are IRIs, since the answer carries no @context.</summary>
    public static async ValueTask AttributesAsync(Exchange exchange, WriteResult result, CancellationToken cancel)
    {
        if (result.IsGood)
        {
            await ResponseWriter.NoContent(exchange.Http);
            return;
        }
        using var body = PooledBuffer.Rent();
        body.Append("{\"updated\":"u8);
        Texts(body, [.. result.Parts.Where(part => part.Error is null).SelectMany(part => part.Names.Except(part.NotUpdated.Select(refused => refused.Name)))
            .Distinct(StringComparer.Ordinal)]);
        body.Append(",\"notUpdated\":["u8);
        foreach (var part in result.Parts.Where(part => !part.IsGood))
        {
            var refused = part.Error is { } error ? part.Names.Select(name => new RefusedAttribute(name, error.Detail)) : part.NotUpdated;
            foreach (var (name, reason) in refused)
            {
                body.Append("{\"attributeName\":"u8);
                Utf8Json.AppendString(body, name);
                body.Append(",\"reason\":"u8);
                Utf8Json.AppendString(body, reason);
                Registration(body, part);
                body.Append("},"u8);
            }
        }
        body.Close((byte)']');
        body.Append((byte)'}');
        await ResponseWriter.WriteAsync(exchange.Http, 207, MediaTypes.Json, body, cancel);
    }

    /// <summary>204, or 207 with what was and what was not done to an entity (5.2.16).</summary>
    public static async ValueTask EntityAsync(Exchange exchange, WriteResult result, CancellationToken cancel)
    {
        if (result.IsGood)
        {
            await ResponseWriter.NoContent(exchange.Http);
            return;
        }
        using var body = PooledBuffer.Rent();
        body.Append("{\"success\":"u8);
        Texts(body, result.Parts.Any(part => part.IsGood) ? [result.Id.Value] : []);
        body.Append(",\"errors\":["u8);
        foreach (var part in result.Parts.Where(part => !part.IsGood))
        {
            Error(body, result.Id.Value, part.Error ?? NgsiLdErrors.BadRequestData(string.Join("; ", part.NotUpdated.Select(refused => refused.Reason))));
            Registration(body, part);
            body.Append("},"u8);
        }
        body.Close((byte)']');
        body.Append((byte)'}');
        await ResponseWriter.WriteAsync(exchange.Http, 207, MediaTypes.Json, body, cancel);
    }

    /// <summary>201 with the ids that were created, 204 where none was, or 207 with all successes and errors.</summary>
    public static async ValueTask BatchAsync(Exchange exchange, BatchReport report, CancellationToken cancel)
    {
        if (report.Errors.Count == 0 && report.Created.Count == 0)
        {
            await ResponseWriter.NoContent(exchange.Http);
            return;
        }
        using var body = PooledBuffer.Rent();
        if (report.Errors.Count == 0)
        {
            Texts(body, report.Created);
            await ResponseWriter.WriteAsync(exchange.Http, 201, MediaTypes.Json, body, cancel);
            return;
        }
        body.Append("{\"success\":"u8);
        Texts(body, report.Succeeded);
        body.Append(",\"errors\":["u8);
        foreach (var (id, error, registration) in report.Errors)
        {
            Error(body, id, error);
            Registration(body, registration);
            body.Append("},"u8);
        }
        body.Close((byte)']');
        body.Append((byte)'}');
        await ResponseWriter.WriteAsync(exchange.Http, 207, MediaTypes.Json, body, cancel);
    }

    /// <summary>A page of documents.</summary>
    public static async ValueTask ListAsync<T>(Exchange exchange, IReadOnlyList<T> page, Action<Exchange, PooledBuffer, T> write, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        body.Append((byte)'[');
        for (var i = 0; i < page.Count; i++)
        {
            body.Append(i == 0 ? [] : ","u8);
            write(exchange, body, page[i]);
        }
        body.Append((byte)']');
        await ResponseWriter.DocumentAsync(exchange, StatusOf(exchange), body, exchange.Accept == MediaType.JsonLd, cancel);
    }

    /// <summary>One document.</summary>
    public static async ValueTask OneAsync<T>(Exchange exchange, T one, Action<Exchange, PooledBuffer, T> write, CancellationToken cancel)
    {
        using var body = PooledBuffer.Rent();
        write(exchange, body, one);
        await ResponseWriter.DocumentAsync(exchange, StatusOf(exchange), body, exchange.Accept == MediaType.JsonLd, cancel);
    }

    /// <summary>Such documents are the same in every version; who asks for one is told which he got.</summary>
    private static int StatusOf(Exchange exchange) => Preferences.Parse(exchange.Http.Request.Headers["Prefer"]).Apply(exchange, isOld: false);

    private static void Error(PooledBuffer body, string id, NgsiLdError error)
    {
        body.Append("{\"entityId\":"u8);
        Utf8Json.AppendString(body, id);
        body.Append(",\"error\":"u8);
        ProblemWriter.Append(body, error);
    }

    private static void Registration(PooledBuffer body, PartOutcome part) => Registration(body, part.RegistrationId);

    private static void Registration(PooledBuffer body, string? id)
    {
        if (id is null)
            return;
        body.Append(",\"registrationId\":"u8);
        Utf8Json.AppendString(body, id);
    }

    private static void Texts(PooledBuffer body, IReadOnlyList<string> texts)
    {
        body.Append((byte)'[');
        for (var i = 0; i < texts.Count; i++)
        {
            body.Append(i == 0 ? [] : ","u8);
            Utf8Json.AppendString(body, texts[i]);
        }
        body.Append((byte)']');
    }
}
