using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Maps;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Entity maps of what several brokers have (5.2.39, 5.5.14).</summary>
public sealed class DistributedMapTests
{
    private const string Back = "urn:ngsi-ld:ContextSourceRegistration:back";
    private const string Query = "/entities?type=Tank&limit=2&count=true&entityMap=true";

    [Fact]
    public async Task A_map_says_where_parts_of_each_entity_are()
    {
        await using var world = await StartAsync();

        var first = await world.Front.GetAsync(Query);
        var map = await world.Front.GetAsync(first.Map());

        Assert.Equal("1,2", first.Page(201));
        Assert.Equal(200, map.Status);
        Found.IsJson($$"""
            {"urn:ngsi-ld:Tank:1":["@none"],"urn:ngsi-ld:Tank:2":["@none","{{Back}}"],"urn:ngsi-ld:Tank:3":["{{Back}}"],"urn:ngsi-ld:Tank:4":["{{Back}}"]}
            """, map.Json["entityMap"]);
    }

    [Fact]
    public async Task A_map_of_its_own_says_so_too()
    {
        await using var world = await StartAsync();

        var map = await world.Front.GetAsync("/entityMaps?type=Tank");

        Assert.Equal(201, map.Status);
        Found.IsJson($"[\"{Back}\"]", map.Json["entityMap"]!["urn:ngsi-ld:Tank:3"]);
        Found.IsJson("[\"@none\"]", map.Json["entityMap"]!["urn:ngsi-ld:Tank:1"]);
        Assert.Null(map.Json["entityMap"]!["urn:ngsi-ld:Pump:9"]);
    }

    [Fact]
    public async Task Pages_hold_what_the_map_holds_and_sources_are_asked_for_that_alone()
    {
        await using var world = await StartAsync();
        var first = await world.Front.GetAsync(Query);
        await world.Back.CreateAsync(Samples.Tank(5));
        await world.Front.CreateAsync(Samples.Tank(6));
        var before = world.Network.Calls.Count;

        var second = await world.Front.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal("3,4", second.Page(200));
        Assert.Equal(("4", first.Map()), (second["NGSILD-Results-Count"], second.Map()));
        Assert.Null(second.Link("next"));
        var calls = world.Network.Calls.Skip(before).Select(call => Uri.UnescapeDataString(call.Uri.Query)).ToList();
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.Contains("urn:ngsi-ld:Tank:3", call, StringComparison.Ordinal));
        Assert.All(calls, call => Assert.DoesNotContain("urn:ngsi-ld:Tank:5", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_gone_at_its_source_leaves_page_count_and_map()
    {
        await using var world = await StartAsync();
        var first = await world.Front.GetAsync(Query);
        (await world.Back.DeleteAsync("/entities/urn:ngsi-ld:Tank:3")).IsBare(204);

        var second = await world.Front.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal(("4", "3"), (second.Page(200), second["NGSILD-Results-Count"]));
        var map = (await world.Front.GetAsync(first.Map())).Json["entityMap"]!;
        Assert.Null(map["urn:ngsi-ld:Tank:3"]);
        Found.IsJson($"[\"{Back}\"]", map["urn:ngsi-ld:Tank:4"]);
    }

    [Fact]
    public async Task A_hidden_entity_of_a_source_is_in_no_map_of_whoever_may_not_see_it()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.CreateAsync(Samples.Tank(1), SecretPolicy.Root);
        await back.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":["Tank","Hidden"],"level":{"type":"Property","value":9}}""");
        Assert.Equal(201, (await front.PostAsync("/csourceRegistrations", Registered.Body("back", operations: "[\"retrieveOps\"]"), SecretPolicy.Root)).Status);

        var answer = await front.GetAsync(Query, "Test-Caller: ama");
        var whole = await front.GetAsync(Query, SecretPolicy.Root);

        Assert.Equal("1", answer.Page(201));
        Assert.DoesNotContain("Hidden", (await front.GetAsync(answer.Map(), "Test-Caller: ama")).Body, StringComparison.Ordinal);
        Assert.Contains("Hidden:9", (await front.GetAsync(whole.Map(), SecretPolicy.Root)).Body, StringComparison.Ordinal);
        (await front.GetAsync(whole.Map(), "Test-Caller: ama")).IsProblem(404, "ResourceNotFound");
    }

    /// <summary>Tanks 1 and 2 here, a part of 2 and 3 and 4 behind.</summary>
    private static async Task<World> StartAsync()
    {
        var world = await World.OfTanksAsync();
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","flow":{"type":"Property","value":1}}""");
        return world;
    }
}
