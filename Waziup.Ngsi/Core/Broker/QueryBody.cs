using System.Text.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using static Waziup.Ngsi.Broker.BodyMembers;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads the body of a query (5.2.23).</summary>
internal static class QueryBody
{
    /// <param name="body">UTF-8 JSON.</param>
    /// <param name="isTemporal">Whether it asks for the history: then there is a temporalQ, and nothing is joined.</param>
    /// <returns>What is asked for, and the languages that texts are wanted in; null for no choice.</returns>
    /// <exception cref="NgsiLdException">BadRequestData for members that are unknown, of the wrong type, or empty.</exception>
    public static (QueryRequest Request, string? Lang) Read(ReadOnlyMemory<byte> body, bool isTemporal = false)
    {
        using var document = BodyJson.Document(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("a query is a JSON object");
        var request = new QueryRequest();
        string? lang = null;
        var isQuery = false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var value = member.Value;
            var name = member.Name;
            if (!seen.Add(name))
                throw NgsiLdErrors.Bad($"'{name}' is there twice");
            switch (name)
            {
                case "type" or "@type":
                    isQuery = value.ValueKind == JsonValueKind.String && value.GetString() is "Query" or "https://uri.etsi.org/ngsi-ld/Query";
                    break;
                case "lang":
                    lang = Text(name, value);
                    break;
                case "@context":
                    break;
                case "splitEntities" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    request = request with { SplitEntities = value.GetBoolean() };
                    break;
                case "temporalQ" or "aggrParams" when isTemporal:
                    request = request with { Temporal = TemporalBody.Read(request.Temporal, name, value) };
                    break;
                case "join" or "joinLevel" or "containedBy" when isTemporal:
                    throw NgsiLdErrors.Bad($"'{name}' does not belong into a temporal query");
                default:
                    request = With(request, name, value);
                    break;
            }
        }
        return isQuery ? (request, lang) : throw NgsiLdErrors.Bad("the type of the body is Query");
    }

    private static QueryRequest With(QueryRequest request, string name, JsonElement value) => name switch
    {
        "entities" => request with { Selectors = [.. Items(name, value).Select(Selector)] },
        "q" => request with { Q = Text(name, value) },
        "scopeQ" => request with { ScopeQ = Text(name, value) },
        "csf" => request with { Csf = Text(name, value) },
        "geoQ" => Geo(request, value),
        "attrs" => request with { Attrs = List(name, value) },
        "pick" => request with { Pick = List(name, value) },
        "omit" => request with { Omit = List(name, value) },
        "datasetId" => request with { DatasetId = List(name, value) },
        "expandValues" => request with { ExpandValues = TextOrList(name, value) },
        "jsonKeys" => request with { JsonKeys = TextOrList(name, value) },
        "ordering" => Ordering(request, value),
        "join" => request with { Join = Text(name, value) },
        "entityMap" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => request with { EntityMap = value.GetBoolean() },
        "entityMapLifetime" => request with { EntityMapLifetime = Text(name, value) },
        "joinLevel" => request with { JoinLevel = Number(name, value) },
        "containedBy" => request with { ContainedBy = [.. Items(name, value).Select(item => Text(name, item))] },
        _ => throw NgsiLdErrors.Bad($"'{name}' does not belong into a query"),
    };

    private static SelectorText Selector(JsonElement selector)
    {
        if (selector.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("an element of entities is an object");
        string? type = null, pattern = null;
        string[]? ids = null;
        foreach (var member in selector.EnumerateObject())
        {
            switch (member.Name)
            {
                case "type" or "@type":
                    type = Text("type", member.Value);
                    break;
                case "id" or "@id":
                    ids = member.Value.ValueKind == JsonValueKind.Array
                        ? [.. Items("id", member.Value).Select(item => Text("id", item))] : [Text("id", member.Value)];
                    break;
                case "idPattern":
                    pattern = Text("idPattern", member.Value);
                    break;
                default:
                    throw NgsiLdErrors.Bad($"'{member.Name}' does not belong into an element of entities");
            }
        }
        return new SelectorText(type ?? throw NgsiLdErrors.Bad("an element of entities has a type"), ids, pattern);
    }

    private static QueryRequest Geo(QueryRequest request, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("geoQ is an object");
        foreach (var member in value.EnumerateObject())
        {
            request = member.Name switch
            {
                "georel" => request with { Georel = Text("georel", member.Value) },
                "geometry" => request with { Geometry = Text("geometry", member.Value) },
                "coordinates" => request with { Coordinates = Json(member.Value) },
                "geoproperty" => request with { Geoproperty = Text("geoproperty", member.Value) },
                _ => throw NgsiLdErrors.Bad($"'{member.Name}' does not belong into geoQ"),
            };
        }
        return request is { Georel: not null, Geometry: not null, Coordinates: not null }
            ? request : throw NgsiLdErrors.Bad("geoQ has georel, geometry and coordinates");
    }

    private static QueryRequest Ordering(QueryRequest request, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad("ordering is an object");
        foreach (var member in value.EnumerateObject())
        {
            request = member.Name switch
            {
                "orderBy" => request with { OrderBy = TextOrList("orderBy", member.Value) },
                "collation" => request with { Collation = Text("collation", member.Value) },
                "coordinates" => request with { OrderFrom = Json(member.Value) },
                "geometry" => request with { OrderGeometry = Text("geometry", member.Value) },
                _ => throw NgsiLdErrors.Bad($"'{member.Name}' does not belong into ordering"),
            };
        }
        return request.OrderBy is null ? throw NgsiLdErrors.Bad("ordering has the member orderBy") : request;
    }

    private static string Json(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    internal static string TextOrList(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? List(name, value) : Text(name, value);

    private static string List(string name, JsonElement value) => string.Join(',', Items(name, value).Select(item => One(name, Text(name, item))));

    /// <summary>An element of a list; commas in it stand inside of braces.</summary>
    private static string One(string name, string item) => item.IndexOfAny([',', '|']) is var comma and >= 0 && item.IndexOf('{') is var brace && (brace < 0 || brace > comma)
        ? throw NgsiLdErrors.Bad($"each element of {name} names one thing; '{item}' names several") : item;

    private static int Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw NgsiLdErrors.Bad($"{name} is a whole number");
}
