using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Reads attributes of a normalized entity; of several instances the one without a dataset.</summary>
internal static class Stored
{
    /// <summary>The default instance of an attribute; null where there is none.</summary>
    public static JsonElement? Instance(JsonElement entity, string name)
    {
        if (!entity.TryGetProperty(name, out var attribute))
            return null;
        if (attribute.ValueKind == JsonValueKind.Object)
            return attribute.TryGetProperty("datasetId", out _) ? null : attribute;
        foreach (var instance in attribute.ValueKind == JsonValueKind.Array ? attribute.EnumerateArray() : default)
        {
            if (instance.ValueKind == JsonValueKind.Object && !instance.TryGetProperty("datasetId", out _))
                return instance;
        }
        return null;
    }

    public static JsonElement? Value(JsonElement entity, string name, string member = "value") =>
        Instance(entity, name) is { } instance && instance.TryGetProperty(member, out var value) ? value : null;

    public static string? Text(JsonElement entity, string name, string member = "value") =>
        Value(entity, name, member) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The first thing that a relationship leads to.</summary>
    public static string? Link(JsonElement entity, string name) => Texts(entity, name, "object").FirstOrDefault();

    /// <summary>A text, or several, as a list.</summary>
    public static IEnumerable<string> Texts(JsonElement entity, string name, string member = "value") => Value(entity, name, member) switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list =>
            list.EnumerateArray().Where(text => text.ValueKind == JsonValueKind.String).Select(text => text.GetString()!),
        _ => [],
    };

    /// <summary>The words of <c>type</c> or <c>scope</c>.</summary>
    public static string[] Words(JsonElement entity, string member) => !entity.TryGetProperty(member, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(word => word.GetString()!)]
        : [value.GetString()!];

    /// <summary>The readings that a pending device was heard with, one of each sensor.</summary>
    public static IEnumerable<JsonElement> Readings(JsonElement entity) =>
        Value(entity, "heard", "json") is { ValueKind: JsonValueKind.Object } heard
        && heard.TryGetProperty("readings", out var readings) && readings.ValueKind == JsonValueKind.Array
            ? readings.EnumerateArray().Where(reading => Word(reading, "sensor") is not null).DistinctBy(reading => Word(reading, "sensor"))
            : [];

    /// <summary>A member that is a text.</summary>
    public static string? Word(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
