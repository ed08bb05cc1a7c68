using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Access;

/// <summary>The operations beside the standard's API: on policies, keys and accounts.</summary>
internal sealed partial class AccessEndpoints(AccessBodies bodies, ILogger<AccessEndpoints> log, params IEnumerable<IAccessRoutes> routes)
{
    /// <summary>Where they are.</summary>
    public const string Root = "/access";

    private readonly FrozenDictionary<(string Method, string What, bool HasId), AccessOperation> _operations =
        routes.SelectMany(some => some.Routes).ToFrozenDictionary(route => (route.Method, route.What, route.HasId), route => route.Operation);

    public async Task HandleAsync(HttpContext http)
    {
        var cancel = http.RequestAborted;
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            if (await RunAsync(http, cancel) is not { } answer)
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
            await ResponseWriter.JsonAsync(http, http.Response.StatusCode, answer, cancel);
        }
        catch (NgsiLdException ended)
        {
            await ProblemWriter.WriteAsync(http, ended.Error, cancel);
        }
        catch (JsonLdException context)
        {
            await ProblemWriter.WriteAsync(http, ContextErrors.Of(context), cancel);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !cancel.IsCancellationRequested)
        {
            Failed(log, failure, http.TraceIdentifier);
            await ProblemWriter.WriteAsync(http, NgsiLdErrors.Internal(http.TraceIdentifier), cancel);
        }
    }

    private ValueTask<JsonNode?> RunAsync(HttpContext http, CancellationToken cancel)
    {
        var path = http.Request.Path.Value![Root.Length..].Trim('/').Split('/', 2);
        if (!TenantId.TryParse(http.Request.Headers["NGSILD-Tenant"], out var tenant))
            throw NgsiLdErrors.Bad("NGSILD-Tenant has 1 to 64 letters, digits, dashes and underscores");
        return _operations.TryGetValue((http.Request.Method, path[0], path.Length > 1), out var operation)
            ? operation(new AccessRequest(http, tenant, path.Length > 1 ? path[1] : "", bodies), cancel)
            : throw new NgsiLdException(NgsiLdErrors.NotFound($"{http.Request.Method} {http.Request.Path}"));
    }

    [LoggerMessage(LogLevel.Error, "Request {Trace} failed")]
    private static partial void Failed(ILogger log, Exception failure, string trace);
}
