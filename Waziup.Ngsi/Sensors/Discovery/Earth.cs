namespace Waziup.Ngsi.Sensors.Discovery;

/// <summary>Distances on the earth, taken as a sphere as the broker takes it, and what lies in a polygon.</summary>
internal static class Earth
{
    private const double Radius = 6_371_008.8;

    /// <summary>The way between two spots along the surface, in metres.</summary>
    public static double Metres(Spot left, Spot right)
    {
        var (north, east) = (Radians(right.Latitude - left.Latitude) / 2, Radians(right.Longitude - left.Longitude) / 2);
        var half = (Math.Sin(north) * Math.Sin(north))
            + (Math.Cos(Radians(left.Latitude)) * Math.Cos(Radians(right.Latitude)) * Math.Sin(east) * Math.Sin(east));
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

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

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
