using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>Reads what an administrator wants a key to be.</summary>
internal static class KeyForm
{
    private static readonly string[] Known = ["name", "subject", "roles", "groups", "tenants", "purposes", "expiresAt"];

    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static ApiKey Read(JsonElement wanted, string name, string hash, Instant now)
    {
        if (wanted.EnumerateObject().FirstOrDefault(member => !Known.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw NgsiLdErrors.Bad($"a key has no member {unknown.Name}");
        var expires = Instant.None;
        if (wanted.TryGetProperty("expiresAt", out var time) && (time.ValueKind != JsonValueKind.String || !Instant.TryParse(time.GetString()!, out expires) || expires <= now))
            throw NgsiLdErrors.Bad("expiresAt is a UTC date and time to come, such as 2031-01-31T12:00:00Z");
        // Without a word: the default tenant alone. That it is meant for all has to be said.
        var tenants = wanted.TryGetProperty("tenants", out _) ? Texts(wanted, "tenants") : [""];
        return new ApiKey(
            name, hash, wanted.TryGetProperty("subject", out var subject) ? Text(subject, "subject") : null, Texts(wanted, "roles"), Texts(wanted, "groups"),
            tenants is ["*"] ? null : [.. tenants.Select(Tenant)], Texts(wanted, "purposes"), now, expires);
    }

    private static TenantId Tenant(string name) => TenantId.TryParse(name, out var tenant) ? tenant : throw NgsiLdErrors.Bad("tenants is a list of names, \"\" for the default tenant, or [\"*\"] for all");

    private static ImmutableArray<string> Texts(JsonElement from, string name) => !from.TryGetProperty(name, out var list)
        ? [] : list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= 100
            ? [.. list.EnumerateArray().Select(item => name == "tenants" && item.ValueKind == JsonValueKind.String ? item.GetString()! : Text(item, name))]
            : throw NgsiLdErrors.Bad($"{name} is a list of at most 100 texts");

    private static string Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 and <= 256 } text && !text.Any(char.IsControl)
        ? text : throw NgsiLdErrors.Bad($"{name} is made of texts of 1 to 256 characters");
}
