using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Queries over several brokers (5.7.2).</summary>
public sealed class DistributedQueryTests
{
    private const string Owner = ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}";

    [Theory]
    [InlineData("type=Tank", "1,2,3,4")]
    [InlineData("type=Pump", "9")]
    [InlineData("type=Tank,Pump", "1,2,3,4,9")]
    [InlineData("type=Well", "")]
    [InlineData("type=Tank&id=urn:ngsi-ld:Tank:3", "3")]
    [InlineData("type=Tank&id=urn:ngsi-ld:Tank:1,urn:ngsi-ld:Tank:4,urn:ngsi-ld:Tank:7", "1,4")]
    [InlineData("type=Tank&idPattern=Tank:[34]", "3,4")]
    [InlineData("type=Tank&q=level>2", "3,4")]
    [InlineData("type=Tank&q=level==2|level==4", "2,4")]
    [InlineData("type=Tank&q=!owner", "1,3")]
    [InlineData("type=Tank&attrs=owner", "2,4")]
    [InlineData("type=Tank&attrs=colour", "")]
    [InlineData("type=Tank&pick=id", "1,2,3,4")]
    [InlineData("type=Tank&scopeQ=/farm", "4")]
    [InlineData("type=Tank&georel=near;maxDistance==1000&geometry=Point&coordinates=[1,1]", "2,4")]
    [InlineData("type=Tank&georel=near;maxDistance==1000&geometry=Point&coordinates=[8,8]", "")]
    public async Task Entities_of_all_brokers_are_found(string query, string expected)
    {
        await using var world = await World.OfTanksAsync();

        Assert.Equal(expected, await world.Front.SortedAsync(query));
    }

    [Theory]
    [InlineData("type=Tank;Cistern", "4")]
    [InlineData("type=(Tank;Cistern),Pump", "4,9")]
    public async Task An_entity_with_one_of_two_types_that_are_asked_for_together_is_not_found(string query, string expected)
    {
        await using var world = await World.OfTanksAsync();
        (await world.Back.PostAsync("/entities/urn:ngsi-ld:Tank:4/attrs", """{"type":["Tank","Cistern"]}""")).IsBare(204);

        Assert.Equal(expected, await world.Front.SortedAsync(query));
    }

    [Theory]
    [InlineData("""[{"type":"Tank","id":"urn:ngsi-ld:Tank:3"},{"type":"Pump"}]""", "3,9")]
    [InlineData("""[{"type":"Tank","idPattern":"Tank:3"},{"type":"Pump","idPattern":"Tank"}]""", "3")]
    [InlineData("""[{"type":"Tank","id":"urn:ngsi-ld:Pump:9"},{"type":"Pump","id":"urn:ngsi-ld:Tank:4"}]""", "")]
    public async Task Each_selector_selects_by_itself(string selectors, string expected)
    {
        await using var world = await World.OfTanksAsync();

        var answer = await world.Front.PostAsync("/entityOperations/query", $$"""{"type":"Query","entities":{{selectors}}}""");

        Assert.Equal(expected, string.Join(',', Found.Numbers(answer).Split(',').Order()));
    }

    [Fact]
    public async Task Local_means_here_alone()
    {
        await using var world = await World.OfTanksAsync();

        Assert.Equal("1,2", await world.Front.SortedAsync("type=Tank&local=true"));

        Assert.Empty(world.Network.Calls);
    }

    [Theory]
    [InlineData("q=level==7;owner==\"Kofi\"", "", "5")]
    [InlineData("q=level==7", "", "5")]
    [InlineData("q=level==8", "", "")]
    [InlineData("attrs=owner,level&q=owner==\"Kofi\"", "5", "5")]
    public async Task Conditions_on_split_entities_are_judged_on_the_whole(string query, string asItComes, string split)
    {
        await using var world = await World.OfTanksAsync();
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","owner":{"type":"Property","value":"Kofi"}}""");
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","level":{"type":"Property","value":7}}""");

        var found = await world.Front.SortedAsync($"type=Tank&splitEntities=true&{query}");

        Assert.Equal(split, found);
        Assert.DoesNotContain("q=", Assert.Single(world.Network.Calls).Uri.Query, StringComparison.Ordinal);
        if (asItComes.Length > 0)
            Assert.Equal(asItComes, await world.Front.SortedAsync($"type=Tank&{query}"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(",\"splitEntities\":false", "")]
    [InlineData(",\"splitEntities\":true", "5")]
    public async Task Whether_entities_are_split_may_be_said_in_the_body(string split, string expected)
    {
        await using var world = await World.OfTanksAsync();
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","owner":{"type":"Property","value":"Kofi"}}""");
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","level":{"type":"Property","value":7}}""");

        var answer = await world.Front.PostAsync(
            "/entityOperations/query", $$"""{"type":"Query","entities":[{"type":"Tank"}],"q":"level==7;owner==\"Kofi\""{{split}}}""");

        Assert.Equal(expected, Found.Numbers(answer));
        Assert.Equal(expected.Length == 0, Assert.Single(world.Network.Calls).Uri.Query.Contains("q=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("q=level>2", "q=level%3E2")]
    [InlineData("scopeQ=/farm", "scopeQ=%2Ffarm")]
    [InlineData("georel=near;maxDistance==1000&geometry=Point&coordinates=[1,1]", "georel=near%3BmaxDistance%3D%3D1000")]
    public async Task Whole_entities_are_filtered_at_their_source(string condition, string sent)
    {
        await using var world = await World.OfTanksAsync();

        await world.Front.SortedAsync("type=Tank&" + condition);
        await world.Front.SortedAsync("type=Tank&splitEntities=true&" + condition);

        Assert.Contains(sent, world.Network.Calls[0].Uri.AbsoluteUri, StringComparison.Ordinal);
        Assert.DoesNotContain(sent, world.Network.Calls[1].Uri.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csf_chooses_the_sources()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("good", 200, $"[{Samples.Tank(1)}]");
        network.Answers("bad", 200, $"[{Samples.Tank(2)}]");
        await broker.CreateAsync(Samples.Tank(3));
        await broker.RegisterAsync("good", more: ",\"quality\":5");
        await broker.RegisterAsync("bad", more: ",\"quality\":1");

        Assert.Equal("1,3", await broker.SortedAsync("type=Tank&csf=quality>3"));

        Assert.Empty(network.To("bad"));
        Assert.DoesNotContain("csf", Assert.Single(network.Calls).Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_registered_exclusively_comes_from_there()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1}}""");
        network.Answers("back", 200, """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Kofi"}}]""");
        await broker.RegisterAsync("back", "exclusive", "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", "[\"owner\"]");

        var found = Assert.Single((await broker.GetAsync("/entities?type=Tank")).Json.AsArray())!;

        Assert.Equal((1, "Kofi"), ((int)found["level"]!["value"]!, (string?)found["owner"]!["value"]));
        var query = Assert.Single(network.Calls).Uri.Query;
        Assert.Contains("id=urn%3Angsi-ld%3ATank%3A1", query, StringComparison.Ordinal);
        Assert.Contains("attrs=owner", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auxiliary_source_fills_gaps_and_finds_entities()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("aid", 200, $"[{Samples.Tank(1, Owner).Replace("\"value\":1", "\"value\":99", StringComparison.Ordinal)},{Samples.Tank(2)}]");
        await broker.RegisterAsync("aid", "auxiliary", operations: "[\"queryEntity\"]");

        var found = (await broker.GetAsync("/entities?type=Tank")).Json.AsArray();

        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Tank:2"], found.Select(entity => (string)entity!["id"]!));
        Assert.Equal((1, "Ama"), ((int)found[0]!["level"]!["value"]!, (string?)found[0]!["owner"]!["value"]));
    }

    [Theory]
    [InlineData("[\"queryEntity\"]", "GET", "/ngsi-ld/v1/entities")]
    [InlineData("[\"retrieveOps\"]", "GET", "/ngsi-ld/v1/entities")]
    [InlineData("[\"queryBatch\"]", "POST", "/ngsi-ld/v1/entityOperations/query")]
    public async Task A_source_is_asked_in_the_way_that_it_supports(string operations, string method, string path)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(1));
        await back.CreateAsync(Samples.Tank(2, ",\"scope\":\"/farm\",\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[1,1]}}"));
        await back.CreateAsync("""{"id":"urn:ngsi-ld:Pump:2","type":"Pump","level":{"type":"Property","value":2}}""");
        await front.RegisterAsync("back", operations: operations, attributes: "[\"level\",\"location\"]");

        foreach (var query in new[]
        {
            "q=level>1", "scopeQ=/farm", "georel=near;maxDistance==1000&geometry=Point&coordinates=[1,1]", "id=urn:ngsi-ld:Tank:2,urn:ngsi-ld:Tank:3", "idPattern=2$",
        })
        {
            Assert.Equal("2", await front.SortedAsync("type=Tank&" + query));
            var answer = await front.PostAsync("/entityOperations/query", """{"type":"Query","entities":[{"type":"Tank"}],"q":"level>1"}""");
            Assert.Equal("2", Found.Numbers(answer));
        }

        Assert.Equal(Enumerable.Repeat((method, path), 10), network.Calls.Select(call => (call.Method, call.Uri.AbsolutePath)));
    }

    [Fact]
    public async Task A_source_that_cannot_be_queried_is_left_out()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("back", 200, $"[{Samples.Tank(2)}]");
        await broker.RegisterAsync("back", operations: "[\"retrieveEntity\",\"createEntity\"]");

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("1", Found.Numbers(answer));
        Assert.Null(answer["NGSILD-Warning"]);
        Assert.Empty(network.Calls);
    }

    [Theory]
    [InlineData("type=Tank&orderBy=level")]
    [InlineData("type=Tank&orderBy=level&splitEntities=true")]
    public async Task An_order_is_one_of_this_broker_alone(string query)
    {
        await using var world = await World.OfTanksAsync();

        (await world.Front.GetAsync("/entities?" + query)).IsProblem(400, "BadRequestData");

        Assert.Equal("1,2", Found.Numbers(await world.Front.GetAsync($"/entities?{query}&local=true")));
        Assert.Empty(world.Network.Calls);
    }

    [Fact]
    public async Task A_source_without_the_attributes_of_a_condition_is_not_asked_about_them()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, "[]");
        await broker.RegisterAsync("back", attributes: "[\"level\"]");

        await broker.SortedAsync("type=Tank&q=owner==\"Ama\"");
        await broker.SortedAsync("type=Tank&q=level==1");

        Assert.Contains("level", Assert.Single(network.Calls).Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_that_a_registration_does_not_offer_are_not_asked_for()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, "[]");
        await broker.RegisterAsync("back", more: ",\"datasetId\":[\"urn:d:1\"]");

        await broker.SortedAsync("type=Tank&datasetId=urn:d:2");
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?datasetId=urn:d:2")).Status);

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Representation_is_the_affair_of_the_broker_that_was_asked()
    {
        await using var world = await World.OfTanksAsync();

        var answer = await world.Front.GetAsync("/entities?type=Tank&format=simplified&pick=id,owner&lang=en");

        Found.IsJson("""[{"id":"urn:ngsi-ld:Tank:2","owner":"Ama"},{"id":"urn:ngsi-ld:Tank:4","owner":"Ama"}]""",
            new JsonArray([.. answer.Json.AsArray().Where(entity => entity!["owner"] is not null).Select(entity => entity!.DeepClone())]));
        var query = Assert.Single(world.Network.Calls).Uri.Query;
        Assert.All(["simplified", "lang", "format"], word => Assert.DoesNotContain(word, query, StringComparison.Ordinal));
        Assert.Contains("options=sysAttrs", query, StringComparison.Ordinal);
        Assert.DoesNotContain("createdAt", answer.Body, StringComparison.Ordinal);
    }
}
