using NetTopologySuite.Geometries;

namespace Waziup.Ngsi.Query;

/// <summary>Distances along the surface of the earth, taken as a sphere; lines are arcs of great circles.</summary>
internal static class Sphere
{
    /// <summary>The mean radius of the earth in metres.</summary>
    public const double Radius = 6_371_008.8;

    /// <summary>The shortest distance between two geometries in metres; 0 where they have a point in common.</summary>
    public static double Distance(Geometry left, Geometry right)
    {
        if (left is Point one && right is Point other)
            return Distance(one.Coordinate, other.Coordinate);
        if (left.Intersects(right))
            return 0;
        var nearest = Math.PI;
        var arcs = Arcs(right);
        foreach (var (a, b) in Arcs(left))
        {
            foreach (var (c, d) in arcs)
                nearest = Math.Min(nearest, Angle(a, b, c, d));
        }
        return Radius * nearest;
    }

    /// <summary>The distance between two positions in metres.</summary>
    public static double Distance(Coordinate left, Coordinate right) => Radius * Angle(Vector.Of(left), Vector.Of(right));

    /// <summary>The arcs that a geometry is drawn of; a point is one without length.</summary>
    private static List<(Vector From, Vector To)> Arcs(Geometry geometry)
    {
        var arcs = new List<(Vector, Vector)>();
        for (var i = 0; i < geometry.NumGeometries; i++)
            AddArcs(geometry.GetGeometryN(i), arcs);
        return arcs;
    }

    private static void AddArcs(Geometry part, List<(Vector, Vector)> arcs)
    {
        if (part is Polygon polygon)
        {
            AddArcs(polygon.ExteriorRing, arcs);
            foreach (var ring in polygon.InteriorRings)
                AddArcs(ring, arcs);
            return;
        }
        var positions = part.Coordinates;
        var last = Vector.Of(positions[0]);
        if (positions.Length == 1)
            arcs.Add((last, last));
        for (var i = 1; i < positions.Length; i++)
        {
            var next = Vector.Of(positions[i]);
            arcs.Add((last, next));
            last = next;
        }
    }

    /// <summary>Between arcs that do not cross, the shortest way begins or ends at an end of one of them.</summary>
    private static double Angle(Vector a, Vector b, Vector c, Vector d) => Cross(a, b, c, d) ? 0 : Math.Min(
        Math.Min(ToArc(a, c, d), ToArc(b, c, d)), Math.Min(ToArc(c, a, b), ToArc(d, a, b)));

    // The circles meet at two points, opposite of each other; arcs cross where one of them lies on both.
    private static bool Cross(Vector a, Vector b, Vector c, Vector d)
    {
        var (left, right) = (a.Cross(b), c.Cross(d));
        var meeting = left.Cross(right);
        return meeting.Length > 1e-18
            && ((IsOn(meeting, a, b, left) && IsOn(meeting, c, d, right)) || (IsOn(-meeting, a, b, left) && IsOn(-meeting, c, d, right)));
    }

    private static bool IsOn(Vector point, Vector from, Vector to, Vector pole) => pole.Cross(from).Dot(point) >= 0 && to.Cross(pole).Dot(point) >= 0;

    private static double ToArc(Vector point, Vector from, Vector to)
    {
        var pole = from.Cross(to);
        var length = pole.Length;
        if (length < 1e-15)
            return Angle(point, from);
        // The foot of the point lies on the arc if it is behind its beginning and before its end.
        if (IsOn(point, from, to, pole))
            return Math.Abs(Math.Asin(Math.Clamp(point.Dot(pole) / length, -1, 1)));
        return Math.Min(Angle(point, from), Angle(point, to));
    }

    // Exact for small and for large angles, where a cosine alone is not.
    private static double Angle(Vector left, Vector right) => Math.Atan2(left.Cross(right).Length, left.Dot(right));

    private readonly record struct Vector(double X, double Y, double Z)
    {
        public double Length => Math.Sqrt(Dot(this));

        public static Vector Of(Coordinate position)
        {
            var (east, north) = (position.X * Math.PI / 180, position.Y * Math.PI / 180);
            return new Vector(Math.Cos(north) * Math.Cos(east), Math.Cos(north) * Math.Sin(east), Math.Sin(north));
        }

        public static Vector operator -(Vector vector) => new(-vector.X, -vector.Y, -vector.Z);

        public double Dot(Vector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

        public Vector Cross(Vector other) =>
            new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));
    }
}
