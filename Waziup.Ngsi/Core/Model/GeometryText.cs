using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Recognises and checks GeoJSON geometries (4.7, RFC 7946). GeometryCollection is none of them.</summary>
internal static class GeometryText
{
    private const int MaxDepth = 8;

    // A geometry that comes as a text starts its depth anew; it has to fit into the depth of the body around it.
    private const int MaxMembersDepth = 16;

    /// <summary>How deep coordinates nest: 0 a position, 1 a list of positions, and so on; -1 for no geometry type.</summary>
    public static int DepthOf(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("Point"u8))
            return 0;
        if (type.SequenceEqual("MultiPoint"u8) || type.SequenceEqual("LineString"u8))
            return 1;
        if (type.SequenceEqual("MultiLineString"u8) || type.SequenceEqual("Polygon"u8))
            return 2;
        return type.SequenceEqual("MultiPolygon"u8) ? 3 : -1;
    }

    /// <summary>Whether a JSON value looks like a geometry: an object with such a type and coordinates. It may still be a wrong one.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        bool type = false, coordinates = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            coordinates |= reader.ValueTextEquals("coordinates"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                type = DepthOf(reader.ValueSpan) >= 0;
            reader.Skip();
        }
        return type && coordinates;
    }

    /// <summary>What is wrong with a geometry, or null.</summary>
    public static string? Complain(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxMembersDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "a geometry is a GeoJSON object";
        var depth = -1;
        var at = -1;
        ReadOnlySpan<byte> type = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                if (depth >= 0)
                    return "a geometry has one type";
                if (reader.TokenType != JsonTokenType.String || (depth = DepthOf(type = reader.ValueSpan)) < 0)
                    return "a geometry's type is Point, MultiPoint, LineString, MultiLineString, Polygon or MultiPolygon";
                continue;
            }
            var isCoordinates = reader.ValueTextEquals("coordinates"u8);
            reader.Read();
            if (isCoordinates && at >= 0)
                return "a geometry has one member coordinates";
            if (isCoordinates)
                at = (int)reader.TokenStartIndex;
            reader.Skip();
        }
        if (reader.Read())
            return "there is more behind the geometry";
        if (depth < 0 || at < 0)
            return "a geometry has a type and coordinates";
        var coordinates = new Utf8JsonReader(json[at..], new JsonReaderOptions { MaxDepth = MaxDepth });
        coordinates.Read();
        var ring = type.SequenceEqual("Polygon"u8) || type.SequenceEqual("MultiPolygon"u8);
        return Coordinates(ref coordinates, depth, ring, type.SequenceEqual("LineString"u8) || type.SequenceEqual("MultiLineString"u8));
    }

    private static string? Coordinates(ref Utf8JsonReader reader, int depth, bool ring, bool line)
    {
        if (depth == 0)
            return Position(ref reader, out _, out _);
        if (reader.TokenType != JsonTokenType.StartArray)
            return "coordinates are not nested as the geometry's type demands";
        var count = 0;
        (double X, double Y) first = default, last = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? complaint;
            if (depth == 1)
            {
                complaint = Position(ref reader, out var x, out var y);
                last = (x, y);
                if (count == 0)
                    first = last;
            }
            else
            {
                complaint = Coordinates(ref reader, depth - 1, ring, line);
            }
            if (complaint is not null)
                return complaint;
            count++;
        }
        if (count == 0)
            return "coordinates are empty";
        if (depth == 1 && ring && (count < 4 || first != last))
            return "a ring has at least four positions, and the last one repeats the first";
        return depth == 1 && line && count < 2 ? "a line has at least two positions" : null;
    }

    /// <summary>Whether these are degrees of longitude and latitude.</summary>
    public static bool IsOnEarth(double longitude, double latitude) => longitude is >= -180 and <= 180 && latitude is >= -90 and <= 90;

    private static string? Position(ref Utf8JsonReader reader, out double x, out double y)
    {
        x = y = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            return "a position is an array of numbers";
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetDouble(out var number) || !double.IsFinite(number))
                return "a coordinate is a finite number";
            if (count == 0)
                x = number;
            else if (count == 1)
                y = number;
            count++;
        }
        if (reader.TokenType != JsonTokenType.EndArray || count < 2)
            return "a position is an array of at least two numbers";
        return IsOnEarth(x, y) ? null : "a position is longitude (-180 to 180), then latitude (-90 to 90)";
    }
}
