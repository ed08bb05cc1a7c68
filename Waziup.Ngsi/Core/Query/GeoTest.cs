using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>A geometry that stands in a relation to another one (4.10).</summary>
internal readonly struct GeoTest(GeoRelation relation) : ITargetTest
{
    public bool Meets(in Target target)
    {
        if (target.Kind != AttributeKind.GeoProperty)
            return false;
        var geometry = GeometryReader.Read(target.Json);
        try
        {
            return relation.Holds(geometry);
        }
        catch (TopologyException)
        {
            // Rings that cross themselves are stored as they came; what they enclose is asked then.
            return relation.Holds(GeometryFixer.Fix(geometry));
        }
    }
}
