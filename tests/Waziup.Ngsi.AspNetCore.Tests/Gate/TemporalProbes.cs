namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests that look for the secrets in the past: every form, every window, every condition.</summary>
static class TemporalProbes
{
    private const string All = "/temporal/entities";
    private const string Query = "/temporal/entityOperations/query";
    private const string Everything = "timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z";
    private const string Aggregates = "options=aggregatedValues&aggrMethods=totalCount,distinctCount,sum,avg,min,max,stddev,sumsq";

    private static readonly string[] Forms =
    [
        "", "options=sysAttrs", "options=temporalValues", "options=temporalValues,sysAttrs&lang=en", Aggregates, Aggregates + "&aggrPeriodDuration=PT1H",
    ];

    private static readonly string[] Parts =
    [
        "pick=secret", "pick=secret,level", "pick=id,secret", "pick=id", "pick=half,scope", "pick=scope", "omit=level", "omit=secret", "omit=id,type,level,private,serial",
        "attrs=secret", "attrs=secret,level", "attrs=half", "attrs=scope", "datasetId=urn:d:s", "datasetId=urn:d:s,@none", "attrs=secret&datasetId=urn:d:s",
    ];

    // At nine and at eleven there is nothing but secrets, nor are there later deletions than theirs but for tank 3.
    private static readonly string[] Windows =
    [
        "timerel=before&timeAt=2030-01-01T00:00:00Z", "timerel=after&timeAt=2025-06-01T10:30:00Z", "timerel=before&timeAt=2025-06-01T09:30:00.000001Z",
        "timerel=between&timeAt=2025-06-01T08:00:00Z&endTimeAt=2025-06-01T09:59:59Z", "timerel=between&timeAt=2025-06-01T10:00:00Z&endTimeAt=2025-06-01T11:30:00Z",
        Everything, "timeproperty=createdAt&timerel=after&timeAt=2026-01-01T00:05:00Z", "timeproperty=modifiedAt&timerel=between&timeAt=2026-01-01T00:16:00Z&endTimeAt=2026-01-01T00:24:00Z",
        "timeproperty=deletedAt&timerel=before&timeAt=2030-01-01T00:00:00Z", "timeproperty=deletedAt&timerel=after&timeAt=2025-06-01T12:00:00Z",
        "timeproperty=deletedAt&timerel=between&timeAt=2026-01-01T00:16:00Z&endTimeAt=2026-01-01T00:25:00.000001Z",
    ];

    // When an entity was changed tells about what is hidden too; the first change of all that is visible came before the second minute.
    private static readonly string[] Conditions =
    [
        .. QueryProbes.Conditions, "secret==424242", "secret>424241", "secret.observedAt==\"2025-06-01T09:45:00Z\"", "level==10;secret==424242", "level==10|secret",
        "modifiedAt>\"2026-01-01T00:02:00Z\";level", "modifiedAt<\"2026-01-01T00:02:00Z\";level", "modifiedAt>\"2026-01-01T00:02:00Z\"", "half.datasetId==urn:d:s",
    ];

    private static readonly string[] Selections =
    [
        .. Conditions.Select(condition => "local=true&q=" + Uri.EscapeDataString(condition)),
        .. QueryProbes.Selections.Where(selection => !selection.StartsWith("q=", StringComparison.Ordinal)).Select(selection => "local=true&" + selection),
        "local=true&scopeQ=/hidden/scope/old", "local=true&scopeQ=" + Uri.EscapeDataString("/hidden/scope/old,/guess"),
        "type=Hidden", "type=Tank", "type=Tank,Hidden", "type=Tank;Hidden", "type=*", "local=true", "local=true&id=urn:ngsi-ld:Hidden:9,urn:ngsi-ld:Hidden:8,urn:ngsi-ld:Tank:3",
        "local=true&idPattern=Hidden", "local=true&idPattern=.*",
    ];

    private static readonly string[] Pages =
    [
        "limit=0", "limit=1", "limit=1&offset=1", "limit=1&offset=2", "limit=1&offset=3", "limit=2&offset=2", "orderBy=id", "orderBy=id;desc", "orderBy=id;desc&limit=2",
        "lastN=1", "lastN=2", "lastN=3&limit=2", "orderBy=secret", "orderBy=modifiedAt",
    ];

    private static readonly string[] Members =
    [
        """ "entities":[{"type":"Tank"},{"type":"Hidden"}] """, """ "entities":[{"type":"*"}],"attrs":["secret","half"] """, """ "entities":[{"type":"Tank"}],"pick":["id","secret"] """,
        """ "entities":[{"type":"Hidden","idPattern":".*"}] """, """ "attrs":["secret"],"datasetId":["urn:d:s"] """, """ "entities":[{"type":"Tank"}],"omit":["level"],"lang":"en" """,
        """ "entities":[{"type":"Tank"}],"scopeQ":"/hidden/scope" """, """ "entities":[{"type":"Tank"}],"ordering":{"orderBy":["id;desc"]} """,
        """ "geoQ":{"geoproperty":"half","georel":"near;maxDistance==100","geometry":"Point","coordinates":[1,2]} """,
    ];

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same() => [.. Retrievals(), .. Queries(), .. QueriesInBodies()];

    private static IEnumerable<Probe> Retrievals()
    {
        foreach (var id in SecretPast.Ids)
        {
            foreach (var form in Forms)
            {
                foreach (var part in (string[])["", .. Parts, .. Windows, .. Windows.Select(window => window + "&lastN=1"), "lastN=2", "timeproperty=deletedAt", "timeproperty=createdAt"])
                    yield return new("GET temporal/entities/{id}", $"{All}/{id}?{form}&{part}");
            }
            yield return new("GET temporal/entities/{id}", $"{All}/{id}?options=sysAttrs", null, "Accept: application/ld+json");
            yield return new("GET temporal/entities/{id}", $"{All}/{id}?options=sysAttrs", null, "Prefer: ngsi-ld=1.3");
        }
    }

    private static IEnumerable<Probe> Queries()
    {
        foreach (var selection in Selections)
        {
            foreach (var window in Windows)
                yield return new("GET temporal/entities", $"{All}?count=true&{selection}&{window}");
        }
        foreach (var form in Forms)
        {
            foreach (var part in (string[])[.. Parts, .. Pages])
                yield return new("GET temporal/entities", $"{All}?local=true&count=true&{form}&{part}&{Everything}");
            foreach (var window in Windows)
                yield return new("GET temporal/entities", $"{All}?type=Tank&count=true&{form}&lastN=1&{window}", null, "Accept: application/ld+json");
        }
    }

    private static IEnumerable<Probe> QueriesInBodies()
    {
        foreach (var time in (string[])["observedAt", "modifiedAt", "createdAt", "deletedAt"])
        {
            var window = $$""" "temporalQ":{"timerel":"between","timeAt":"2025-06-01T08:00:00Z","endTimeAt":"2030-01-01T00:00:00Z","timeproperty":"{{time}}","lastN":2} """;
            foreach (var members in (string[])[.. Members, .. Conditions.Select(condition => $"\"entities\":[{{\"type\":\"Tank\"}}],\"q\":\"{condition.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")])
                yield return new("POST temporal/entityOperations/query", Query + "?local=true&count=true", $$"""{"type":"Query",{{members}},{{window}}}""");
            yield return new("POST temporal/entityOperations/query", Query + "?local=true&options=aggregatedValues",
                $$$"""{"type":"Query","entities":[{"type":"Tank"}],{{{window}}},"aggrParams":{"aggrMethods":["sum","totalCount"],"aggrPeriodDuration":"PT1H"}}""");
        }
        yield return new("POST temporal/entityOperations/query", Query + "?local=true&limit=1&offset=2&count=true&options=temporalValues",
            """{"type":"Query","temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z","timeproperty":"modifiedAt"}}""");
    }
}
