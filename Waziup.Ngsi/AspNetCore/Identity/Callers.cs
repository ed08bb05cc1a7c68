using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Finds out who sends a request: by the key in <c>Authorization: Bearer</c>, else nobody is known.</summary>
/// <remarks>What is shown and is not good ends the request: who thinks that he is known must not be taken for somebody unknown.</remarks>
internal sealed class Callers(ApiKeys keys)
{
    private const string Purpose = "Waziup-Purpose";
    private const string Reason = "Waziup-Reason";
    private const string Bearer = "Bearer ";
    private const int MaxReason = 500;

    /// <exception cref="NgsiLdException">Unauthorized for a key that is not known, has expired or was revoked; Forbidden for a purpose that the key has not.</exception>
    public async ValueTask<Caller> OfAsync(HttpContext http, CancellationToken cancel)
    {
        var reason = ReasonOf(http);
        if (http.Request.Headers.Authorization is not { Count: > 0 } shown)
        {
            return http.Request.Headers.ContainsKey(Purpose)
                ? throw new NgsiLdException(NgsiLdErrors.Forbidden("somebody unknown has no purpose")) : Caller.Anonymous with { Reason = reason };
        }
        if (shown is not [{ } only] || !only.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || await keys.FindAsync(only[Bearer.Length..].Trim(), cancel) is not { } key)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            throw new NgsiLdException(NgsiLdErrors.Unauthorized("the key is not known, has expired or was revoked"));
        }
        return key.ToCaller(PurposeOf(http, key), reason);
    }

    private static string? PurposeOf(HttpContext http, ApiKey key)
    {
        if (!http.Request.Headers.TryGetValue(Purpose, out var asked))
            return key.Purposes is [var usual] ? usual : null;
        return asked is [{ } purpose] && key.Purposes.Contains(purpose) ? purpose : throw new NgsiLdException(NgsiLdErrors.Forbidden("the key has not this purpose"));
    }

    private static string? ReasonOf(HttpContext http) => !http.Request.Headers.TryGetValue(Reason, out var said) || string.IsNullOrWhiteSpace(said.ToString())
        ? null : said.ToString() is { Length: <= MaxReason } reason ? reason : throw NgsiLdErrors.Bad($"{Reason} has at most {MaxReason} characters");
}
