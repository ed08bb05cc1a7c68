using Waziup.Ngsi.AspNetCore.Tests.Maps;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>A map holds what its maker sees: tank 1 refers to a hidden entity and has a secret, tank 2 has neither.</summary>
public sealed class MapGateTests
{
    [Theory]
    [InlineData("local=true", "1,2", "1,2,9")]
    [InlineData("type=Hidden", "", "9")]
    [InlineData("q=secret==7", "", "1")]
    [InlineData("type=Tank&q=!secret", "1,2", "2")]
    [InlineData("type=Tank&join=inline&q=ref{level}==9", "", "1")]
    [InlineData("type=Tank&join=inline&q=next{secret}==7", "", "2")]
    public async Task Nothing_hidden_gets_into_a_map(string query, string seen, string known)
    {
        await using var broker = await StartAsync();

        Assert.Equal(seen, (await broker.GetAsync("/entityMaps?" + query)).Entities(201));
        Assert.Equal(known, (await broker.GetAsync("/entityMaps?" + query, SecretPolicy.Root)).Entities(201));
        Assert.Equal(seen, await broker.EntitiesAsync(await broker.GetAsync("/entities?entityMap=true&" + query)));
    }

    [Fact]
    public async Task Nor_into_a_map_of_the_past()
    {
        await using var broker = await StartAsync();
        const string Path = "/temporal/entityMaps?local=true&timeproperty=modifiedAt&" + Mapped.Window;

        Assert.Equal("1,2", (await broker.GetAsync(Path)).Entities(201));
        Assert.Equal("1,2,9", (await broker.GetAsync(Path, SecretPolicy.Root)).Entities(201));
        Assert.Equal("", (await broker.GetAsync(Path + "&q=secret")).Entities(201));
        Assert.Equal("1", (await broker.GetAsync(Path + "&q=secret", SecretPolicy.Root)).Entities(201));
    }

    [Fact]
    public async Task What_becomes_hidden_leaves_a_map_as_if_it_were_deleted()
    {
        var answers = new List<string>();
        foreach (var hides in (bool[])[true, false])
        {
            await using var broker = await StartAsync();
            var made = await broker.GetAsync("/entities?local=true&entityMap=true");
            if (hides)
                (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:2", """{"type":"Hidden"}""", SecretPolicy.Root)).IsBare(204);
            else
                (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2", SecretPolicy.Root)).IsBare(204);

            var page = await broker.GetAsync("/entities?local=true&count=true", made.GoOn());

            Assert.Equal(("1,2", "1", "1"), (made.Page(201), page.Page(200), page["NGSILD-Results-Count"]));
            Assert.Equal("1", await broker.EntitiesAsync(made));
            answers.Add(page.Everything.Replace(made.Map(), "#", StringComparison.Ordinal));
        }
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task The_hidden_is_not_counted_where_maps_are_bounded()
    {
        await using var broker = await StartAsync(most: 2);

        Assert.Equal("1,2", (await broker.GetAsync("/entityMaps?local=true")).Entities(201));
        (await broker.GetAsync("/entityMaps?local=true", SecretPolicy.Root)).IsProblem(403, "TooManyResults");
    }

    private static async Task<TestBroker> StartAsync(int most = 10)
    {
        var broker = await TestBroker.StartAsync(new SecretPolicy(), options => options.MaxEntityMapSize = most);
        await broker.CreateAsync(Samples.Tank(1, """
            ,"secret":{"type":"Property","value":7},"ref":{"type":"Relationship","object":"urn:ngsi-ld:Hidden:9"}
            """), SecretPolicy.Root);
        await broker.CreateAsync(Samples.Tank(2, ""","next":{"type":"Relationship","object":"urn:ngsi-ld:Tank:1"}"""), SecretPolicy.Root);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden","level":9}""", SecretPolicy.Root);
        return broker;
    }
}
