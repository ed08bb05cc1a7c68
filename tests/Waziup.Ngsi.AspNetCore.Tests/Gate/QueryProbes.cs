namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Requests that look for the secrets by asking about them: conditions, orders, links, counts, lists of names.</summary>
static class QueryProbes
{
    public static readonly string[] Conditions =
    [
        "secret", "!secret", "secret==\"s3cr3t\"", "secret!=\"x\"", "secret~=.*", "secret!~=x", "secret>\"a\"", "secret.createdAt>\"2020-01-01T00:00:00Z\"",
        "secret.datasetId==urn:d:s", "half", "!half", "half.s3cr3tSub==1", "half.modifiedAt<\"2099-01-01T00:00:00Z\"", "level==1;secret", "level==1|secret", "!secret;level>0",
        "modifiedAt>\"2020-01-01T00:00:00Z\";level", "!modifiedAt;level", "createdAt<\"2099-01-01T00:00:00Z\";level", "level==\"s3cr3t\"", "level!=7", "level~=s3",
    ];

    public static readonly string[] Selections =
    [
        .. Conditions.Select(condition => "q=" + Uri.EscapeDataString(condition)),
        "scopeQ=/hidden/scope", "scopeQ=/hidden/%23", "scopeQ=/%23", "type=Tank&scopeQ=/%2B/scope",
        "geoproperty=half&georel=near;maxDistance==100&geometry=Point&coordinates=[1,2]", "geoproperty=half&georel=disjoint&geometry=Point&coordinates=[9,9]",
    ];

    private static readonly string[] Orders =
    [
        "orderBy=secret", "orderBy=secret;desc", "orderBy=half", "orderBy=half;desc,id", "orderBy=scope", "orderBy=modifiedAt", "orderBy=modifiedAt;desc", "orderBy=level;desc",
        "orderBy=secret.modifiedAt", "orderBy=half;dist-asc&orderFrom=[0,0]", "orderBy=type,id;desc&limit=1", "orderBy=half&limit=1&offset=1&count=true",
    ];

    /// <summary>Requests that answer the same whether the secrets are there or not.</summary>
    public static IEnumerable<Probe> Same()
    {
        foreach (var selection in Selections)
        {
            yield return new("GET entities", $"/entities?local=true&count=true&{selection}");
            yield return new("GET entities", $"/entities?local=true&count=true&limit=0&{selection}");
            foreach (var purge in (string[])["", "&drop=secret", "&drop=half", "&keep=level,serial,private"])
                yield return new("DELETE entities", $"/entities?type=Hidden&{selection.Replace("type=Tank&", "", StringComparison.Ordinal)}{purge}");
        }
        foreach (var order in Orders)
            yield return new("GET entities", "/entities?local=true&" + order);
        foreach (var drop in (string[])["secret", "half", "scope2"])
            yield return new("DELETE entities", $"/entities?q=secret&drop={drop}");
        yield return new("DELETE entities", "/entities?q=secret");
        yield return new("DELETE entities", "/entities?q=" + Uri.EscapeDataString("level==2|secret"));
        foreach (var condition in Conditions)
        {
            var text = condition.Replace("\"", "\\\"", StringComparison.Ordinal);
            yield return new("POST entityOperations/query", "/entityOperations/query?count=true", $$"""{"type":"Query","entities":[{"type":"Tank"},{"type":"Hidden"}],"q":"{{text}}"}""");
        }
        foreach (var route in (string[])["types", "types?details=true", "types/Tank", "types/Hidden", "attributes", "attributes?details=true"])
            yield return new("GET " + Template(route, "types/", "types/{type}"), "/" + route);
        foreach (var name in (string[])["secret", "half", "level", "serial", "absent"])
            yield return new("GET attributes/{attr}", "/attributes/" + name);
    }

    private static string Template(string route, string one, string template) =>
        route.StartsWith(one, StringComparison.Ordinal) ? template : route.Split('?')[0];
}
