using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Identity;

/// <summary>One provider: whether a token is signed by one of its keys, for us, and for now.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class OidcProvider(Uri issuer, TenantId? tenant, OidcOptions options, HttpClient http, TimeProvider clock, ILogger log)
{
    /// <summary>Those with two keys, of which one is public. With one key for both sides whoever knows the public one could sign.</summary>
    private static readonly string[] Signatures =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly string[] Types = ["at+jwt", "application/at+jwt", "JWT"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly KeyRing _keys = new(issuer.OriginalString, http, !issuer.IsLoopback, clock, log);

    /// <summary>What its tokens call it.</summary>
    public string Issuer { get; } = issuer.OriginalString;

    /// <summary>Who shows a token; null where it is not good.</summary>
    /// <exception cref="NgsiLdException">SourceFailed: its keys cannot be had.</exception>
    public async ValueTask<KnownCaller?> FindAsync(string token, CancellationToken cancel)
    {
        var keys = await _keys.CurrentAsync(cancel);
        var result = await ValidateAsync(token, keys);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await _keys.NewerAsync(keys, cancel) is { } newer)
            result = await ValidateAsync(token, newer);
        var known = result is { IsValid: true, SecurityToken: JsonWebToken read } ? OidcClaims.Read(read, options, tenant) : null;
        if (known is null)
            Refused(log, Issuer, result.Exception?.GetType().Name ?? "claims");
        return known;
    }

    private Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration keys) => _handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = Issuer,
        ValidAudience = options.Audience,
        IssuerSigningKeys = keys.SigningKeys,
        ValidAlgorithms = Signatures,
        ValidTypes = Types,
        ClockSkew = options.ClockSkew,
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        TryAllIssuerSigningKeys = false,
    });

    [LoggerMessage(LogLevel.Debug, "A token of {Issuer} was refused: {Why}")]
    private static partial void Refused(ILogger log, string issuer, string why);
}
