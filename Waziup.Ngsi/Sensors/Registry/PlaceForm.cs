using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>Reads a place: a point of GeoJSON, or two numbers by their names.</summary>
internal static class PlaceForm
{
    /// <summary>Longitude and latitude in degrees, and the height in metres where there is one; null where there is no place, or a wrong one.</summary>
    public static double[]? Read(Form form, string member)
    {
        if (form.Any(member) is not { } value)
            return null;
        if ((OfNames(value, "lon", "lat") ?? OfNames(value, "longitude", "latitude") ?? OfGeoJson(value)) is { } place)
        {
            if (GeometryText.IsOnEarth(place[0], place[1]))
                return place;
            form.Refuse(member, "A longitude is a number from -180 to 180, a latitude from -90 to 90; GeoJSON has the longitude first.");
            return null;
        }
        form.Refuse(member, "This is {\"lon\":…,\"lat\":…}, or a Point of GeoJSON.");
        return null;
    }

    private static double[]? OfNames(JsonElement value, string east, string north) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(east, out var longitude) && value.TryGetProperty(north, out var latitude)
        && IsNumber(longitude) && IsNumber(latitude)
            ? [longitude.GetDouble(), latitude.GetDouble()]
            : null;

    /// <summary>The position of a Point of GeoJSON; null for anything else.</summary>
    public static double[]? OfGeoJson(JsonElement value) =>
        Stored.Word(value, "type") == "Point" && value.TryGetProperty("coordinates", out var position) ? Position(position) : null;

    /// <summary>Two or three numbers; null for anything else.</summary>
    public static double[]? Position(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is 2 or 3 && value.EnumerateArray().All(IsNumber)
            ? [.. value.EnumerateArray().Select(number => number.GetDouble())]
            : null;

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number);
}
