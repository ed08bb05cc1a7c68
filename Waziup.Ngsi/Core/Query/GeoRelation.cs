using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace Waziup.Ngsi.Query;

/// <summary>How a geometry has to lie to another one (4.10).</summary>
public enum GeoOperator : byte
{
    /// <summary>Not farther away than a distance.</summary>
    NotBeyond,

    /// <summary>Farther away than a distance.</summary>
    Beyond,

    /// <summary>All of it inside, and not only along the border.</summary>
    Within,

    /// <summary>The other one inside it.</summary>
    Contains,

    /// <summary>Any point in common.</summary>
    Intersects,

    /// <summary>The same points.</summary>
    Equals,

    /// <summary>No point in common.</summary>
    Disjoint,

    /// <summary>Of the same dimension, in part the same points, and neither inside the other.</summary>
    Overlaps,
}

/// <summary>A relation to one geometry (4.10).</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class GeoRelation
{
    private readonly IPreparedGeometry _prepared;

    internal GeoRelation(GeoOperator how, Geometry reference, double metres = 0)
    {
        Operator = how;
        Reference = reference;
        Metres = metres;
        _prepared = PreparedGeometryFactory.Prepare(reference);
    }

    /// <summary>The relation.</summary>
    public GeoOperator Operator { get; }

    /// <summary>The distance along the surface of the earth, for relations that have one.</summary>
    public double Metres { get; }

    /// <summary>The other geometry, in degrees: longitude, then latitude.</summary>
    internal Geometry Reference { get; }

    /// <summary>Whether something that lies within an area may stand in this relation to the reference.</summary>
    internal bool MayHoldIn(Geometry area) => Operator switch
    {
        GeoOperator.NotBeyond => Sphere.Distance(area, Reference) <= Metres,
        GeoOperator.Beyond or GeoOperator.Disjoint => true,
        _ => _prepared.Intersects(area),
    };

    /// <summary>Whether a geometry stands in this relation to the reference.</summary>
    internal bool Holds(Geometry geometry) => Operator switch
    {
        GeoOperator.NotBeyond => Sphere.Distance(geometry, Reference) <= Metres,
        GeoOperator.Beyond => Sphere.Distance(geometry, Reference) > Metres,
        GeoOperator.Within => _prepared.Contains(geometry),
        GeoOperator.Contains => _prepared.Within(geometry),
        GeoOperator.Intersects => _prepared.Intersects(geometry),
        // A ring that touches itself equals itself, though no topology can be made of it.
        GeoOperator.Equals => geometry.EqualsExact(Reference) || geometry.EqualsTopologically(Reference),
        GeoOperator.Disjoint => _prepared.Disjoint(geometry),
        _ => _prepared.Overlaps(geometry),
    };
}
