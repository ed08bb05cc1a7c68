using System.Collections.Immutable;
using NetTopologySuite.Geometries;

namespace Waziup.Ngsi.Query.Indexing;

/// <summary>A box in degrees, with its borders.</summary>
internal readonly record struct Box(double West, double East, double South, double North)
{
    // More than what rounding can do to a distance or a position.
    private const double Slack = 1e-6;

    // How far an arc of a great circle over a degree leaves the straight line between its ends.
    private const double Bulge = 2e-3;

    private static readonly Box Earth = new(-180 - Slack, 180 + Slack, -90 - Slack, 90 + Slack);

    /// <summary>The box around a geometry, wherever on the earth its lines go: around the whole earth for one that is not small.</summary>
    public static Box Of(Geometry geometry)
    {
        var box = geometry.EnvelopeInternal;
        if (geometry is Point)
            return new Box(box.MinX, box.MaxX, box.MinY, box.MaxY);
        return box.Width > 1 || box.Height > 1 ? Earth : new Box(box.MinX - Bulge, box.MaxX + Bulge, box.MinY - Bulge, box.MaxY + Bulge);
    }

    /// <summary>The box around both.</summary>
    public Box With(Box other) => new(
        Math.Min(West, other.West), Math.Max(East, other.East), Math.Min(South, other.South), Math.Max(North, other.North));

    /// <summary>
    /// The boxes of which an entity touches one if it stands in a relation; it may touch one and not stand so. Default: a box does not help.
    /// </summary>
    public static ImmutableArray<Box> Of(GeoRelation relation)
    {
        var reference = relation.Reference.EnvelopeInternal;
        var box = new Box(reference.MinX - Slack, reference.MaxX + Slack, reference.MinY - Slack, reference.MaxY + Slack);
        return relation.Operator switch
        {
            GeoOperator.Beyond or GeoOperator.Disjoint => default,
            GeoOperator.NotBeyond => relation.Reference is Point ? Around(reference.MinX, reference.MinY, relation.Metres) : default,
            _ => [box],
        };
    }

    /// <summary>Around all places that are not farther from a point than a distance.</summary>
    private static ImmutableArray<Box> Around(double east, double north, double metres)
    {
        var angle = (metres / Sphere.Radius) + (Slack * Math.PI / 180);
        var degrees = angle * 180 / Math.PI;
        var (south, top) = (north - degrees, north + degrees);
        // Near a pole every longitude is near.
        if (degrees >= 180 || south <= -90 || top >= 90)
            return [new Box(-180 - Slack, 180 + Slack, Math.Max(south, -90) - Slack, Math.Min(top, 90) + Slack)];
        var width = Math.Asin(Math.Min(1, Math.Sin(angle) / Math.Cos(north * Math.PI / 180))) * 180 / Math.PI + Slack;
        var (west, right) = (east - width, east + width);
        if (west < -180 + Slack)
            return [new Box(-180 - Slack, right, south, top), new Box(west + 360, 180 + Slack, south, top)];
        return right > 180 - Slack
            ? [new Box(west, 180 + Slack, south, top), new Box(-180 - Slack, right - 360, south, top)]
            : [new Box(west, right, south, top)];
    }
}
