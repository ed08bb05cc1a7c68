using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Endpoints;
using Waziup.Ngsi.AspNetCore.Rates;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Takes a request through the checks that all operations share, in one order, then to its operation.</summary>
/// <remarks>
/// 1 method and path 405      4 parameters 400          7 @context 400, 504
/// 2 body's length and type 411, 415     5 caller and tenant 401, 404     8 validation 400
/// 3 accepted answer 406      6 size 413, JSON 400      9 existence 404, 409
/// </remarks>
internal sealed partial class Dispatcher(ContextBroker broker, NgsiLdEndpointOptions options, ILogger<Dispatcher> log)
{
    private const string Snapshot = "NGSILD-Snapshot";

    private readonly ByteBudget _bodies = new(broker.Options.MaxReceivedBytes, "bodies are being received");
    private readonly ByteBudget _answers = new(broker.Options.MaxSentBytes, "answers are being sent");

    private readonly TenantRates _rates = new(broker.Options.TenantLimits);

    public async Task HandleAsync(HttpContext http, RouteSet set)
    {
        var cancel = http.RequestAborted;
        var began = RequestMetrics.IsOn ? broker.Clock.GetTimestamp() : -1;
        Route? route = null;
        try
        {
            // 1 – method and path
            var path = RequestHead.RawPath(http).AsSpan(set.Root.Length);
            route = set.Router.Find(http.Request.Method, path, out var values, out var allowed);
            RequestHead.EchoTenant(http);
            if (route is null)
                await RequestHead.RefuseAsync(http, allowed, cancel);
            else
                await RunAsync(http, route, values, cancel);
        }
        catch (NgsiLdException ended)
        {
            // What is left of a body that came too slowly is not waited for.
            if (ended.Error.Status == StatusCodes.Status408RequestTimeout)
                http.Response.Headers.Connection = "close";
            await ProblemWriter.WriteAsync(http, ended.Error, cancel);
        }
        catch (JsonLdException context)
        {
            await ProblemWriter.WriteAsync(http, ContextErrors.Of(context), cancel);
        }
        catch (BadHttpRequestException broken)
        {
            var error = broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? NgsiLdErrors.TooLarge(broken.Message) : NgsiLdErrors.InvalidRequest(broken.Message) with { Status = broken.StatusCode };
            await ProblemWriter.WriteAsync(http, error, cancel);
        }
        catch (Exception gone) when (IsGone(gone, cancel))
        {
            http.Abort();
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            Failed(log, failure, http.TraceIdentifier);
            await ProblemWriter.WriteAsync(http, NgsiLdErrors.Internal(http.TraceIdentifier), cancel);
        }
        finally
        {
            if (began >= 0)
                RequestMetrics.Answered(http, route, broker.Clock.GetElapsedTime(began));
        }
    }

    private async ValueTask RunAsync(HttpContext http, Route route, string[] values, CancellationToken cancel)
    {
        var request = http.Request;
        var exchange = new Exchange(http, broker, route, values) { Answers = _answers };

        // 2, 3 – media types
        var isJsonLd = false;
        if (route.Body != BodyKind.None && !RequestHead.CheckBody(http, route.Body, out isJsonLd))
            return;
        var isFeed = route.Feed is not null && FeedEndpoints.IsAsked(request);
        exchange.Accept = MediaTypes.Negotiate(request.Headers.Accept, route.Answer) is { } accepted
            ? accepted
            : isFeed || route.Answer == AnswerKind.Result
                ? MediaType.Json
                : throw new NgsiLdException(RequestHead.NotAcceptable(route.Answer));

        // 4, 5 – parameters, caller, tenant
        exchange.Parameters = Parameters.Parse(request.QueryString.Value, route);
        var caller = options.CallerOf(http);
        if (!TenantId.TryParse(request.Headers["NGSILD-Tenant"], out var tenant))
            throw NgsiLdErrors.Bad("NGSILD-Tenant has 1 to 64 letters, digits, dashes and underscores");
        broker.CheckTenant(caller, tenant, route.Tenant);
        _rates.Count(http, tenant);

        // 6, 7 – body and @context
        var body = route.Body == BodyKind.None ? default : await ReadAsync(http, cancel);
        try
        {
            exchange.Body = body.Memory;
            if (route.Body != BodyKind.Bytes)
                JsonDepth.Check(body.Memory.Span, broker.Options.MaxJsonDepth);
            var terms = await RequestContext.FindAsync(exchange, tenant, isJsonLd, cancel);
            exchange.Call = new Call(tenant, caller, terms, broker.Now)
            {
                Local = exchange.Parameters.Flag("local") ?? false,
                ContextInBody = isJsonLd && route.Body != BodyKind.Raw,
                Incoming = exchange,
            };
            if (request.Headers.ContainsKey(Snapshot))
                await EnterSnapshotAsync(exchange, cancel);

            // 8, 9 – the operation
            await (isFeed ? route.Feed! : route.Run)(exchange, cancel);
        }
        finally
        {
            body.Release();
        }
    }

    private async ValueTask<RequestBody> ReadAsync(HttpContext http, CancellationToken cancel)
    {
        PackedBody.Check(http);
        var (request, max) = (http.Request, broker.Options.MaxBodyBytes);
        var body = await RequestBody.ReadAsync(request.BodyReader, request.ContentLength ?? 0, max, _bodies, options.BodyTimeout, broker.Clock, cancel);
        return PackedBody.Unpack(body, request.Headers.ContentEncoding, max, _bodies);
    }

    /// <summary>6.3.22: the operation runs in the snapshot that the request names, and nowhere else.</summary>
    private static async ValueTask EnterSnapshotAsync(Exchange exchange, CancellationToken cancel)
    {
        if (exchange.Route.Segments[0] == "snapshots")
            return;
        var id = exchange.Http.Request.Headers[Snapshot].ToString();
        var data = await exchange.Broker.Snapshots.DataOfAsync(exchange.Call, id, cancel);
        exchange.Call = exchange.Call with { Tenant = data, Local = true };
        exchange.Http.Response.Headers[Snapshot] = id;
    }

    // The client went, or the server ends and no longer waits for what is under way.
    private static bool IsGone(Exception failure, CancellationToken cancel) =>
        (failure is OperationCanceledException && cancel.IsCancellationRequested)
        || failure is ConnectionAbortedException or ConnectionResetException
        || failure.InnerException is ConnectionAbortedException or ConnectionResetException;

    [LoggerMessage(LogLevel.Error, "Request {TraceId} failed")]
    private static partial void Failed(ILogger log, Exception failure, string traceId);
}
