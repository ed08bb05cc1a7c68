using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Reads for whom something is to be explained or tried: an object, or what policies call somebody.</summary>
internal static class CallerForm
{
    private static readonly string[] Known = ["subject", "key", "roles", "groups", "purpose", "reason"];

    /// <param name="json"><c>{"subject","key","roles","groups","purpose","reason"}</c>, or a text such as <c>role:agronomist</c>.</param>
    /// <param name="at">Where it stands, for messages.</param>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static Caller Read(JsonElement json, string at)
    {
        if (json.ValueKind == JsonValueKind.String)
            return Named(json.GetString()!, at);
        JsonForm.CheckMembers(json, at, Known);
        string? Text(string name) => json.TryGetProperty(name, out var value) ? JsonForm.Text(value, $"{at}/{name}") : null;
        ImmutableArray<string> Texts(string name) => json.TryGetProperty(name, out var list) ? [.. JsonForm.Texts(list, $"{at}/{name}")] : [];
        var (roles, groups) = (Texts("roles"), Texts("groups"));
        var subject = Text("subject") ?? (roles.IsEmpty && groups.IsEmpty && Text("key") is null ? null : Somebody);
        return new Caller(subject, Tenants.Every, roles, groups, Text("key"), Text("purpose")) { Reason = Text("reason") };
    }

    private const string Somebody = "somebody";

    private static Caller Named(string who, string at)
    {
        var colon = who.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon > 0 ? (who[..colon], who[(colon + 1)..]) : (who, "");
        return (kind, name) switch
        {
            ("anybody", "") => Caller.Anonymous,
            ("authenticated", "") => Caller.Anonymous with { Subject = Somebody },
            ("subject", not "") => Caller.Anonymous with { Subject = name },
            ("key", not "") => Caller.Anonymous with { Subject = $"key:{name}", Key = name },
            ("role", not "") => Caller.Anonymous with { Subject = Somebody, Roles = [name] },
            ("group", not "") => Caller.Anonymous with { Subject = Somebody, Groups = [name] },
            _ => throw NgsiLdErrors.Bad($"{at}: '{who}' is not subject:, role:, group: or key: with a name, authenticated or anybody"),
        };
    }
}
