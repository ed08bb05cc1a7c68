using Waziup.Ngsi.Tests.Fuzz;

namespace Waziup.Ngsi.AspNetCore.Tests.Fuzz;

/// <summary>Odd values in parameters, paths and headers of every route: an answer of the 2xx, 4xx kind, or a context that is not to be had.</summary>
public sealed class ParameterFuzzTests
{
    private static readonly string[] Odd =
    [
        "", "%00", "%", "%zz", "%ff%fe", "%E2%80%AE", "true", "false", "TRUE", "-1", "0", "2147483647", "99999999999999999999", "1e3", "*", "@none", "urn:d:1", ",",
        ",,", "|", ";", "(", ")", "((((((((((((((((((((((((((((((((((((((((", "a,a", "id,type", "@id", "@context", "scope", "{", "a{b}", "[", "^(a+)+$", "\\", "a**", "(?<x>y)",
        "Tank", "Tank;", "Tank|", "https://x.example/a%20b", "a:b:c", "normalized", "concise,sysAttrs", "keyValues,,", "en;q=", "fr;q=2,*;q=-1", "*;q=0", ";;;q=1", "2026-01-01T00:00:00Z",
        "2026-13-41T25:61:61Z", "location", "PT1M", "P99999999Y", "PT99999999999999999999S", "-P1D", "%F0%9F%98%80", "a+b", "a%2Bb", "a&b=c", "a#b",
    ];

    private static readonly string[] Headers =
    [
        "Accept: ,;q=,", "Accept: */*;q=0", "Accept: application/json;q=1.000000000000000000001", "Prefer: ngsi-ld=1.", "Prefer: ngsi-ld=1.99999999999", "Prefer: =,;\"", "Prefer: body=",
        "Link: <", "Link: >", "Link: <>", "Link: <>; rel=\"http://www.w3.org/ns/json-ld#context\"", "Link: <x>; rel=http://www.w3.org/ns/json-ld#context", "Link: ><;,\"", "Link: <a>;rel=\"",
        "NGSILD-Tenant: a,b", "NGSILD-Tenant: \u00e4", "Via: x", "Content-Encoding: gzip", "Range: bytes=0-1", "If-None-Match: *", "Expect: nothing", "NGSILD-EntityMap: ",
        "NGSILD-EntityMap: /", "NGSILD-EntityMap: urn:ngsi-ld:EntityMap:1", "NGSILD-EntityMap: \u00e4%00",
    ];

    [Fact]
    public async Task Nothing_odd_is_the_server_s_fault()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var random = new Random(7);
        for (var i = 0; i < Mutator.Count / 20; i++)
        {
            var route = RouteTable.Routes[random.Next(RouteTable.Routes.Length)];
            var path = "/" + route.Template
                .Replace("{id}", random.Next(3) == 0 ? Path(Any(random, Odd)) : "urn:ngsi-ld:Tank:1")
                .Replace("{attr}", random.Next(2) == 0 ? Path(Any(random, Odd)) : "level");
            var query = string.Join('&', route.Parameters.Where(_ => random.Next(4) == 0).Select(name => $"{name}={Any(random, Odd)}"));
            string[] headers = random.Next(3) == 0 ? [Any(random, Headers)] : [];
            var body = route.Body switch { BodyKind.None => null, BodyKind.Batch => "[{}]", BodyKind.Raw => "[7]", _ => """{"level":{"value":1}}""" };

            var answer = await broker.SendAsync(route.Method, $"{path}?{query.Replace("#", "%23")}", body, "application/json", headers);

            Assert.True(answer.Status is < 500 or 504, $"{route.Method} {path}?{query} {string.Join(' ', headers)}\n{answer.Status} {answer.Body}");
        }
    }

    private static string Path(string text) => text.Replace("#", "%23").Replace("?", "%3F").Replace("&", "%26");

    private static string Any(Random random, string[] from) => from[random.Next(from.Length)];
}
