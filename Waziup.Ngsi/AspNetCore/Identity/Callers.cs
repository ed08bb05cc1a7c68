using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Finds out who sends a request: by what it shows in <c>Authorization: Bearer</c>, else by the certificate of its connection, else nobody is known.</summary>
/// <remarks>What is shown and is not good ends the request: who thinks that he is known must not be taken for somebody unknown.</remarks>
internal sealed class Callers(IEnumerable<ICallerSource> sources, ApiKeys keys, Leases leases, TimeProvider clock, IAuditLog audit) : IStandingCallers
{
    private const string Purpose = "Waziup-Purpose";
    private const string Reason = "Waziup-Reason";
    public const string Bearer = "Bearer ";
    private const string NotGood = "what was shown is not known, has expired or was revoked";
    private const int MaxReason = 500;
    private readonly ImmutableArray<ICallerSource> _sources = [.. sources];

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <exception cref="NgsiLdException">
    /// Unauthorized for what is not known, has expired or was revoked; Forbidden for a purpose that the caller has not, and for a page that a browser shows a certificate for.
    /// </exception>
    public async ValueTask<Caller> OfAsync(HttpContext http, CancellationToken cancel)
    {
        var reason = ReasonOf(http);
        var (shown, certificate) = (http.Request.Headers.Authorization, ShownCertificate.Of(http));
        if (shown.Count == 0 && certificate is null)
        {
            return http.Request.Headers.ContainsKey(Purpose)
                ? throw new NgsiLdException(NgsiLdErrors.Forbidden("somebody unknown has no purpose")) : reason is null ? Caller.Anonymous : Caller.Anonymous with { Reason = reason };
        }
        var fault = certificate?.FaultAt(Now);
        if (fault is null && await (shown.Count > 0 ? OfTokenAsync(shown, cancel) : OfCertificateAsync(http.Request, certificate!, cancel)) is { } known)
        {
            if (known.Caller.Issuer is not null)
                await leases.RenewAsync(known, cancel);
            return known.Caller with { Purpose = PurposeOf(http, known.Purposes), Reason = reason };
        }
        var about = certificate is not null && (fault is not null || shown.Count == 0) ? $"certificate {certificate.Fingerprint}" : null;
        audit.Write(new AuditEntry("refused") { About = about, Address = http.Connection.RemoteIpAddress?.ToString(), Detail = fault ?? NotGood });
        http.Response.Headers.WWWAuthenticate = "Bearer";
        throw new NgsiLdException(NgsiLdErrors.Unauthorized(fault is null ? NotGood : "the certificate of the connection is not good here"));
    }

    /// <inheritdoc/>
    public async ValueTask<Caller?> NowAsync(Caller caller, CancellationToken cancel)
    {
        // Somebody unknown stays so, and who has just shown who he is has so.
        if ((caller.Subject is null && caller.Key is null) || (!caller.ValidUntil.IsNone && Now < caller.ValidUntil))
            return caller;
        var known = caller.Issuer is { } issuer ? _sources.Any(source => source.VouchesFor(issuer)) ? await leases.FindAsync(caller, cancel) : null
            : _sources.OfType<IOwnCallers>().FirstOrDefault(source => source.Vouches(caller)) is { } own ? await own.NowAsync(caller, cancel) : null;
        if (known is null || caller.Mark != known.Caller.Mark || (caller.Purpose is { } purpose && !known.Purposes.Contains(purpose)))
            return null;
        return known.Caller with { Purpose = caller.Purpose, Reason = caller.Reason };
    }

    private ValueTask<KnownCaller?> OfTokenAsync(StringValues shown, CancellationToken cancel) =>
        shown is [{ } only] && only.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? FindAsync(only[Bearer.Length..].Trim(), cancel) : default;

    // A browser shows a certificate for every page that has it ask; a token the page itself has to know.
    private ValueTask<KnownCaller?> OfCertificateAsync(HttpRequest request, ShownCertificate certificate, CancellationToken cancel) => IsOfAnotherPage(request)
        ? throw new NgsiLdException(NgsiLdErrors.Forbidden("a certificate does not speak for pages of other origins")) : keys.FindByCertificateAsync(certificate.Fingerprint, cancel);

    private static bool IsOfAnotherPage(HttpRequest request) => request.Headers.TryGetValue("Sec-Fetch-Site", out var site)
        ? site.ToString() is not ("same-origin" or "none")
        : request.Headers.Origin is { Count: > 0 } origin && !string.Equals(origin.ToString(), $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel)
    {
        foreach (var source in _sources)
        {
            if (source.Recognises(token))
                return source.FindAsync(token, cancel);
        }
        return ValueTask.FromResult<KnownCaller?>(null);
    }

    private static string? PurposeOf(HttpContext http, ImmutableArray<string> purposes)
    {
        if (!http.Request.Headers.TryGetValue(Purpose, out var asked))
            return purposes is [var usual] ? usual : null;
        return asked is [{ } purpose] && purposes.Contains(purpose) ? purpose : throw new NgsiLdException(NgsiLdErrors.Forbidden("the caller has not this purpose"));
    }

    private static string? ReasonOf(HttpContext http) => !http.Request.Headers.TryGetValue(Reason, out var said) || string.IsNullOrWhiteSpace(said.ToString())
        ? null : said.ToString() is { Length: <= MaxReason } reason ? reason : throw NgsiLdErrors.Bad($"{Reason} has at most {MaxReason} characters");
}
