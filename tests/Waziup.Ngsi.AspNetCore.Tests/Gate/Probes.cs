namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>The requests that look for the secrets: every route, every parameter, every shape.</summary>
static class Probes
{
    private const string Open = "/entities/urn:ngsi-ld:Tank:1";
    private const string Hidden = "/entities/urn:ngsi-ld:Hidden:9";
    private const string Value = """{"type":"Property","value":"guess"}""";

    private static readonly string[] Reads =
    [
        "", "options=sysAttrs", "format=concise", "options=concise,sysAttrs", "format=simplified", "options=keyValues", "lang=en", "local=true",
        "pick=secret", "pick=secret,level", "pick=id,secret", "pick=half,scope", "pick=scope", "omit=level", "omit=secret", "omit=id,type,level,private,serial",
        "attrs=secret", "attrs=secret,level", "attrs=half", "datasetId=urn:d:s", "datasetId=urn:d:s,@none", "attrs=secret&datasetId=urn:d:s",
        "pick=secret&datasetId=urn:d:s&options=sysAttrs", "pick=secret,half,scope&options=sysAttrs", "type=Hidden", "type=Tank", "type=Tank,Hidden", "type=*",
    ];

    private static readonly string[] Queries =
    [
        "type=Hidden&count=true", "type=Hidden,Tank&count=true", "local=true&count=true", "local=true&count=true&limit=0", "local=true&limit=1",
        "local=true&limit=1&offset=1", "local=true&limit=1&offset=2", "attrs=secret&count=true&limit=0", "attrs=secret&count=true", "attrs=half&count=true",
        "attrs=secret,half&count=true", "attrs=level,secret&count=true", "local=true&id=urn:ngsi-ld:Hidden:9&count=true",
        "local=true&idPattern=Hidden&count=true", "local=true&idPattern=.*&count=true&options=sysAttrs", "type=Tank;Hidden&count=true",
    ];

    private static readonly string[] Accepts = ["application/json", "application/ld+json", "application/geo+json"];

    private static readonly string[] Versions = ["ngsi-ld=1.1", "ngsi-ld=1.3", "ngsi-ld=1.5"];

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same() =>
    [
        .. Reading(), .. Entities(), .. Attributes(), .. Batches(), .. Others(), .. QueryProbes.Same(), .. MapProbes.Same(), .. TemporalProbes.Same(),
        .. TemporalWriteProbes.Same(), .. SubscriptionProbes.Same(), .. RegistrationProbes.Same(),
        .. SnapshotProbes.Same(),
    ];

    /// <summary>Requests in which the design lets the presence of something be known: an id is taken; something stands in the way of a deletion.</summary>
    public static IEnumerable<Probe> Different() =>
    [
        new("POST entities", "/entities", """{"id":"urn:ngsi-ld:Hidden:9","type":"Tank"}"""),
        new("POST entityOperations/create", "/entityOperations/create", """[{"id":"urn:ngsi-ld:Hidden:9","type":"Tank"}]"""),
        new("POST entityOperations/upsert", "/entityOperations/upsert", """[{"id":"urn:ngsi-ld:Hidden:9","type":"Tank"}]"""),
        new("POST entityOperations/upsert", "/entityOperations/upsert?options=update", """[{"id":"urn:ngsi-ld:Hidden:9","type":"Tank"}]"""),
        new("DELETE entities/{id}", Open),
        new("POST entityOperations/delete", "/entityOperations/delete", """["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Hidden:9"]"""),
        .. TemporalWriteProbes.Different(),
    ];

    private static IEnumerable<Probe> Reading()
    {
        foreach (var accept in Accepts)
        {
            foreach (var entity in (string[])[Open, Hidden])
            {
                foreach (var query in Reads)
                    yield return new("GET entities/{id}", $"{entity}?{query}", null, "Accept: " + accept);
            }
            foreach (var query in Queries)
                yield return new("GET entities", "/entities?" + query, null, "Accept: " + accept);
            foreach (var query in Reads)
                yield return new("GET entities", "/entities?" + (query.StartsWith("type", StringComparison.Ordinal) ? query : query + (query.Contains("local") ? "" : "&local=true")), null, "Accept: " + accept);
            yield return new("GET jsonldContexts", "/jsonldContexts", null, "Accept: " + accept);
        }
        foreach (var version in Versions)
        {
            yield return new("GET entities/{id}", Open + "?options=sysAttrs", null, "Prefer: " + version);
            yield return new("GET entities", "/entities?local=true", null, "Prefer: " + version);
        }
        foreach (var geometry in (string[])["secret", "half", "level", "place"])
            yield return new("GET entities/{id}", $"{Open}?geometryProperty={geometry}", null, "Accept: application/geo+json");
    }

    private static IEnumerable<Probe> Entities()
    {
        yield return new("POST entities", "/entities", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""");
        yield return new("POST entities", "/entities", $$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","secret":{{Value}}}""");
        yield return new("POST entities", "/entities", """{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden"}""");
        foreach (var id in (string[])["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Hidden:9"])
        {
            foreach (var query in (string[])["", "?type=Hidden", "?type=Tank"])
            {
                yield return new("PUT entities/{id}", $"/entities/{id}{query}", $$"""{"id":"{{id}}","type":"Tank","level":{{Value}}}""");
                yield return new("PUT entities/{id}", $"/entities/{id}{query}", $$"""{"id":"{{id}}","type":"Tank","secret":{{Value}}}""");
                yield return new("PATCH entities/{id}", $"/entities/{id}{query}", $$"""{"level":{{Value}}}""");
                yield return new("PATCH entities/{id}", $"/entities/{id}{query}", $$"""{"secret":{{Value}}}""");
                yield return new("PATCH entities/{id}", $"/entities/{id}{query}", """{"secret":{"type":"Property","value":"urn:ngsi-ld:null"}}""");
                yield return new("PATCH entities/{id}", $"/entities/{id}{query}", """{"secret":"urn:ngsi-ld:null","half":{"value":1}}""");
                yield return new("PATCH entities/{id}", $"/entities/{id}{query}", """{"type":"Hidden"}""");
            }
            yield return new("PATCH entities/{id}", $"/entities/{id}?format=simplified", """{"secret":"guess","half":1,"level":2}""");
            yield return new("PATCH entities/{id}", $"/entities/{id}", """{"scope":"/guess"}""");
        }
        yield return new("DELETE entities/{id}", Hidden);
        yield return new("DELETE entities/{id}", Open + "?type=Hidden");
    }

    private static IEnumerable<Probe> Attributes()
    {
        foreach (var entity in (string[])[Open, Hidden])
        {
            foreach (var name in (string[])["secret", "half", "level", "absent"])
            {
                foreach (var dataset in (string[])["", ",\"datasetId\":\"urn:d:s\""])
                {
                    var body = $$"""{"{{name}}":{"type":"Property","value":"guess"{{dataset}}},"fresh":{{Value}}}""";
                    yield return new("POST entities/{id}/attrs", $"{entity}/attrs", body);
                    yield return new("POST entities/{id}/attrs", $"{entity}/attrs?options=noOverwrite", body);
                    yield return new("PATCH entities/{id}/attrs", $"{entity}/attrs", body);
                    yield return new("PATCH entities/{id}/attrs", $"{entity}/attrs", body.Replace("guess", "urn:ngsi-ld:null"));
                    yield return new("PATCH entities/{id}/attrs/{attr}", $"{entity}/attrs/{name}", $$"""{"value":"guess"{{dataset}}}""");
                    yield return new("PATCH entities/{id}/attrs/{attr}", $"{entity}/attrs/{name}", $$"""{"type":"Relationship","object":"urn:x:y"{{dataset}}}""");
                    yield return new("PUT entities/{id}/attrs/{attr}", $"{entity}/attrs/{name}", $$"""{"type":"Property","value":"guess"{{dataset}}}""");
                }
                foreach (var query in (string[])["", "?datasetId=urn:d:s", "?deleteAll=true", "?type=Tank", "?type=Hidden"])
                    yield return new("DELETE entities/{id}/attrs/{attr}", $"{entity}/attrs/{name}{query}");
            }
            yield return new("DELETE entities/{id}/attrs/{attr}", $"{entity}/attrs/scope");
            yield return new("POST entities/{id}/attrs", $"{entity}/attrs?options=noOverwrite", """{"scope":"/guess"}""");
            yield return new("PATCH entities/{id}/attrs", $"{entity}/attrs", """{"scope":"/guess"}""");
        }
    }

    private static IEnumerable<Probe> Batches()
    {
        foreach (var id in (string[])["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Hidden:9"])
        {
            foreach (var more in (string[])[$"\"level\":{Value}", $"\"secret\":{Value}", $"\"half\":{Value}", "\"scope\":\"/guess\""])
            {
                var body = $$"""[{"id":"{{id}}","type":"Tank",{{more}}},{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}]""";
                foreach (var operation in (string[])["update", "update?options=noOverwrite", "merge"])
                    yield return new("POST entityOperations/" + operation.Split('?')[0], "/entityOperations/" + operation, body);
                if (id.Contains("Hidden"))
                    continue;
                foreach (var operation in (string[])["create", "upsert", "upsert?options=update"])
                    yield return new("POST entityOperations/" + operation.Split('?')[0], "/entityOperations/" + operation, body);
            }
            yield return new("POST entityOperations/upsert", "/entityOperations/upsert", """[{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden"}]""");
            yield return new("POST entityOperations/create", "/entityOperations/create", """[{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden"}]""");
        }
        yield return new("POST entityOperations/delete", "/entityOperations/delete", """["urn:ngsi-ld:Hidden:9"]""");
    }

    private static IEnumerable<Probe> Others()
    {
        yield return new("POST jsonldContexts", "/jsonldContexts", """{"@context":7}""");
        yield return new("GET jsonldContexts", "/jsonldContexts?details=true");
        yield return new("GET jsonldContexts/{id}", "/jsonldContexts/absent");
        yield return new("GET jsonldContexts/{id}", "/jsonldContexts/https:%2F%2Fsecret.example%2Fs3cr3t?details=true");
        yield return new("DELETE jsonldContexts/{id}", "/jsonldContexts/absent");
        yield return new("DELETE jsonldContexts/{id}", "/jsonldContexts/https:%2F%2Fsecret.example%2Fs3cr3t");
        yield return new("DELETE jsonldContexts/{id}", "/jsonldContexts/https:%2F%2Fsecret.example%2Fs3cr3t?reload=true");
        yield return new("GET info/sourceIdentity", "/info/sourceIdentity");
    }
}
