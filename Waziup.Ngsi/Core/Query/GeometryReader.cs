using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Waziup.Ngsi.Query;

/// <summary>Makes a geometry of GeoJSON (RFC 7946) that was checked when it came in.</summary>
internal static class GeometryReader
{
    private static readonly GeometryFactory Factory = GeometryFactory.Default;

    // As most are written.
    private static ReadOnlySpan<byte> OfPoint => "{\"type\":\"Point\",\"coordinates\":["u8;

    public static Geometry Read(ReadOnlySpan<byte> json)
    {
        var coordinates = Coordinates(json, out var type);
        return type switch
        {
            "Point" => Factory.CreatePoint(Position(ref coordinates)),
            "MultiPoint" => Factory.CreateMultiPointFromCoords(Line(ref coordinates)),
            "LineString" => Factory.CreateLineString(Line(ref coordinates)),
            "MultiLineString" => Factory.CreateMultiLineString([.. Lines(ref coordinates).Select(Factory.CreateLineString)]),
            "Polygon" => Polygon(Lines(ref coordinates)),
            _ => Factory.CreateMultiPolygon(Polygons(ref coordinates)),
        };
    }

    /// <summary>The middle of the box around a geometry; most are points, which are their own.</summary>
    public static Coordinate CentreOf(ReadOnlySpan<byte> json)
    {
        var coordinates = Coordinates(json, out var type);
        return type == "Point" ? Position(ref coordinates) : Read(json).EnvelopeInternal.Centre;
    }

    private static Utf8JsonReader Coordinates(ReadOnlySpan<byte> json, out string type)
    {
        var at = OfPoint.Length - 1;
        type = "Point";
        if (!json.StartsWith(OfPoint))
            (type, at) = Find(json);
        var coordinates = new Utf8JsonReader(json[at..]);
        coordinates.Read();
        return coordinates;
    }

    /// <summary>The type, and where the coordinates begin.</summary>
    private static (string Type, int At) Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var (type, at) = ("", 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isCoordinates = reader.ValueTextEquals("coordinates"u8);
            reader.Read();
            if (isType)
                type = reader.GetString()!;
            if (isCoordinates)
                at = (int)reader.TokenStartIndex;
            reader.Skip();
        }
        return (type, at);
    }

    private static Polygon Polygon(List<Coordinate[]> rings) =>
        Factory.CreatePolygon(Factory.CreateLinearRing(rings[0]), [.. rings.Skip(1).Select(Factory.CreateLinearRing)]);

    private static Polygon[] Polygons(ref Utf8JsonReader reader)
    {
        var polygons = new List<Polygon>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            polygons.Add(Polygon(Lines(ref reader)));
        return [.. polygons];
    }

    private static List<Coordinate[]> Lines(ref Utf8JsonReader reader)
    {
        var lines = new List<Coordinate[]>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            lines.Add(Line(ref reader));
        return lines;
    }

    private static Coordinate[] Line(ref Utf8JsonReader reader)
    {
        var positions = new List<Coordinate>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            positions.Add(Position(ref reader));
        return [.. positions];
    }

    // Height, where there is one, plays no part.
    private static Coordinate Position(ref Utf8JsonReader reader)
    {
        reader.Read();
        var x = reader.GetDouble();
        reader.Read();
        var y = reader.GetDouble();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
        }
        return new Coordinate(x, y);
    }
}
