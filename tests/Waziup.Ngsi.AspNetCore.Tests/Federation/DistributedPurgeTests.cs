using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>DELETE /entities where sources have some of them (5.6.21).</summary>
public sealed class DistributedPurgeTests
{
    private const string Purge = "[\"purgeEntity\"]";

    [Theory]
    [InlineData("type=Tank", "", "9")]
    [InlineData("type=Pump", "1,2", "3,4")]
    [InlineData("type=Tank&q=level>3", "1,2", "3,9")]
    [InlineData("type=Tank&q=level>1", "1", "9")]
    [InlineData("type=Tank&id=urn:ngsi-ld:Tank:2,urn:ngsi-ld:Tank:3", "1", "4,9")]
    [InlineData("type=Tank&idPattern=Tank:[14]", "2", "3,9")]
    [InlineData("type=Tank&scopeQ=/farm", "1,2", "3,9")]
    [InlineData("type=Tank&georel=near;maxDistance==1000&geometry=Point&coordinates=[1,1]", "1,2", "3,9")]
    [InlineData("type=Tank;Cistern", "1,2", "3,9")]
    [InlineData("type=(Tank;Cistern),Pump", "1,2", "3")]
    [InlineData("type=Well", "1,2", "3,4,9")]
    [InlineData("type=Tank&local=true", "", "3,4,9")]
    public async Task Matching_entities_go_everywhere_and_no_others(string query, string here, string there)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", entities: "\"idPattern\":\".*\"", operations: Purge);

        (await world.Front.DeleteAsync("/entities?" + query)).IsBare(204);

        Assert.Equal((here, there), (await LeftAsync(world.Front), await LeftAsync(world.Back)));
    }

    [Theory]
    [InlineData("\"type\":\"Tank\",\"idPattern\":\"Tank:3\"", "type=Tank", "4,9")]
    [InlineData("\"type\":\"Tank\",\"idPattern\":\"Tank:3\"", "type=Tank&idPattern=Tank", "4,9")]
    [InlineData("\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:3\"", "type=Tank", "4,9")]
    [InlineData("\"id\":\"urn:ngsi-ld:Tank:3\"", "type=Tank&idPattern=Tank", "4,9")]
    [InlineData("\"type\":\"Tank\"", "type=Tank,Pump", "9")]
    [InlineData("\"type\":\"Pump\"", "q=level", "3,4")]
    public async Task Nothing_goes_that_the_source_is_not_registered_for(string entities, string query, string there)
    {
        await using var world = await StartAsync();
        (await world.Back.PostAsync("/entities/urn:ngsi-ld:Pump:9/attrs", """{"level":{"type":"Property","value":9}}""")).IsBare(204);
        await world.Front.RegisterAsync("back", entities: entities, operations: Purge);

        (await world.Front.DeleteAsync("/entities?" + query)).IsBare(204);

        Assert.Equal(there, await LeftAsync(world.Back));
    }

    [Theory]
    [InlineData("type=Tank", "", "3,4")]
    [InlineData("type=Tank&drop=owner", "", "3,4")]
    [InlineData("type=Tank&drop=level", "4", "3,4")]
    [InlineData("type=Tank&keep=owner", "4", "3,4")]
    [InlineData("type=Tank&keep=level", "", "3,4")]
    public async Task Of_a_source_for_some_attributes_only_these_go(string query, string owners, string levels)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", attributes: "[\"owner\"]", operations: Purge);

        (await world.Front.DeleteAsync("/entities?" + query)).IsBare(204);

        Assert.Equal(owners, await world.Back.FindAsync("q=owner"));
        Assert.Equal(levels, await world.Back.FindAsync("q=level"));
    }

    [Fact]
    public async Task A_redirect_that_cannot_purge_is_a_conflict_and_what_is_here_goes()
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", "redirect", "\"type\":\"Pump\"", operations: "[\"retrieveOps\"]");

        var answer = await world.Front.DeleteAsync("/entities?type=Tank,Pump");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        var error = Assert.Single(answer.Json["errors"]!.AsArray())!;
        Assert.Equal(("Conflict", "urn:ngsi-ld:ContextSourceRegistration:back"), (Answer.ShortType(error["error"]!), (string?)error["registrationId"]));
        Assert.Equal(("", "3,4,9"), (await LeftAsync(world.Front), await LeftAsync(world.Back)));
        Assert.Empty(world.Network.Calls);
    }

    [Theory]
    [InlineData("inclusive")]
    [InlineData("auxiliary")]
    public async Task A_source_that_is_beside_and_cannot_purge_is_passed_over(string mode)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", mode, operations: "[\"retrieveOps\"]");

        (await world.Front.DeleteAsync("/entities?type=Tank")).IsBare(204);

        Assert.Equal(("", "3,4,9"), (await LeftAsync(world.Front), await LeftAsync(world.Back)));
    }

    [Theory]
    [InlineData(500, 207)]
    [InlineData(0, 207)]
    [InlineData(404, 204)]
    public async Task A_source_that_fails_is_told_of_and_what_is_here_goes(int answered, int status)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", operations: Purge);
        world.Network.Silences("back");
        if (answered > 0)
            world.Network.Answers("back", answered);

        var answer = await world.Front.DeleteAsync("/entities?type=Tank");

        Assert.True(answer.Status == status, $"{answer.Status} {answer.Body}");
        if (status == 207)
            Assert.Equal("urn:ngsi-ld:ContextSourceRegistration:back", (string?)Assert.Single(answer.Json["errors"]!.AsArray())!["registrationId"]);
        Assert.Equal("", await LeftAsync(world.Front));
    }

    [Fact]
    public async Task Without_its_conditions_a_source_is_not_asked_to_purge()
    {
        await using var world = await StartAsync();
        world.Front.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await world.Front.RegisterAsync(
            "back", entities: "\"idPattern\":\".*\"", operations: Purge, more: $$""","contextSourceInfo":[{"key":"jsonldContext","value":"{{Samples.ContextUrl}}"}]""");

        var answer = await world.Front.DeleteAsync("/entities?type=Tank&q=level>3");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal(("1,2", "3,4,9"), (await LeftAsync(world.Front), await LeftAsync(world.Back)));
        Assert.Empty(world.Network.Calls);
    }

    private static Task<string> LeftAsync(TestBroker broker) => broker.FindAsync("local=true");

    /// <summary>Tanks 1 and 2 here, 3 and 4 and pump 9 behind.</summary>
    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync();
        await world.Front.CreateAsync(Samples.Tank(1));
        await world.Front.CreateAsync(Samples.Tank(2));
        await world.Back.CreateAsync(Samples.Tank(3));
        await world.Back.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:4","type":["Tank","Cistern"],"scope":"/farm","level":{"type":"Property","value":4},"owner":{"type":"Property","value":"Ama"},
             "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,1]}}}
            """);
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Pump:9","type":"Pump"}""");
        return world;
    }
}
