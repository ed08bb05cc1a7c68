using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Attributes of entities in the normalized form; what is missing adds nothing.</summary>
internal static class Attributes
{
    public static void Text(this JsonObject entity, string name, string? value)
    {
        if (value is not null)
            entity[name] = Property(JsonValue.Create(value));
    }

    /// <summary>A list; one text alone stays a list, as the Smart Data Models have it.</summary>
    public static void List(this JsonObject entity, string name, IReadOnlyCollection<string> values)
    {
        if (values.Count > 0)
            entity[name] = Property(Array(values));
    }

    public static void Truth(this JsonObject entity, string name, bool? value)
    {
        if (value is { } truth)
            entity[name] = Property(JsonValue.Create(truth));
    }

    public static void Number(this JsonObject entity, string name, double? value, string? unitCode, string observedAt)
    {
        if (value is not { } number)
            return;
        entity[name] = Property(JsonValue.Create(number));
        if (unitCode is not null)
            entity[name]!["unitCode"] = unitCode;
        entity[name]!["observedAt"] = observedAt;
    }

    public static void Time(this JsonObject entity, string name, string? value, string? observedAt = null)
    {
        if (value is null)
            return;
        entity[name] = Property(new JsonObject { ["@type"] = "DateTime", ["@value"] = value });
        if (observedAt is not null)
            entity[name]!["observedAt"] = observedAt;
    }

    public static void Word(this JsonObject entity, string name, string? term)
    {
        if (term is not null)
            entity[name] = new JsonObject { ["type"] = "VocabProperty", ["vocab"] = term };
    }

    public static void Json(this JsonObject entity, string name, JsonElement? value)
    {
        if (value is { } json)
            entity[name] = new JsonObject { ["type"] = "JsonProperty", ["json"] = JsonNode.Parse(json.GetRawText()) };
    }

    public static void Link(this JsonObject entity, string name, params IReadOnlyCollection<string> ids)
    {
        if (ids.Count > 0)
            entity[name] = new JsonObject { ["type"] = "Relationship", ["object"] = ids.Count == 1 ? JsonValue.Create(ids.First()) : Array(ids) };
    }

    public static void Place(this JsonObject entity, double[]? place)
    {
        if (place is null)
            return;
        // A decimal is written as people write it, without exponents.
        var position = new JsonArray([.. place.Select(number => JsonNode.Parse(((decimal)number).ToString(CultureInfo.InvariantCulture)))]);
        entity["location"] = new JsonObject { ["type"] = "GeoProperty", ["value"] = new JsonObject { ["type"] = "Point", ["coordinates"] = position } };
    }

    private static JsonObject Property(JsonNode? value) => new() { ["type"] = "Property", ["value"] = value };

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
