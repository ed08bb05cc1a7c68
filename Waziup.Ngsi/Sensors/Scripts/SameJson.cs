using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>Compares JSON as people mean it: the order of members does not matter, nor the last digit of a number.</summary>
internal static class SameJson
{
    private const double Dust = 1e-9;

    /// <summary>Whether two values are the same; nothing and an empty array are.</summary>
    public static bool Are(JsonElement one, JsonElement other) => (one.ValueKind, other.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => Near(one.GetDouble(), other.GetDouble()),
        (JsonValueKind.Object, JsonValueKind.Object) => one.EnumerateObject().Count() == other.EnumerateObject().Count()
            && one.EnumerateObject().All(member => other.TryGetProperty(member.Name, out var value) && Are(member.Value, value)),
        (JsonValueKind.Array, JsonValueKind.Array) => one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => Are(pair.First, pair.Second)),
        (JsonValueKind.Array, JsonValueKind.Undefined or JsonValueKind.Null) => one.GetArrayLength() == 0,
        (JsonValueKind.String, JsonValueKind.String) => one.ValueEquals(other.GetString()),
        _ => one.ValueKind == other.ValueKind,
    };

    private static bool Near(double one, double other) => Math.Abs(one - other) <= Dust * Math.Max(1, Math.Max(Math.Abs(one), Math.Abs(other)));
}
