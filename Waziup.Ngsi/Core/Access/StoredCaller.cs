using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Access;

/// <summary>A caller as he is kept with what he has the broker do while he is away. What he may then is looked up, where somebody knows it.</summary>
internal static class StoredCaller
{
    public static JsonObject Write(Caller caller) => new()
    {
        ["subject"] = caller.Subject,
        ["roles"] = Texts(caller.Roles),
        ["groups"] = Texts(caller.Groups),
        ["key"] = caller.Key,
        ["mark"] = caller.Mark,
        ["issuer"] = caller.Issuer,
        ["purpose"] = caller.Purpose,
    };

    public static Caller Read(JsonObject stored) =>
        new(Text(stored, "subject"), Tenants.Every, Texts(stored, "roles"), Texts(stored, "groups"), Text(stored, "key"), Text(stored, "purpose"))
        {
            Mark = Text(stored, "mark"),
            Issuer = Text(stored, "issuer"),
        };

    private static string? Text(JsonObject stored, string name) => stored[name]?.GetValue<string>();

    private static ImmutableArray<string> Texts(JsonObject stored, string name) => stored[name] is JsonArray texts ? [.. texts.Select(text => text!.GetValue<string>())] : [];

    private static JsonArray Texts(ImmutableArray<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
