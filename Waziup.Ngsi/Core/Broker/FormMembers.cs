using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using static Waziup.Ngsi.Broker.BodyMembers;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads the members of subscriptions, registrations and their like into the form in which these are stored.</summary>
/// <remarks>All of it throws BadRequestData for what is of a wrong type or value.</remarks>
internal static class FormMembers
{
    // Forms are kept in memory, and looked at with each change or request.
    private const int MaxItems = 1000;

    /// <summary>Reads the members of an object; those that are not known are passed over.</summary>
    /// <param name="what">The object, for messages.</param>
    /// <param name="value">The object.</param>
    /// <param name="read">Reads a member; null where it is not known.</param>
    /// <param name="mayBeNull">Whether a member may be Null, which is then kept; null for none.</param>
    public static JsonObject Object(string what, JsonElement value, Func<string, JsonElement, JsonNode?> read, Predicate<string>? mayBeNull = null)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{what} is a JSON object");
        var form = new JsonObject();
        foreach (var member in value.EnumerateObject())
        {
            var name = member.Name is "@id" or "@type" ? member.Name[1..] : member.Name;
            if (form.ContainsKey(name))
                throw NgsiLdErrors.Bad($"'{name}' is there twice");
            if (IsNull(member.Value))
                form.Add(name, mayBeNull?.Invoke(name) == true ? null : throw NgsiLdErrors.Bad($"'{name}' cannot be null"));
            else if (read(name, member.Value) is { } node)
                form.Add(name, node);
        }
        return form;
    }

    /// <summary>Pairs of a key and a value (5.2.22).</summary>
    public static JsonArray Pairs(string name, JsonElement value) => new([.. Elements(name, value).Select(item => Pair(name, item))]);

    public static JsonArray List(string name, JsonElement value, Func<string, string> read) =>
        new([.. Elements(name, value).Select(item => (JsonNode)read(Text(name, item)))]);

    public static IEnumerable<JsonElement> Elements(string name, JsonElement value) => Items(name, value, MaxItems);

    public static string Uri(string name, JsonElement value) => UriOf(name, Text(name, value));

    public static string UriOf(string name, string text) =>
        UriText.IsAbsolute(Encoding.UTF8.GetBytes(text)) ? text : throw NgsiLdErrors.Bad($"{name}: '{text}' is not an absolute URI");

    public static string Dataset(string text) => text == "@none" ? text : UriOf("datasetId", text);

    public static string OneOf(string name, JsonElement value, params string[] known) =>
        Text(name, value) is var text && known.Contains(text) ? text : throw NgsiLdErrors.Bad($"{name} is one of {string.Join(", ", known)}");

    public static string Duration(string name, JsonElement value) => Period.TryParse(Text(name, value), out var period) && !period.IsZero
        ? value.GetString()! : throw NgsiLdErrors.Bad($"{name} is a duration of ISO 8601");

    public static JsonNode Positive(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && number <= 1e9
            ? JsonNode.Parse(value.GetRawText())! : throw NgsiLdErrors.Bad($"{name} is a number greater than 0");

    public static bool Flag(string name, JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean() : throw NgsiLdErrors.Bad($"{name} is true or false");

    public static string Time(string name, JsonElement value) =>
        Instant.TryParse(Text(name, value), out _) ? value.GetString()! : throw NgsiLdErrors.NotATime(name);

    private static JsonNode Pair(string what, JsonElement value)
    {
        var pair = Object(what, value, (name, member) => name is "key" or "value"
            ? member.ValueKind == JsonValueKind.String ? member.GetString() : throw NgsiLdErrors.Bad($"{what}: key and value are texts") : null);
        return pair.Count == 2 ? pair : throw NgsiLdErrors.Bad($"{what} is a list of objects with key and value");
    }

    private static bool IsNull(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("urn:ngsi-ld:null"));
}
