using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Identity;

/// <summary>Reads who somebody is from the claims of a token whose signature is good.</summary>
/// <remarks>A claim that cannot be read makes the token no good: a limit may depend on what it says.</remarks>
internal static class OidcClaims
{
    private const int MaxValues = 100;
    private const int MaxLength = 256;

    // Of tokens that tell somebody about a login or its end, and are not meant to be shown to us.
    private static readonly string[] OfOthers = ["nonce", "at_hash", "c_hash", "events"];

    /// <param name="token">The token.</param>
    /// <param name="options">Which claims tell what.</param>
    /// <param name="bound">The only tenant that the provider vouches for; null: those that the token names.</param>
    /// <returns>Null where the token does not say whom it is about, or is no token of access.</returns>
    public static KnownCaller? Read(JsonWebToken token, OidcOptions options, TenantId? bound)
    {
        using var document = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        var claims = document.RootElement;
        if (OfOthers.Any(name => claims.TryGetProperty(name, out _)) || !claims.TryGetProperty("sub", out var sub) || sub.ValueKind != JsonValueKind.String
            || sub.GetString() is not { } subject || !IsGood(subject))
            return null;
        if (Texts(claims, options.Roles) is not { } roles || Texts(claims, options.Groups) is not { } groups || Texts(claims, options.Purposes) is not { } purposes)
            return null;
        var tenants = bound is { } only ? new Tenants(false, [only]) : TenantsOf(claims, options.Tenants);
        return tenants is null || groups.Any(group => !IsGood(group)) ? null : new KnownCaller(
            new Caller(subject, tenants, roles, groups) { Issuer = token.Issuer, ValidUntil = Instant.Of(new DateTimeOffset(token.ValidTo, TimeSpan.Zero)) }, purposes);
    }

    /// <summary>Without a word: the default tenant.</summary>
    private static Tenants? TenantsOf(JsonElement claims, string path)
    {
        if (Find(claims, path) is null)
            return new Tenants(false, [default]);
        if (Texts(claims, path) is not { } names)
            return null;
        return names.Contains("*") ? Tenants.Every : new Tenants(false, [.. names.SelectMany(name => TenantId.TryParse(name, out var tenant) ? [tenant] : Array.Empty<TenantId>())]);
    }

    /// <summary>The texts of a claim: of a list, or one; none where there is no claim, null where they cannot be read.</summary>
    private static ImmutableArray<string>? Texts(JsonElement claims, string path) => Find(claims, path) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text when IsText(text.GetString()!) => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() <= MaxValues && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && IsText(item.GetString()!)) =>
            [.. list.EnumerateArray().Select(item => item.GetString()!)],
        _ => null,
    };

    private static bool IsText(string text) => text.Length is > 0 and <= MaxLength && !text.Any(char.IsControl);

    /// <summary>What this broker itself calls people and keys nobody may be called by others: they would be taken for them.</summary>
    private static bool IsGood(string name) => IsText(name) && !name.StartsWith("key:", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("urn:", StringComparison.OrdinalIgnoreCase);

    /// <summary>A claim by its name, which may have dots, or by the path to it.</summary>
    private static JsonElement? Find(JsonElement claims, string path)
    {
        if (claims.ValueKind != JsonValueKind.Object)
            return null;
        if (claims.TryGetProperty(path, out var found))
            return found;
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(path[..dot], out var inner) ? Find(inner, path[(dot + 1)..]) : null;
    }
}
