using System.Collections.Immutable;
using System.Text.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Reads a polygon of GeoJSON.</summary>
internal static class AreaForm
{
    private const int MaxSpots = 1000;

    public static NeedPlace? Read(Form form, string member)
    {
        if (form.Object(member) is not { } value)
            return null;
        var rings = Stored.Word(value, "type") == "Polygon" && value.TryGetProperty("coordinates", out var coordinates) && coordinates.ValueKind == JsonValueKind.Array
            ? coordinates.EnumerateArray().Select(Ring).ToImmutableArray()
            : [];
        if (!rings.IsEmpty && rings.All(ring => ring.Length >= 4 && ring[0] == ring[^1]) && rings.Sum(ring => ring.Length) <= MaxSpots)
            return new NeedPlace.Area(rings);
        form.Refuse(member, $"This is a Polygon of GeoJSON, whose rings end where they begin, with at most {MaxSpots} positions.");
        return null;
    }

    private static ImmutableArray<Spot> Ring(JsonElement ring)
    {
        if (ring.ValueKind != JsonValueKind.Array)
            return [];
        var spots = ImmutableArray.CreateBuilder<Spot>();
        foreach (var position in ring.EnumerateArray())
        {
            if (PlaceForm.Position(position) is not { } spot || !GeometryText.IsOnEarth(spot[0], spot[1]))
                return [];
            spots.Add(new Spot(spot[0], spot[1]));
        }
        return spots.ToImmutable();
    }
}
