using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Broker.Feeds;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;

namespace Waziup.Ngsi.AspNetCore.Endpoints;

/// <summary>GET /entities with Accept: text/event-stream: the same query, as Server-Sent Events of the changes of what it selects.</summary>
/// <remarks>
/// Events are <c>created</c>, <c>updated</c> and <c>deleted</c>, with the entity as data; <c>reset</c> where changes may be missing between the
/// Last-Event-ID and the first event, so that the query should be asked anew.
/// </remarks>
internal static class FeedEndpoints
{
    public const string ContentType = "text/event-stream";

    private static readonly string[] NotHere =
        ["limit", "offset", "count", "orderBy", "collation", "orderFrom", "orderGeometry", "join", "joinLevel", "containedBy", "entityMap", "entityMapLifetime", "geometryProperty"];

    /// <summary>How long a client may take to read what was sent.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Whether a request asks for events.</summary>
    public static bool IsAsked(HttpRequest request) =>
        request.Headers.Accept is [{ } accept] && accept.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase);

    public static async ValueTask RunAsync(Exchange exchange, CancellationToken cancel)
    {
        if (NotHere.FirstOrDefault(name => exchange.Parameters[name] is not null) is { } wrong)
            throw NgsiLdErrors.Bad($"'{wrong}' does not go together with a live feed");
        var plan = QueryPlan.Of(QueryParameters.Of(exchange.Parameters), exchange.Call);
        var shape = Representation.Of(exchange, default, exchange.Parameters["lang"]);
        var feeds = exchange.Broker.Feeds;
        using var feed = await feeds.OpenAsync(exchange.Call, plan, shape, LastEventId(exchange), cancel);
        var stopping = exchange.Http.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, stopping);
        Begin(exchange.Http);
        try
        {
            await RunAsync(exchange, feeds, feed, shape, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The client comes back, to whoever serves then.
        }
        catch (TimeoutException)
        {
            exchange.Http.Abort();
        }
    }

    private static async Task RunAsync(Exchange exchange, LiveFeeds feeds, LiveFeed feed, Shape shape, CancellationToken cancel)
    {
        using var text = PooledBuffer.Rent();
        text.Append("retry: 2000\n"u8);
        Reset(feed, text);
        await SendAsync(exchange, feeds, text, feed.Position, cancel);
        while (true)
        {
            var events = await feeds.NextAsync(feed, cancel);
            if (!feed.IsComplete)
            {
                Reset(feed, text);
                await SendAsync(exchange, feeds, text, events.Count > 0 ? events[0].Position - 1 : feed.Position, cancel);
            }
            foreach (var told in events)
            {
                text.Append(told.Kind switch { ChangeKind.Created => "event: created\ndata: "u8, ChangeKind.Deleted => "event: deleted\ndata: "u8, _ => "event: updated\ndata: "u8 });
                Renderer.Write(text, told.View, exchange.Call.Terms, shape);
                text.Append((byte)'\n');
                await SendAsync(exchange, feeds, text, told.Position, cancel);
            }
            // Also where nothing happened: the connection is alive, and the client need not look at the same part of the log again.
            if (events.Count == 0)
                await SendAsync(exchange, feeds, text, feed.Position, cancel);
        }
    }

    private static void Reset(LiveFeed feed, PooledBuffer text)
    {
        if (!feed.IsComplete)
            text.Append("event: reset\ndata: {}\n"u8);
        feed.IsComplete = true;
    }

    /// <summary>Ends an event with its id and sends it.</summary>
    private static async Task SendAsync(Exchange exchange, LiveFeeds feeds, PooledBuffer text, long position, CancellationToken cancel)
    {
        text.Append("id: "u8);
        text.Append(System.Text.Encoding.ASCII.GetBytes(feeds.IdOf(position)));
        text.Append("\n\n"u8);
        var body = exchange.Http.Response.Body;
        await body.WriteAsync(text.WrittenMemory, cancel).AsTask().WaitAsync(ReadTimeout, cancel);
        await body.FlushAsync(cancel).WaitAsync(ReadTimeout, cancel);
        text.Truncate(0);
    }

    private static string? LastEventId(Exchange exchange) =>
        exchange.Http.Request.Headers.TryGetValue("Last-Event-ID", out var id) && id is [{ Length: > 0 } text] ? text : null;

    private static void Begin(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = ContentType;
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }
}
