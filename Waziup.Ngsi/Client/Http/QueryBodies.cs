using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Waziup.Ngsi.Client.Http;

/// <summary>A query that is too long for a URL, as the body of <c>POST entityOperations/query</c> (6.23).</summary>
internal static class QueryBodies
{
    // Servers and what stands before them take 8 KiB or less of a request line.
    private const int LongestTarget = 4000;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request for all that a query wants, in the URL where that is possible.</summary>
    /// <param name="query">The query.</param>
    /// <param name="whole">The query with what is wanted of the entities, as parameters of a URL.</param>
    /// <param name="shape">Only what stands in the URL beside a body too; local scope is added.</param>
    public static Ask Ask(NgsiQuery query, UrlQuery whole, UrlQuery shape)
    {
        var path = $"entities{whole}";
        // A selector needs a type (5.2.33): ids alone can only stand in a URL.
        var fits = path.Length <= LongestTarget || (query.Type is null && (query.Ids is not null || query.IdPattern is not null));
        return (fits ? Http.Ask.Get(path) : new Ask(HttpMethod.Post, Beside(query, shape), Write(query))) with { ForEntities = true };
    }

    private static string Beside(NgsiQuery query, UrlQuery shape) => $"entityOperations/query{shape.With("local", query.Local)}";

    private static Body Write(NgsiQuery query)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Relaxed))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "Query"u8);
            if (query.Type is not null)
                WriteSelector(writer, query.Type, query);
            WriteText(writer, "q", query.Q);
            WriteText(writer, "scopeQ", query.ScopeQ);
            WriteText(writer, "lang", query.Language);
            WriteTexts(writer, "pick", query.Pick);
            WriteTexts(writer, "omit", query.Omit);
            WriteTexts(writer, "datasetId", query.DatasetIds);
            if (query.Place is { } place)
                WritePlace(writer, place);
            if (query.OrderBy is not null)
            {
                writer.WriteStartObject("ordering"u8);
                WriteTexts(writer, "orderBy", query.OrderBy);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return new Body(bytes.WrittenMemory);
    }

    private static void WriteSelector(Utf8JsonWriter writer, string type, NgsiQuery query)
    {
        writer.WriteStartArray("entities"u8);
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        WriteTexts(writer, "id", query.Ids?.Select(id => id.Known));
        WriteText(writer, "idPattern", query.IdPattern);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter writer, NgsiGeoQuery place)
    {
        writer.WriteStartObject("geoQ"u8);
        WriteText(writer, "georel", place.Relation);
        WriteText(writer, "geometry", place.Geometry);
        writer.WritePropertyName("coordinates"u8);
        writer.WriteRawValue(place.Coordinates);
        WriteText(writer, "geoproperty", place.Property);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteString(name, text);
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string>? texts)
    {
        if (texts is null)
            return;
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
