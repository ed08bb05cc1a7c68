using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Snapshots;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>The same words mean something else from somebody else, for another tenant, in other terms; nobody gets what somebody else was told.</summary>
public sealed class AskedAgainByOthersTests
{
    private const string Farm = "NGSILD-Tenant: farm";
    private const string Bare = "NGSILD-Tenant: bare";
    private const string Amas = "Test-Caller: ama";
    private const string Kofis = "Test-Caller: kofi";
    private const string Secret = ",\"secret\":{\"type\":\"Property\",\"value\":\"s3cr3t\"}";

    [Theory]
    [InlineData("other", null, "1=7,2=8", "1=7")]
    [InlineData("back", null, "1=1,2=2", "1=1")]
    [InlineData("back", "[\"owner\"]", "", "404")]
    public async Task Each_tenant_has_its_own_sources(string host, string? attributes, string all, string one)
    {
        await using var warm = await Warm.StartAsync();
        warm.Tells("other", Warm.Tanks("1=7,2=8"));
        Assert.Equal(201, (await warm.Broker.PostAsync("/entities", Warm.Tank(3, 3), Bare)).Status);
        Assert.Equal(201, (await warm.Broker.PostAsync(
            "/csourceRegistrations", Registered.Body(host, attributes: attributes, operations: "[\"retrieveOps\"]"), Farm)).Status);

        for (var round = 0; round < 4; round++)
        {
            Assert.Equal(("1=1,2=2", "1=1"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
            Assert.Equal((all, one), (await warm.KnowAsync(Warm.All, Farm), await warm.KnowAsync(Warm.One, Farm)));
            Assert.Equal(("3=3", "404"), (await warm.AskAsync(Warm.All, Bare), await warm.AskAsync(Warm.One, Bare)));
        }
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(("1=1,2=2", "1=1"), (await warm.AskAsync(Warm.All), await warm.AskAsync(Warm.One)));
            Assert.Equal((all, one), (await warm.AskAsync(Warm.All, Farm), await warm.AskAsync(Warm.One, Farm)));
        }
    }

    [Theory]
    [InlineData("", "1,2,9")]
    [InlineData("&limit=2", "1,2")]
    [InlineData("&count=true", "1,2,9")]
    [InlineData("&q=secret", "1,9")]
    [InlineData("&q=secret==%22s3cr3t%22", "1,9")]
    [InlineData("&q=!secret", "2")]
    [InlineData("&attrs=secret", "1,9")]
    [InlineData("&pick=id,secret", "1,2,9")]
    [InlineData("&omit=level", "1,2,9")]
    [InlineData("&options=keyValues", "1,2,9")]
    [InlineData("&splitEntities=true", "1,2,9")]
    public async Task Nobody_sees_what_somebody_else_was_shown(string query, string roots)
    {
        var hidden = $$"""{"id":"urn:ngsi-ld:Hidden:9","type":["Hidden","Tank"]{{Secret}}}""";
        foreach (var isRootFirst in new[] { true, false })
        {
            await using var warm = await Warm.StartAsync([Warm.Tank(1, 1, Secret), Warm.Tank(2, 2), hidden], new OwnerPolicy());
            foreach (var path in new[] { Warm.All + query, Warm.One, "/entities/urn:ngsi-ld:Hidden:9" })
            {
                for (var round = isRootFirst ? 0 : 1; round < 5; round++)
                {
                    var caller = round % 2 == 0 ? SecretPolicy.Root : Amas;
                    await warm.KnowAsync(path, caller);
                    await warm.AskAsync(path, caller);
                    var answer = await warm.Broker.GetAsync(path, caller);
                    if (caller == Amas)
                        Assert.DoesNotContain("s3cr3t", answer.Everything, StringComparison.Ordinal);
                    else if (path == Warm.All + query)
                        Assert.Equal(roots, Query.Found.Numbers(answer));
                    else
                        Assert.Contains("s3cr3t", answer.Body, StringComparison.Ordinal);
                }
                Assert.Equal((await warm.Broker.GetAsync(path, Amas)).Everything, (await warm.Broker.GetAsync(path, Kofis)).Everything);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"contextSourceInfo\":[{\"key\":\"jsonldContext\",\"value\":\"https://ctx.example/tank.jsonld\"}]")]
    public async Task Each_form_is_as_if_it_alone_had_been_asked_for(string registered)
    {
        // A type that is the same in all terms; the attributes are not.
        const string Type = "https://ex.org/Tank";
        const string More = """
            ,"name":{"type":"LanguageProperty","languageMap":{"en":"friend","de":"Freund"}},"https://ex.org/owner":{"type":"Property","value":7,"unitCode":"CMT"},"scope":"/farm",
            "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,1]}},"createdAt":"2025-01-01T00:00:00Z","modifiedAt":"2025-01-02T00:00:00Z"
            """;
        const string Plain = ",\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[2,1]}}";
        string[] told = [Warm.Tank(1, 1, More), Warm.Tank(2, 2, Plain), Warm.Tank(3, 3)];
        await using var warm = await Warm.StartAsync([.. told.Select(tank => tank.Replace("\"Tank\"", $"\"{Type}\"", StringComparison.Ordinal))], isRegistered: false);
        await warm.Broker.RegisterAsync("back", entities: $"\"type\":\"{Type}\"", operations: "[\"retrieveOps\"]", more: registered);
        string[][] headers =
        [
            [], [Samples.ContextLink], ["Accept: application/ld+json"], ["Accept: application/ld+json", Samples.ContextLink],
            ["Accept: application/geo+json"], ["Accept: application/geo+json", "Prefer: body=json"], ["Prefer: ngsi-ld=1.3"],
        ];
        string[] queries =
        [
            "", "options=keyValues", "options=sysAttrs", "options=concise", "options=concise,sysAttrs", "lang=de", "pick=id,level", "omit=location", "attrs=name", "join=inline",
        ];
        string[] narrower =
        [
            "limit=1", "limit=1&offset=1", "limit=2&offset=5", "count=true", "limit=0&count=true", "q=level%3E1", "q=level%3E1&attrs=level", "csf=registrationName==%22x%22",
            "splitEntities=true", "scopeQ=/farm", "georel=near;maxDistance==10&geometry=Point&coordinates=[2,1]", "id=urn:ngsi-ld:Tank:2", "idPattern=Tank:[23]", "local=true", "q=(",
        ];
        var all = queries.Concat(narrower).Select(query => $"/entities?type={Type}&{query}").Concat(queries.Select(query => $"{Warm.One}?{query}")).ToArray();

        foreach (var path in all)
        {
            for (var round = 0; round < 3; round++)
            {
                foreach (var form in headers)
                    await warm.Broker.GetAsync(path, form);
            }
        }

        foreach (var path in all)
        {
            foreach (var form in headers)
                Assert.Matches(path == all[0] ? "^(1=1?/?7?,2=2?,3=3?|203)$" : "^[^!]*$", await warm.AskAsync(path, form));
        }
    }

    [Fact]
    public async Task A_snapshot_is_apart()
    {
        await using var warm = await Warm.StartAsync();
        await warm.KnowAsync(Warm.All);
        var header = (await warm.Broker.FreezeAsync(Frozen.Body())).Header();
        warm.Tells("back", Warm.Tanks("1=5,2=6"));

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(("1=5,2=6", "1=5"), (await warm.KnowAsync(Warm.All), await warm.KnowAsync(Warm.One)));
            Assert.Equal(("1=1,2=2", "1=1"), (await warm.KnowAsync(Warm.All, header), await warm.KnowAsync(Warm.One, header)));
        }
    }
}
