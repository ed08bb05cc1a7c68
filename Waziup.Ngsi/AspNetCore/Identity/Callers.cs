using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Finds out who sends a request: by what it shows in <c>Authorization: Bearer</c>, else nobody is known.</summary>
/// <remarks>What is shown and is not good ends the request: who thinks that he is known must not be taken for somebody unknown.</remarks>
internal sealed class Callers(IEnumerable<ICallerSource> sources, Leases leases, TimeProvider clock, IAuditLog audit) : IStandingCallers
{
    private const string Purpose = "Waziup-Purpose";
    private const string Reason = "Waziup-Reason";
    public const string Bearer = "Bearer ";
    private const int MaxReason = 500;
    private readonly ImmutableArray<ICallerSource> _sources = [.. sources];

    /// <exception cref="NgsiLdException">Unauthorized for what is not known, has expired or was revoked; Forbidden for a purpose that the caller has not.</exception>
    public async ValueTask<Caller> OfAsync(HttpContext http, CancellationToken cancel)
    {
        var reason = ReasonOf(http);
        if (http.Request.Headers.Authorization is not { Count: > 0 } shown)
        {
            return http.Request.Headers.ContainsKey(Purpose)
                ? throw new NgsiLdException(NgsiLdErrors.Forbidden("somebody unknown has no purpose")) : reason is null ? Caller.Anonymous : Caller.Anonymous with { Reason = reason };
        }
        if (shown is [{ } only] && only.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) && await FindAsync(only[Bearer.Length..].Trim(), cancel) is { } known)
        {
            if (known.Caller.Issuer is not null)
                await leases.RenewAsync(known, cancel);
            return known.Caller with { Purpose = PurposeOf(http, known.Purposes), Reason = reason };
        }
        audit.Write(new AuditEntry("refused") { Address = http.Connection.RemoteIpAddress?.ToString(), Detail = "what was shown is not known, has expired or was revoked" });
        http.Response.Headers.WWWAuthenticate = "Bearer";
        throw new NgsiLdException(NgsiLdErrors.Unauthorized("what was shown is not known, has expired or was revoked"));
    }

    /// <inheritdoc/>
    public async ValueTask<Caller?> NowAsync(Caller caller, CancellationToken cancel)
    {
        // Somebody unknown stays so, and who has just shown who he is has so.
        if ((caller.Subject is null && caller.Key is null) || (!caller.ValidUntil.IsNone && Instant.Of(clock.GetUtcNow()) < caller.ValidUntil))
            return caller;
        var known = caller.Issuer is { } issuer ? _sources.Any(source => source.VouchesFor(issuer)) ? await leases.FindAsync(caller, cancel) : null
            : _sources.OfType<IOwnCallers>().FirstOrDefault(source => source.Vouches(caller)) is { } own ? await own.NowAsync(caller, cancel) : null;
        if (known is null || caller.Mark != known.Caller.Mark || (caller.Purpose is { } purpose && !known.Purposes.Contains(purpose)))
            return null;
        return known.Caller with { Purpose = caller.Purpose, Reason = caller.Reason };
    }

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
