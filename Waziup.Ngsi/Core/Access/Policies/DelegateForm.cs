using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>The author of a policy as he is kept with it. What he may do is looked up, where somebody knows it.</summary>
internal static class DelegateForm
{
    public static JsonObject? Write(Caller? author) => author is null ? null : new JsonObject
    {
        ["subject"] = author.Subject,
        ["key"] = author.Key,
        ["mark"] = author.Mark,
        ["issuer"] = author.Issuer,
        ["roles"] = Texts(author.Roles),
        ["groups"] = Texts(author.Groups),
    };

    public static Caller? Read(JsonNode? json) => json is not JsonObject author ? null
        : new Caller(Text(author, "subject"), Tenants.Every, Texts(author, "roles"), Texts(author, "groups"), Text(author, "key")) { Mark = Text(author, "mark"), Issuer = Text(author, "issuer") };

    private static string? Text(JsonObject author, string name) => author[name]?.GetValue<string>();

    private static ImmutableArray<string> Texts(JsonObject author, string name) => [.. author[name]!.AsArray().Select(text => text!.GetValue<string>())];

    private static JsonArray Texts(ImmutableArray<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
