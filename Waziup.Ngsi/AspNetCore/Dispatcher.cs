using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
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
    private readonly ByteBudget _bodies = new(broker.Options.MaxReceivedBytes, "bodies are being received");
    private readonly ByteBudget _answers = new(broker.Options.MaxSentBytes, "answers are being sent");

    public async Task HandleAsync(HttpContext http)
    {
        var cancel = http.RequestAborted;
        var began = RequestMetrics.IsOn ? broker.Clock.GetTimestamp() : -1;
        Route? route = null;
        try
        {
            // 1 – method and path
            var path = RawPath(http).AsSpan(NgsiLdApplicationBuilderExtensions.Root.Length);
            route = Router.Find(http.Request.Method, path, out var values, out var allowed);
            EchoTenant(http);
            if (route is null)
                await RefuseAsync(http, allowed, cancel);
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
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
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
        if (route.Body != BodyKind.None && !CheckBodyHeaders(http, out isJsonLd))
            return;
        exchange.Accept = MediaTypes.Negotiate(request.Headers.Accept, route.Answer) is { } accepted
            ? accepted
            : route.Answer == AnswerKind.Result
                ? MediaType.Json
                : throw new NgsiLdException(NotAcceptable(route.Answer));

        // 4, 5 – parameters, caller, tenant
        exchange.Parameters = Parameters.Parse(request.QueryString.Value, route);
        var caller = options.CallerOf(http);
        if (!TenantId.TryParse(request.Headers["NGSILD-Tenant"], out var tenant))
            throw NgsiLdErrors.Bad("NGSILD-Tenant has 1 to 64 letters, digits, dashes and underscores");
        broker.CheckTenant(caller, tenant, route.Tenant);

        // 6, 7 – body and @context
        var body = route.Body == BodyKind.None
            ? default
            : await RequestBody.ReadAsync(
                request.BodyReader, request.ContentLength ?? 0, broker.Options.MaxBodyBytes, _bodies, options.BodyTimeout, broker.Clock, cancel);
        try
        {
            exchange.Body = body.Memory;
            JsonDepth.Check(body.Memory.Span, broker.Options.MaxJsonDepth);
            var terms = await TermsAsync(exchange, tenant, isJsonLd, cancel);
            exchange.Call = new Call(tenant, caller, terms, broker.Now)
            {
                Local = exchange.Parameters.Flag("local") ?? false,
                ContextInBody = isJsonLd && route.Body != BodyKind.Raw,
            };

            // 8, 9 – the operation
            await route.Run(exchange, cancel);
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>The @context of the request (6.3.5): of the body in JSON-LD, else of the Link header, else the core context.</summary>
    private ValueTask<ActiveContext> TermsAsync(Exchange exchange, TenantId tenant, bool isJsonLd, CancellationToken cancel)
    {
        var route = exchange.Route;
        var link = LinkHeader.ContextUrl(exchange.Http.Request.Headers.Link);
        if (isJsonLd && route.Body is BodyKind.Terms or BodyKind.Batch)
        {
            if (link is not null)
                throw NgsiLdErrors.Bad("application/ld+json carries its @context in the body; a Link header must not name one");
            if (route.Body == BodyKind.Batch)
                return ValueTask.FromResult(broker.Terms.Default);
            var context = BodyContext.Find(exchange.Body);
            return context.IsEmpty
                ? throw NgsiLdErrors.Bad("the body has no @context, which application/ld+json demands")
                : broker.Terms.ResolveAsync(tenant.Value, context, cancel);
        }
        return link is null ? ValueTask.FromResult(broker.Terms.Default) : ResolveAsync(exchange, tenant, link, cancel);
    }

    private async ValueTask<ActiveContext> ResolveAsync(Exchange exchange, TenantId tenant, string link, CancellationToken cancel)
    {
        try
        {
            return await broker.Terms.ResolveAsync(tenant.Value, link, cancel);
        }
        catch (JsonLdException) when (exchange.Route.Body != BodyKind.None)
        {
            BodyContext.CheckJson(exchange.Body.Span);
            throw;
        }
    }

    /// <summary>Whether the body's length and type are good; otherwise the answer is set: 411 and 415 have no body.</summary>
    private static bool CheckBodyHeaders(HttpContext http, out bool isJsonLd)
    {
        isJsonLd = false;
        var request = http.Request;
        if (request.ContentLength is null)
            http.Response.StatusCode = StatusCodes.Status411LengthRequired;
        else if (!MediaTypes.IsBody(request.ContentType, request.Method, out isJsonLd))
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else
            return true;
        http.Response.ContentLength = 0;
        return false;
    }

    private static ValueTask RefuseAsync(HttpContext http, string? allowed, CancellationToken cancel)
    {
        if (allowed is null)
            return ProblemWriter.WriteAsync(http, NgsiLdErrors.NotFound("resource at this path"), cancel);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = allowed;
        http.Response.ContentLength = 0;
        return ValueTask.CompletedTask;
    }

    private static NgsiLdError NotAcceptable(AnswerKind answer) => NgsiLdErrors.InvalidRequest(
        "this resource is offered as " + (answer == AnswerKind.Entities
            ? "application/json, application/ld+json and application/geo+json" : "application/json and application/ld+json")) with
    {
        Status = StatusCodes.Status406NotAcceptable,
    };

    private static void EchoTenant(HttpContext http)
    {
        var tenant = http.Request.Headers["NGSILD-Tenant"];
        if (tenant.Count > 0 && TenantId.TryParse(tenant, out _))
            http.Response.Headers["NGSILD-Tenant"] = tenant;
    }

    /// <summary>The path as it was sent, so that it is decoded once and a coded slash stays inside its segment.</summary>
    private static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/'))
            return http.Request.Path.Value!;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? target : target[..end];
    }

    [LoggerMessage(LogLevel.Error, "Request {TraceId} failed")]
    private static partial void Failed(ILogger log, Exception failure, string traceId);
}
