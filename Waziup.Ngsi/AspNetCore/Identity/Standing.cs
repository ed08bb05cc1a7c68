using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Identity;

/// <summary>What somebody is within this broker: his roles, groups, tenants and purposes.</summary>
/// <param name="Roles">The roles that he has.</param>
/// <param name="Groups">The groups that he belongs to.</param>
/// <param name="Tenants">The tenants that he may name.</param>
/// <param name="Purposes">For what he may ask.</param>
internal sealed record Standing(ImmutableArray<string> Roles, ImmutableArray<string> Groups, Tenants Tenants, ImmutableArray<string> Purposes)
{
    private const int MaxNames = 100;

    /// <summary>The members of a form that say this.</summary>
    public static readonly string[] Members = ["roles", "groups", "tenants", "purposes"];

    /// <summary>Nothing but the default tenant: that somebody is meant for others has to be said.</summary>
    public static Standing Least { get; } = new([], [], new Tenants(false, [default]), []);

    /// <summary>What a form says; what it does not say is as before.</summary>
    /// <param name="form">The form.</param>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public Standing With(JsonElement form) => new(
        Texts(form, "roles", Roles), Texts(form, "groups", Groups), form.TryGetProperty("tenants", out var tenants) ? TenantsOf(tenants) : Tenants, Texts(form, "purposes", Purposes));

    /// <summary>Whether somebody is the same.</summary>
    public bool IsAs(Standing other) => Roles.ToHashSet(StringComparer.Ordinal).SetEquals(other.Roles) && Groups.ToHashSet(StringComparer.Ordinal).SetEquals(other.Groups)
        && Purposes.ToHashSet(StringComparer.Ordinal).SetEquals(other.Purposes) && Tenants.All == other.Tenants.All && Tenants.Named.ToHashSet().SetEquals(other.Tenants.Named);

    /// <summary>In words, for people.</summary>
    public override string ToString() =>
        $"roles {string.Join(',', Roles)}, groups {string.Join(',', Groups)}, tenants {(Tenants.All ? "*" : string.Join(',', Tenants.Named.Select(tenant => tenant.Value)))}, purposes {string.Join(',', Purposes)}";

    /// <summary>Somebody who is this.</summary>
    public Caller ToCaller(string subject) => new(subject, Tenants, Roles, Groups);

    /// <summary>Adds what this says to a form.</summary>
    public void AddTo(JsonObject form)
    {
        form["roles"] = Array(Roles);
        form["groups"] = Array(Groups);
        form["tenants"] = Array(Tenants.All ? ["*"] : Tenants.Named.Select(tenant => tenant.Value));
        form["purposes"] = Array(Purposes);
    }

    /// <summary>A text of 1 to 256 characters.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static string Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 and <= 256 } text && !text.Any(char.IsControl)
        ? text : throw NgsiLdErrors.Bad($"{name} is a text of 1 to 256 characters");

    private static ImmutableArray<string> Texts(JsonElement form, string name, ImmutableArray<string> otherwise) =>
        form.TryGetProperty(name, out var list) ? [.. Items(list, name).Select(item => Text(item, $"each of {name}"))] : otherwise;

    private static Tenants TenantsOf(JsonElement list)
    {
        var names = Items(list, "tenants").Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Unnamed()).ToList();
        return names is ["*"] ? Tenants.Every : new Tenants(false, [.. names.Select(name => TenantId.TryParse(name, out var tenant) ? tenant : throw Unnamed())]);
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement list, string name) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxNames
        ? list.EnumerateArray() : throw NgsiLdErrors.Bad($"{name} is a list of at most {MaxNames} texts");

    private static NgsiLdException Unnamed() => NgsiLdErrors.Bad("tenants is a list of names, \"\" for the default tenant, or [\"*\"] for all");

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
