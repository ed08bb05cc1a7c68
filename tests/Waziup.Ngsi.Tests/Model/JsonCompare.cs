using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Compares JSON as a client does: members in any order, everything else exact, numbers down to their spelling.</summary>
internal static class JsonCompare
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static void Equal(JsonNode? expected, JsonNode? actual) => Assert.Equal(Text(expected), Text(actual));

    private static string Text(JsonNode? node) => Sorted(node)?.ToJsonString(Indented) ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
