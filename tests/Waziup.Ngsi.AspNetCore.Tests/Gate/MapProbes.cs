using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests that look for the secrets by having what they select written down, and for a map of somebody who knows them.</summary>
static class MapProbes
{
    private const string Map = "urn:ngsi-ld:EntityMap:of-root";
    private const string Window = "timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z";
    private const string WindowInBody = """ "temporalQ":{"timerel":"before","timeAt":"2030-01-01T00:00:00Z","timeproperty":"modifiedAt"} """;

    private static readonly string[] Selections =
    [
        .. QueryProbes.Selections.Select(selection => "local=true&" + selection), "local=true", "type=Hidden", "type=Tank", "type=*", "type=Tank,Hidden", "type=Tank;Hidden",
        "local=true&idPattern=Hidden", "local=true&id=urn:ngsi-ld:Hidden:9", "local=true&attrs=secret", "local=true&attrs=half", "local=true&pick=secret",
        "local=true&datasetId=urn:d:s", "type=Tank&orderBy=secret", "type=Tank&limit=1&offset=1&count=true",
    ];

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same() => [.. Makings(), .. Bodies(), .. OfOne(), .. OfRoot()];

    /// <summary>Puts a map that root has made of all that is there, at an id that can be guessed.</summary>
    public static ValueTask PutAsync(IStorage storage, Instant now) => storage.Documents.PutAsync(
        default,
        new Document(DocumentKind.EntityMap, Map, "root", now, Encoding.UTF8.GetBytes("""
            {"urn:ngsi-ld:Tank:1":["@none"],"urn:ngsi-ld:Hidden:9":["@none"]}
            """)) { ExpiresAt = Instant.Of(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)) },
        TestContext.Current.CancellationToken);

    /// <summary>That map as root sees it.</summary>
    public static async Task<string> ReadAsync(TestBroker broker) => (await broker.GetAsync("/entityMaps/" + Map, SecretPolicy.Root)).Body;

    private static IEnumerable<Probe> Makings()
    {
        foreach (var selection in Selections)
        {
            yield return new("GET entityMaps", "/entityMaps?" + selection);
            yield return new("GET entities", $"/entities?entityMap=true&count=true&{selection}");
            if (selection.Contains("orderBy=secret", StringComparison.Ordinal))
                continue;
            yield return new("GET temporal/entityMaps", $"/temporal/entityMaps?{selection}&{Window}");
            yield return new("GET temporal/entities", $"/temporal/entities?entityMap=true&count=true&{selection}&{Window}");
        }
        yield return new("GET entityMaps", "/entityMaps?type=Tank&options=sysAttrs", null, "Accept: application/ld+json");
    }

    private static IEnumerable<Probe> Bodies()
    {
        foreach (var condition in QueryProbes.Conditions)
        {
            var query = $"\"entities\":[{{\"type\":\"Tank\"}},{{\"type\":\"Hidden\"}}],\"q\":\"{condition.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            yield return new("POST entityMaps", "/entityMaps", $$"""{"type":"Query",{{query}}}""");
            yield return new("POST temporal/entityMaps", "/temporal/entityMaps", $$"""{"type":"Query",{{query}},{{WindowInBody}}}""");
        }
        yield return new("POST entityOperations/query", "/entityOperations/query?count=true", """{"type":"Query","entities":[{"type":"*"}],"q":"secret","entityMap":true}""");
    }

    private static IEnumerable<Probe> OfOne()
    {
        foreach (var id in (string[])["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Hidden:9", "urn:ngsi-ld:Hidden:8"])
        {
            foreach (var query in (string[])["entityMap=true", "entityMap=true&pick=secret", "entityMap=true&attrs=half", "entityMap=true&datasetId=urn:d:s"])
            {
                yield return new("GET entities/{id}", $"/entities/{id}?{query}");
                yield return new("GET temporal/entities/{id}", $"/temporal/entities/{id}?{query}");
            }
        }
    }

    private static IEnumerable<Probe> OfRoot()
    {
        var header = "NGSILD-EntityMap: /ngsi-ld/v1/entityMaps/" + Map;
        foreach (var id in (string[])[Map, "urn:ngsi-ld:EntityMap:absent"])
        {
            yield return new("GET entityMaps/{id}", "/entityMaps/" + id);
            yield return new("PATCH entityMaps/{id}", "/entityMaps/" + id, """{"expiresAt":"2026-01-01T00:30:00Z"}""");
            yield return new("PATCH entityMaps/{id}", "/entityMaps/" + id, """{"expiresAt":"2020-01-01T00:00:00Z"}""");
            yield return new("PATCH entityMaps/{id}", "/entityMaps/" + id, """{"expiresAt":"soon"}""");
            yield return new("DELETE entityMaps/{id}", "/entityMaps/" + id);
        }
        foreach (var selection in (string[])["type=Hidden", "local=true&count=true", "local=true&q=secret", "type=Tank&limit=1&count=true"])
        {
            yield return new("GET entities", "/entities?" + selection, null, header);
            yield return new("GET temporal/entities", $"/temporal/entities?{selection}&{Window}", null, header);
            yield return new("GET entityMaps", "/entityMaps?" + selection, null, header);
        }
        foreach (var id in (string[])["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Hidden:9"])
            yield return new("GET entities/{id}", "/entities/" + id, null, header);
        foreach (var selection in (string[])["type=Hidden", "q=secret&drop=secret", "q=level==2&drop=half"])
            yield return new("DELETE entities", "/entities?" + selection, null, header);
    }
}
