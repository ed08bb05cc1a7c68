using NetTopologySuite.Geometries;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Distances on the earth, taken as a sphere as the broker takes it, and what lies in a polygon.</summary>
internal static class Earth
{
    /// <summary>The way between two spots along the surface, in metres.</summary>
    public static double Metres(Spot left, Spot right) => Sphere.Distance(Position(left), Position(right));

    /// <summary>Whether a spot lies in a polygon and in none of its holes: a line to the east crosses its borders an odd number of times.</summary>
    public static bool Holds(NeedPlace.Area area, Spot spot)
    {
        var inside = false;
        foreach (var ring in area.Rings)
        {
            for (var i = 1; i < ring.Length; i++)
            {
                var (from, to) = (ring[i - 1], ring[i]);
                if (from.Latitude > spot.Latitude != to.Latitude > spot.Latitude
                    && spot.Longitude < from.Longitude + ((to.Longitude - from.Longitude) * (spot.Latitude - from.Latitude) / (to.Latitude - from.Latitude)))
                    inside = !inside;
            }
        }
        return inside;
    }

    private static Coordinate Position(Spot spot) => new(spot.Longitude, spot.Latitude);
}
