using System.Globalization;
using System.Text;
using NetTopologySuite.Geometries;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>Reads a geo-query (4.10): a relation, and the geometry that it is a relation to.</summary>
internal static class GeoParser
{
    /// <summary>Most positions of the geometry.</summary>
    public const int MaxPositions = 10_000;

    /// <summary>Most positions where distances are asked for, each of which is measured.</summary>
    public const int MaxPositionsNear = 1_000;

    /// <param name="georel">The relation, such as <c>near;maxDistance==2000</c>.</param>
    /// <param name="geometry">A type of GeoJSON.</param>
    /// <param name="coordinates">Its coordinates, JSON.</param>
    /// <param name="property">The GeoProperty, expanded.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed, incomplete or too large.</exception>
    public static Filter Parse(string? georel, string? geometry, string? coordinates, Iri property)
    {
        if (georel is null || geometry is null || coordinates is null)
            throw NgsiLdErrors.Bad("a geo-query needs georel, geometry and coordinates together");
        var (how, metres) = Relation(georel);
        var limit = how is GeoOperator.NotBeyond or GeoOperator.Beyond ? MaxPositionsNear : MaxPositions;
        return new Filter.Lies(property, new GeoRelation(how, Geometry("coordinates", geometry, coordinates, limit), metres));
    }

    /// <summary>A geometry of its type and coordinates.</summary>
    /// <param name="what">The parameter that holds the coordinates, for messages.</param>
    /// <param name="type">A type of GeoJSON.</param>
    /// <param name="coordinates">JSON.</param>
    /// <param name="limit">Most positions.</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed or too large.</exception>
    public static Geometry Geometry(string what, string type, string coordinates, int limit = MaxPositionsNear)
    {
        if (coordinates.AsSpan().Count('[') > limit + 2)
            throw NgsiLdErrors.Bad($"{what} has more than {limit} positions");
        if (type.Contains('"') || type.Contains('\\') || GeometryText.DepthOf(Encoding.UTF8.GetBytes(type)) < 0)
            throw NgsiLdErrors.Bad("a geometry is a Point, MultiPoint, LineString, MultiLineString, Polygon or MultiPolygon");
        var json = Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"coordinates\":{coordinates}}}");
        string? complaint;
        try
        {
            complaint = GeometryText.Complain(json);
        }
        catch (System.Text.Json.JsonException)
        {
            complaint = "that is not JSON";
        }
        return complaint is null ? GeometryReader.Read(json) : throw NgsiLdErrors.Bad($"{what}: {complaint}");
    }

    private static (GeoOperator How, double Metres) Relation(string georel)
    {
        var parts = georel.Split(';', StringSplitOptions.TrimEntries);
        if (parts[0] == "near")
        {
            if (parts.Length != 2 || parts[1].Split("==", StringSplitOptions.TrimEntries) is not [var modifier, var number]
                || modifier is not ("maxDistance" or "minDistance"))
                throw NgsiLdErrors.Bad("georel: near needs one of maxDistance==<metres> and minDistance==<metres>");
            return double.TryParse(number, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var metres)
                && double.IsFinite(metres) && metres > 0
                ? (modifier == "maxDistance" ? GeoOperator.NotBeyond : GeoOperator.Beyond, metres)
                : throw NgsiLdErrors.Bad("georel: a distance is a number of metres, more than 0");
        }
        GeoOperator? how = georel switch
        {
            "within" => GeoOperator.Within,
            "contains" => GeoOperator.Contains,
            "intersects" => GeoOperator.Intersects,
            "equals" => GeoOperator.Equals,
            "disjoint" => GeoOperator.Disjoint,
            "overlaps" => GeoOperator.Overlaps,
            _ => null,
        };
        return how is { } known
            ? (known, 0) : throw NgsiLdErrors.Bad("georel is near, within, contains, intersects, equals, disjoint or overlaps");
    }
}
