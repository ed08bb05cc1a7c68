using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.AspNetCore.Identity;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>A request that shows something which has not let anybody in yet.</summary>
internal sealed class Attempt(FailedAttempts attempts, HttpContext http, RemoteAddress from, int shown)
{
    /// <summary>What an attempt is known by again; 0 where a body may say more than the header: whoever is known may guess there who others are.</summary>
    public static int HashOf(HttpRequest request, RemoteAddress from) =>
        !SaysInBody(request) && Shows(request) ? HashCode.Combine(request.Headers.Authorization.ToString(), ShownCertificate.Of(request.HttpContext)?.Fingerprint, from) : 0;

    /// <summary>Whether a request shows anything: a header, the certificate of its connection, or a body where people say who they are.</summary>
    public static bool IsOne(HttpRequest request) => Shows(request) || SaysInBody(request);

    private static bool Shows(HttpRequest request) => request.Headers.Authorization.Count > 0 || ShownCertificate.Of(request.HttpContext) is not null;

    private static bool SaysInBody(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments(Access.AccessEndpoints.Root, StringComparison.Ordinal);

    /// <summary>Looks how it went before the answer leaves, so that the next attempt cannot come sooner.</summary>
    public void Watch() => http.Response.OnStarting(static state => ((Attempt)state).End(), this);

    private Task End()
    {
        if (http.Response.StatusCode == StatusCodes.Status401Unauthorized)
            attempts.Failed(from);
        else if (CallerFeature.Of(http) is { Key: not null } or { Subject: not null } && shown != 0)
            attempts.LetIn(shown);
        return Task.CompletedTask;
    }
}
