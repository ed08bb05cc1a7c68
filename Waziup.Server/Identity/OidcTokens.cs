using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.IdentityModel.JsonWebTokens;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Json;

namespace Waziup.Server.Identity;

/// <summary>Knows callers by the tokens of providers of OpenID Connect (RFC 9068, RFC 7519).</summary>
/// <remarks>That a token is good is remembered for a minute, its end excepted. Thread-safe.</remarks>
internal sealed class OidcTokens(IEnumerable<OidcProvider> providers, TimeProvider clock) : ICallerSource
{
    private const int MaxRemembered = 4096;
    private const int MaxLength = 8 * 1024;
    private static readonly TimeSpan Remembrance = TimeSpan.FromMinutes(1);
    private readonly FrozenDictionary<string, OidcProvider> _providers = providers.ToFrozenDictionary(provider => provider.Issuer, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (KnownCaller Known, Instant Until)> _known = new(StringComparer.Ordinal);

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <inheritdoc/>
    public bool Recognises(string token) => token.StartsWith("ey", StringComparison.Ordinal) && token.AsSpan().Count('.') == 2;

    /// <inheritdoc/>
    public bool VouchesFor(string issuer) => _providers.ContainsKey(issuer);

    /// <inheritdoc/>
    public async ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel)
    {
        if (_known.TryGetValue(token, out var known) && Now < known.Until)
            return known.Known;
        if (token.Length > MaxLength || IssuerOf(token) is not { } issuer || !_providers.TryGetValue(issuer, out var provider) || await provider.FindAsync(token, cancel) is not { } found)
            return null;
        if (_known.Count >= MaxRemembered)
            _known.Clear();
        var until = Instant.Of(clock.GetUtcNow() + Remembrance);
        _known[token] = (found, found.Caller.ValidUntil < until ? found.Caller.ValidUntil : until);
        return found;
    }

    /// <summary>Who is said to have signed it: decides whose keys it is tried with, and nothing else.</summary>
    private static string? IssuerOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Issuer;
        }
        catch (Exception broken) when (broken is ArgumentException or FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
