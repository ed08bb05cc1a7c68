using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>What a device, a gateway or a program shows to say who it is. Only a hash of it is kept.</summary>
/// <param name="Name">What it is called; policies name it <c>key:name</c>.</param>
/// <param name="Hash">That of the secret.</param>
/// <param name="Subject">In whose name it acts; null for its own.</param>
/// <param name="Is">Its roles, groups, tenants and purposes.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends by itself; none for never.</param>
internal sealed record ApiKey(string Name, string Hash, string? Subject, Standing Is, Instant CreatedAt, Instant ExpiresAt)
{
    private const int MarkLength = 16;
    private const int FingerprintLength = 64;

    /// <summary>What a key begins with, so that one is recognised where it should not be.</summary>
    public const string Prefix = "wzk_";

    /// <summary>The SHA-256 of the certificate by which alone it is known, in small hexadecimal letters; null where it is known by its secret.</summary>
    public string? Certificate { get; init; }

    /// <summary>The name in a secret; null where it is none.</summary>
    public static string? NameIn(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? secret[Prefix.Length..dot] : null;

    /// <summary>What an administrator wants a key to be. One that is known by a certificate has a secret too, which nobody is told: it makes it another one than one before.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static (ApiKey Key, string Secret) Make(JsonElement wanted, Instant now)
    {
        JsonForm.CheckMembers(wanted, "the body", ["name", "subject", "expiresAt", "certificate", .. Standing.Members]);
        var name = wanted.TryGetProperty("name", out var given) && given.ValueKind == JsonValueKind.String
            && given.GetString() is { Length: > 0 and <= 64 } text && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
                ? text : throw NgsiLdErrors.Bad("a key has a name of 1 to 64 letters, digits, dashes and underscores");
        var expires = Instant.None;
        if (wanted.TryGetProperty("expiresAt", out var time) && (time.ValueKind != JsonValueKind.String || !Instant.TryParse(time.GetString()!, out expires) || expires <= now))
            throw NgsiLdErrors.Bad("expiresAt is a UTC date and time to come, such as 2031-01-31T12:00:00Z");
        var subject = wanted.TryGetProperty("subject", out var whose) ? Standing.Text(whose, "subject") : null;
        var secret = $"{Prefix}{name}.{Identity.Secret.Make()}";
        var certificate = wanted.TryGetProperty("certificate", out var shown) ? FingerprintOf(shown) : null;
        return (new ApiKey(name, Identity.Secret.HashOf(secret), subject, Standing.Least.With(wanted), now, expires) { Certificate = certificate }, secret);
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded(Instant now) => !ExpiresAt.IsNone && ExpiresAt <= now;

    /// <summary>Who shows it: somebody of his own, where it is not in another's name.</summary>
    public Caller ToCaller() => Is.ToCaller(Subject ?? $"key:{Name}") with { Key = Name, Mark = Hash[..MarkLength] };

    /// <summary>What is told of it: everything but the hash.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["subject"] = Subject };
        Is.AddTo(json);
        if (Certificate is not null)
            json["certificate"] = Certificate;
        json["createdAt"] = CreatedAt.ToString();
        json["expiresAt"] = ExpiresAt.IsNone ? null : ExpiresAt.ToString();
        return json;
    }

    public Document ToDocument()
    {
        var json = ToJson();
        json["hash"] = Hash;
        return new Document(DocumentKind.ApiKey, Name, null, CreatedAt, Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    public static ApiKey Of(Document document)
    {
        using var stored = JsonDocument.Parse(document.Body);
        var json = stored.RootElement;
        return new ApiKey(
            document.Id, json.GetProperty("hash").GetString()!, json.GetProperty("subject").GetString(), Standing.Least.With(json), document.ModifiedAt,
            json.Time("expiresAt"))
        {
            Certificate = json.TryGetProperty("certificate", out var certificate) ? certificate.GetString() : null,
        };
    }

    // As programs write it: with colons or without, in letters of either size.
    private static string FingerprintOf(JsonElement shown) => shown.ValueKind == JsonValueKind.String
        && shown.GetString()!.Replace(":", "", StringComparison.Ordinal) is { Length: FingerprintLength } text && text.All(char.IsAsciiHexDigit)
            ? text.ToLowerInvariant() : throw NgsiLdErrors.Bad("certificate is the SHA-256 of a certificate: 64 hexadecimal digits, with or without colons");
}
