using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>What is read of a request, and refused, before its body is looked at.</summary>
internal static class RequestHead
{
    /// <summary>Whether the body's length and type are good; otherwise the answer is set: 411 and 415 have no body.</summary>
    public static bool CheckBody(HttpContext http, BodyKind kind, out bool isJsonLd)
    {
        isJsonLd = false;
        var request = http.Request;
        if (request.ContentLength is null)
            http.Response.StatusCode = StatusCodes.Status411LengthRequired;
        else if (kind != BodyKind.Bytes && !MediaTypes.IsBody(request.ContentType, request.Method, out isJsonLd))
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else
            return true;
        http.Response.ContentLength = 0;
        return false;
    }

    public static ValueTask RefuseAsync(HttpContext http, string? allowed, CancellationToken cancel)
    {
        if (allowed is null)
            return ProblemWriter.WriteAsync(http, NgsiLdErrors.NotFound("resource at this path"), cancel);
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = allowed;
        http.Response.ContentLength = 0;
        return ValueTask.CompletedTask;
    }

    public static NgsiLdError NotAcceptable(AnswerKind answer) => NgsiLdErrors.InvalidRequest(
        "this resource is offered as " + (answer == AnswerKind.Entities
            ? "application/json, application/ld+json and application/geo+json" : "application/json and application/ld+json")) with
    {
        Status = StatusCodes.Status406NotAcceptable,
    };

    public static void EchoTenant(HttpContext http)
    {
        var tenant = http.Request.Headers["NGSILD-Tenant"];
        if (tenant.Count > 0 && TenantId.TryParse(tenant, out _))
            http.Response.Headers["NGSILD-Tenant"] = tenant;
    }

    /// <summary>The path as it was sent, so that it is decoded once and a coded slash stays inside its segment.</summary>
    public static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (!target.StartsWith('/'))
            return http.Request.Path.Value!;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? target : target[..end];
    }
}
