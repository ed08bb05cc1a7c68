namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Requests at random of somebody who is not root: over every way out, and writes where he may write.</summary>
static class TwinScript
{
    private const string Everywhere = "type=Reading,Plot,Person,Private,Vault,Remark";
    private const string Methods = "aggrMethods=avg,sum,min,max,stddev,sumsq,totalCount,distinctCount";

    private static readonly string[] Parts =
    [
        "", "", "", "pick=id,numValue", "pick=note,crop", "pick=id,type,owner,soil", "pick=id,pulse", "attrs=pulse,level", "omit=numValue,location", "omit=id,type", "attrs=note", "attrs=numValue", "attrs=depth,note", "attrs=crop,owner",
        "datasetId=urn:d:raw", "datasetId=@none", "attrs=depth&datasetId=urn:d:raw", "lang=en", "pick=scope,modifiedAt",
    ];

    private static readonly string[] Forms = ["", "options=sysAttrs", "options=concise", "options=concise,sysAttrs", "options=keyValues", "format=simplified"];
    private static readonly string[] Pages = ["", "limit=1", "limit=1&offset=1", "limit=1&offset=2", "limit=2&offset=1", "limit=0&count=true", "offset=3"];
    private static readonly string[] Joins = ["", "", "join=inline", "join=flat", "join=inline&joinLevel=2", "join=flat&joinLevel=3", "join=inline&containedBy={alias1}"];
    private static readonly string[] Accepts = ["application/json", "application/json", "application/ld+json", "application/geo+json"];
    private static readonly string[] Names = ["numValue", "crop", "note", "owner", "soil", "depth", "level", "label", "location", "pulse", "secretive", "absent"];

    private static readonly string[] Windows =
    [
        "timerel=before&timeAt=2030-01-01T00:00:00Z", "timerel=after&timeAt=2025-06-01T11:00:00Z", "timerel=between&timeAt=2025-06-01T00:00:00Z&endTimeAt=2025-06-02T12:00:00Z",
        "timeproperty=modifiedAt&timerel=after&timeAt=2026-01-01T00:05:00Z", "timeproperty=createdAt&timerel=before&timeAt=2026-01-01T00:10:00Z",
        "timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z", "timeproperty=deletedAt&timerel=before&timeAt=2030-01-01T00:00:00Z",
    ];

    public static Probe Next(Random shared) => shared.Next(21) switch
    {
        < 6 => new("GET ", $"/entities?{Everywhere}&count=true&{Selection(shared)}&{Pick(shared, Parts)}&{Form(shared)}&{Pick(shared, Pages)}", null, Accept(shared)),
        6 => InBody(shared),
        7 or 8 => new("GET ", $"/entities/{Id(shared)}?{Pick(shared, Parts)}&{Form(shared)}&{Pick(shared, Joins)}", null, Accept(shared)),
        9 => new("GET ", Pick(shared, "/types", "/types?details=true", "/types/Reading", "/types/Vault", "/attributes", "/attributes?details=true", "/attributes/" + Pick(shared, Names))),
        10 => Map(shared),
        11 or 12 => new("GET ", $"/temporal/entities/{Id(shared)}?{Past(shared)}&{Pick(shared, [.. Windows, "", ""])}"),
        13 or 14 => new("GET ", $"/temporal/entities?type=Reading,Vault,Private&count=true&{Past(shared)}&{Pick(shared, Windows)}&{PastSelection(shared)}&{Pick(shared, Pages)}"),
        16 => new("GET ", shared.Next(2) == 0
            ? $"/entities?{Everywhere}&count=true&{Selection(shared)}&{Form(shared)}" : $"/temporal/entities?type=Reading,Vault&{Past(shared)}&{Pick(shared, Windows)}", null, "NGSILD-Snapshot: {snapshot}"),
        15 => new("POST ", "/temporal/entityOperations/query", $$"""
            {"type":"Query","entities":[{"type":"Reading"}],"q":"{{Quoted(TwinConditions.Condition(shared))}}","temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z","lastN":2} }
            """),
        _ => TwinWrites.Next(shared),
    };

    /// <summary>What a live feed is asked for; of marks it tells always.</summary>
    public static string Feed(Random shared)
    {
        var q = shared.Next(3) == 0 ? "" : $"&q=({TwinConditions.Escaped(TwinConditions.Condition(shared))})|tick";
        return $"type=Reading,Private,Vault,Mark{q}&{Pick(shared, "", "options=sysAttrs", "options=keyValues", "attrs=numValue,note,tick")}";
    }

    /// <summary>What a snapshot is made of.</summary>
    public static string Snapshot(Random shared)
    {
        var query = $$"""{"type":"Query","entities":[{"type":"Reading"},{"type":"Vault"},{"type":"Person"}],"q":"{{Quoted(TwinConditions.Condition(shared))}}"}""";
        var temporal = """{"type":"Query","entities":[{"type":"Reading"},{"type":"Vault"}],"temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z"} }""";
        return $$"""{"type":"Snapshot","snapshotQueries":[{{query}}],"snapshotTemporalQueries":[{{temporal}}]}""";
    }

    public static string Id(Random shared) => Pick(shared, "urn:ngsi-ld:Reading:1", "urn:ngsi-ld:Reading:2", "urn:ngsi-ld:Reading:3", "urn:ngsi-ld:Private:1", "urn:ngsi-ld:Private:7",
        "urn:ngsi-ld:Vault:1", "urn:ngsi-ld:Person:ama", "{alias0}", "{alias1}", "{alias2}");

    private static Probe InBody(Random shared) => new("POST ", $"/entityOperations/query?count=true&{Form(shared)}", $$"""
        {"type":"Query","entities":[{"type":"Reading"},{"type":"Vault"},{"type":"Person"}],"q":"{{Quoted(TwinConditions.Condition(shared))}}"{{Pick(shared, "", ",\"pick\":[\"id\",\"crop\",\"note\"]", ",\"attrs\":[\"numValue\"]")}}}
        """);

    private static Probe Map(Random shared) => Pick(shared,
        new Probe("GET ", $"/entityMaps?{Everywhere}&{Where(shared, TwinConditions.Condition(shared))}"),
        new Probe("GET ", $"/entities?{Everywhere}&entityMap=true&limit=2&{Selection(shared)}"),
        new Probe("GET ", "/entityMaps/{map}"),
        new Probe("GET ", $"/entities?{Everywhere}&count=true&options=sysAttrs", null, "NGSILD-EntityMap: {map}"),
        new Probe("GET ", "/temporal/entityMaps?type=Reading,Vault&q=note&timerel=before&timeAt=2030-01-01T00:00:00Z"));

    private static string Selection(Random shared) => shared.Next(6) switch
    {
        0 => TwinConditions.Geo(shared),
        1 => "scopeQ=" + Pick(shared, "/farm/f1", "/farm/%23", "/farm/%2B"),
        2 => TwinConditions.Order(shared),
        3 => Pick(shared, "id={alias0}", "id=urn:ngsi-ld:Person:ama", "id=urn:ngsi-ld:Vault:1,urn:ngsi-ld:Reading:1", Pick(shared, Joins)),
        _ => Where(shared, TwinConditions.Condition(shared)),
    };

    private static string Where(Random shared, string condition)
    {
        var more = TwinConditions.Links(condition) ? Pick(shared, "join=inline&joinLevel=2", "join=flat&joinLevel=3") : shared.Next(3) == 0 ? TwinConditions.Order(shared) : Pick(shared, Joins);
        return $"q={TwinConditions.Escaped(condition)}&{more}";
    }

    private static string PastSelection(Random shared) => shared.Next(4) switch
    {
        0 => TwinConditions.Geo(shared),
        1 => "scopeQ=/farm/f1",
        _ => "q=" + TwinConditions.Escaped(TwinConditions.Condition(shared)),
    };

    private static string Past(Random shared) => Pick(shared, "", "lastN=1", "lastN=2", "options=sysAttrs", "options=temporalValues", "options=temporalValues&lastN=2",
        $"options=aggregatedValues&{Methods}", $"options=aggregatedValues&aggrPeriodDuration=PT12H&{Methods}") + "&" + Pick(shared, Parts);

    private static string Form(Random shared) => Pick(shared, Forms);

    private static string Accept(Random shared) => "Accept: " + Pick(shared, Accepts);

    private static string Quoted(string condition) => condition.Replace("\"", "\\\"", StringComparison.Ordinal);

    private static T Pick<T>(Random shared, params T[] of) => Drawn.Pick(shared, of);
}
