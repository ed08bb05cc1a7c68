using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>What a device, a gateway or a program shows to say who it is. Only a hash of it is kept.</summary>
/// <param name="Name">What it is called; policies name it <c>key:name</c>.</param>
/// <param name="Hash">SHA-256 of the secret, which is random and long.</param>
/// <param name="Subject">In whose name it acts; null for its own.</param>
/// <param name="Roles">The roles that it gives.</param>
/// <param name="Groups">The groups that it belongs to.</param>
/// <param name="Tenants">The tenants that it may name; null for all.</param>
/// <param name="Purposes">For what it may ask.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends by itself; none for never.</param>
internal sealed record ApiKey(
    string Name, string Hash, string? Subject, ImmutableArray<string> Roles, ImmutableArray<string> Groups, ImmutableArray<TenantId>? Tenants,
    ImmutableArray<string> Purposes, Instant CreatedAt, Instant ExpiresAt)
{
    private const int SecretLength = 32;
    private const int MarkLength = 16;

    /// <summary>What a key begins with, so that one is recognised where it should not be.</summary>
    public const string Prefix = "wzk_";

    /// <summary>A new secret, and its hash.</summary>
    public static (string Secret, string Hash) Make(string name)
    {
        var secret = $"{Prefix}{name}.{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength))}";
        return (secret, HashOf(secret));
    }

    /// <summary>The name in a secret; null where it is none.</summary>
    public static string? NameIn(string secret) =>
        secret.StartsWith(Prefix, StringComparison.Ordinal) && secret.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? secret[Prefix.Length..dot] : null;

    /// <summary>Whether a secret is this one's.</summary>
    public bool IsOf(string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(HashOf(secret)));

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded(Instant now) => !ExpiresAt.IsNone && ExpiresAt <= now;

    /// <summary>Who shows it: somebody of his own, where it is not in another's name.</summary>
    public Caller ToCaller(string? purpose, string? reason) => new(
        Subject ?? $"key:{Name}", Tenants is { } named ? new Tenants(false, named) : Ngsi.Access.Tenants.Every, Roles, Groups, Name, purpose)
    { Reason = reason, KeyMark = Hash[..MarkLength] };

    /// <summary>What is told of it: everything but the hash.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["name"] = Name, ["subject"] = Subject, ["roles"] = Texts(Roles), ["groups"] = Texts(Groups), ["purposes"] = Texts(Purposes) };
        json["tenants"] = Tenants is { } named ? Texts(named.Select(tenant => tenant.Value)) : null;
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
        var json = JsonNode.Parse(document.Body.Span)!.AsObject();
        ImmutableArray<string> Texts(string name) => [.. json[name]!.AsArray().Select(item => item!.GetValue<string>())];
        return new ApiKey(
            document.Id, json["hash"]!.GetValue<string>(), json["subject"]?.GetValue<string>(), Texts("roles"), Texts("groups"),
            json["tenants"] is null ? null : [.. Texts("tenants").SelectMany(name => TenantId.TryParse(name, out var tenant) ? new[] { tenant } : [])],
            Texts("purposes"), document.ModifiedAt, json["expiresAt"] is { } text && Instant.TryParse(text.GetValue<string>(), out var time) ? time : Instant.None);
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
