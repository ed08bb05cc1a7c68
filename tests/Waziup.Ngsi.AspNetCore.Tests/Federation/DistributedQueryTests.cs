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
        await using var world = await StartAsync();

        Assert.Equal(expected, await SortedAsync(world.Front, query));
    }

    [Theory]
    [InlineData("type=Tank;Cistern", "4")]
    [InlineData("type=(Tank;Cistern),Pump", "4,9")]
    public async Task An_entity_with_one_of_two_types_that_are_asked_for_together_is_not_found(string query, string expected)
    {
        await using var world = await StartAsync();
        await world.Back.PostAsync("/entities/urn:ngsi-ld:Tank:4/attrs", """{"type":["Tank","Cistern"]}""");

        Assert.Equal(expected, await SortedAsync(world.Front, query));
    }

    [Theory]
    [InlineData("""[{"type":"Tank","id":"urn:ngsi-ld:Tank:3"},{"type":"Pump"}]""", "3,9")]
    [InlineData("""[{"type":"Tank","idPattern":"Tank:3"},{"type":"Pump","idPattern":"Tank"}]""", "3")]
    [InlineData("""[{"type":"Tank","id":"urn:ngsi-ld:Pump:9"},{"type":"Pump","id":"urn:ngsi-ld:Tank:4"}]""", "")]
    public async Task Each_selector_selects_by_itself(string selectors, string expected)
    {
        await using var world = await StartAsync();

        var answer = await world.Front.PostAsync("/entityOperations/query", $$"""{"type":"Query","entities":{{selectors}}}""");

        Assert.Equal(expected, string.Join(',', Found.Numbers(answer).Split(',').Order()));
    }

    [Theory]
    [InlineData("type=Tank&limit=1", "1,2,3,4")]
    [InlineData("type=Tank&limit=3", "1,2,3,4")]
    [InlineData("type=Tank,Pump&limit=2", "1,2,3,4,9")]
    [InlineData("type=Tank&limit=1&splitEntities=true", "1,2,3,4")]
    [InlineData("type=Tank&limit=1&count=true", "1,2,3,4")]
    [InlineData("type=Tank&limit=1&q=level>1", "2,3,4")]
    public async Task Pages_together_hold_each_entity_once(string query, string expected)
    {
        await using var world = await StartAsync();
        // A part of 4 lies here too, behind everything.
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:4","type":"Tank","level":{"type":"Property","value":4},"local":{"type":"Property","value":1}}""");
        var found = new List<JsonNode>();
        var path = "/entities?" + query;

        for (var pages = 0; pages < 10; pages++)
        {
            var page = await world.Front.GetAsync(path);
            found.AddRange(page.Json.AsArray().Select(entity => entity!.DeepClone()));
            if (page.Link("next") is null)
                break;
            path = "/" + page.Target("next").TrimStart('/');
        }

        Assert.Equal(expected, string.Join(',', found.Select(Number).Order()));
        var split = found.Single(entity => Number(entity) == "4");
        Assert.NotNull(split["local"]);
        Assert.NotNull(split["owner"]);
    }

    [Fact]
    public async Task Many_pages_over_three_brokers_hold_each_entity_once()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var left = await TestBroker.StartAsync();
        await using var right = await TestBroker.StartAsync();
        network.Add("left", left);
        network.Add("right", right);
        for (var i = 10; i < 40; i++)
        {
            if (i % 2 == 0)
                await front.CreateAsync(Samples.Tank(i));
            if (i % 3 == 0)
                await left.CreateAsync(Samples.Tank(i));
            if (i % 5 == 0 || i % 6 is 1 or 5)
                await right.CreateAsync(Samples.Tank(i));
        }
        await front.RegisterAsync("left", operations: "[\"retrieveOps\"]");
        await front.RegisterAsync("right", operations: "[\"retrieveOps\"]");
        var found = new List<string>();

        for (var offset = 0; offset < 40; offset += 4)
            found.AddRange(Found.Numbers(await front.GetAsync($"/entities?type=Tank&limit=4&offset={offset}")).Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(Enumerable.Range(10, 30).Select(i => $"{i}"), found.Order());
        Assert.Equal("30", (await front.GetAsync("/entities?type=Tank&count=true&limit=1"))["NGSILD-Results-Count"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&count=true")]
    public async Task Pages_far_behind_hold_what_they_should(string count)
    {
        const int Here = 10_020;
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network, options: options => options.MaxBatch = Here);
        var tanks = string.Join(',', Enumerable.Range(1, Here).Select(i => $$"""{"id":"urn:ngsi-ld:Tank:{{i}}","type":"Tank"}"""));
        Assert.Equal(201, (await broker.PostAsync("/entityOperations/create", $"[{tanks}]")).Status);
        network.Answers("back", 200, $"[{Samples.Tank(99_999)}]");
        await broker.RegisterAsync("back", operations: "[\"retrieveOps\"]");

        var last = await broker.GetAsync($"/entities?type=Tank&limit=30&offset=10010{count}");
        var before = await broker.GetAsync($"/entities?type=Tank&limit=5&offset=9995{count}");

        Assert.Equal([.. Enumerable.Range(10_011, 10).Select(i => $"{i}"), "99999"], Found.Numbers(last).Split(','));
        Assert.Equal("9996,9997,9998,9999,10000", Found.Numbers(before));
        Assert.NotNull(before.Link("next"));
        Assert.Null(last.Link("next"));
    }

    [Fact]
    public async Task Entities_are_counted_once()
    {
        await using var world = await StartAsync();
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:4","type":"Tank","local":{"type":"Property","value":1}}""");

        var answer = await world.Front.GetAsync("/entities?type=Tank&count=true&limit=0");

        Assert.Equal("4", answer["NGSILD-Results-Count"]);
        Assert.Equal("[]", answer.Body);
        Assert.Equal("3", (await world.Front.GetAsync("/entities?type=Tank&count=true&limit=0&local=true"))["NGSILD-Results-Count"]);
    }

    [Fact]
    public async Task Local_means_here_alone()
    {
        await using var world = await StartAsync();

        Assert.Equal("1,2", await SortedAsync(world.Front, "type=Tank&local=true"));

        Assert.Empty(world.Network.Calls);
    }

    [Theory]
    [InlineData("q=level==7;owner==\"Kofi\"", "", "5")]
    [InlineData("q=level==7", "", "5")]
    [InlineData("q=level==8", "", "")]
    [InlineData("attrs=owner,level&q=owner==\"Kofi\"", "5", "5")]
    public async Task Conditions_on_split_entities_are_judged_on_the_whole(string query, string asItComes, string split)
    {
        await using var world = await StartAsync();
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","owner":{"type":"Property","value":"Kofi"}}""");
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:5","type":"Tank","level":{"type":"Property","value":7}}""");

        var found = await SortedAsync(world.Front, $"type=Tank&splitEntities=true&{query}");

        Assert.Equal(split, found);
        Assert.All(world.Network.Calls, call => Assert.DoesNotContain("q=", call.Uri.Query, StringComparison.Ordinal));
        if (asItComes.Length > 0)
            Assert.Equal(asItComes, await SortedAsync(world.Front, $"type=Tank&{query}"));
    }

    [Theory]
    [InlineData("q=level>2", "q=level%3E2")]
    [InlineData("scopeQ=/farm", "scopeQ=%2Ffarm")]
    [InlineData("georel=near;maxDistance==1000&geometry=Point&coordinates=[1,1]", "georel=near%3BmaxDistance%3D%3D1000")]
    public async Task Whole_entities_are_filtered_at_their_source(string condition, string sent)
    {
        await using var world = await StartAsync();

        await SortedAsync(world.Front, "type=Tank&" + condition);
        await SortedAsync(world.Front, "type=Tank&splitEntities=true&" + condition);

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

        Assert.Equal("1,3", await SortedAsync(broker, "type=Tank&csf=quality>3"));

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

    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1")]
    public async Task What_lies_here_of_exclusive_attributes_is_not_mixed_in(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":[{"type":"Property","value":"Kofi"}]}]""");
        await broker.RegisterAsync("back", "exclusive", "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", "[\"owner\"]");
        var old = """,  "owner":[{"type":"Property","value":"old","observedAt":"2026-01-01T00:00:00Z"},{"type":"Property","value":"older","datasetId":"urn:d:1"}]""";
        Assert.Equal(201, (await broker.PostAsync("/entities?local=true", Samples.Tank(1, old))).Status);

        var answer = await broker.GetAsync(path);

        Assert.Contains("Kofi", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("old", answer.Body, StringComparison.Ordinal);
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

        Assert.Equal(["1", "2"], found.Select(entity => Number(entity!)));
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
            Assert.Equal("2", await SortedAsync(front, "type=Tank&" + query));
            var answer = await front.PostAsync("/entityOperations/query", """{"type":"Query","entities":[{"type":"Tank"}],"q":"level>1"}""");
            Assert.Equal("2", Found.Numbers(answer));
        }

        Assert.All(network.Calls, call => Assert.Equal((method, path), (call.Method, call.Uri.AbsolutePath)));
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
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"expiresAt\":\"2025-01-01T00:00:00Z\",\"level\":{\"type\":\"Property\",\"value\":2}}]", "1")]
    [InlineData("[{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"expiresAt\":\"2027-01-01T00:00:00Z\",\"level\":{\"type\":\"Property\",\"value\":2}}]", "1,2")]
    [InlineData("{\"id\":\"urn:ngsi-ld:Tank:2\",\"type\":\"Tank\",\"level\":{\"type\":\"Property\",\"value\":2}}", "1,2")]
    [InlineData("[]", "1")]
    [InlineData("", "1")]
    public async Task Answers_come_in_many_forms(string body, string expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("back", 200, body);
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal(expected, Found.Numbers(answer));
        Assert.Null(answer["NGSILD-Warning"]);
    }

    [Fact]
    public async Task An_attribute_that_has_expired_at_its_source_is_not_shown()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, """
            [{"id":"urn:ngsi-ld:Tank:2","type":"Tank","level":{"type":"Property","value":2},"owner":{"type":"Property","value":"old","expiresAt":"2025-01-01T00:00:00Z"}}]
            """);
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("2", Found.Numbers(answer));
        Assert.DoesNotContain("old", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type=Tank&orderBy=level")]
    [InlineData("type=Tank&orderBy=level&splitEntities=true")]
    public async Task An_order_is_one_of_this_broker_alone(string query)
    {
        await using var world = await StartAsync();

        (await world.Front.GetAsync("/entities?" + query)).IsProblem(400, "BadRequestData");

        Assert.Equal("1,2", Found.Numbers(await world.Front.GetAsync($"/entities?{query}&local=true")));
        Assert.Empty(world.Network.Calls);
    }

    [Fact]
    public async Task A_registration_for_some_ids_does_not_let_in_others()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(1));
        await back.CreateAsync(Samples.Tank(2));
        await back.CreateAsync(Samples.Tank(31));
        await front.RegisterAsync("back", entities: "\"type\":\"Tank\",\"idPattern\":\"Tank:3\"");

        Assert.Equal("31", await SortedAsync(front, "type=Tank"));
        Assert.Equal("31", await SortedAsync(front, "type=Tank&id=urn:ngsi-ld:Tank:31,urn:ngsi-ld:Tank:1"));
        // Two patterns are taken to have something in common, and the question's alone is asked (5.12).
        Assert.Equal("1", await SortedAsync(front, "type=Tank&idPattern=Tank:1$"));
    }

    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities/urn:ngsi-ld:Tank:1")]
    public async Task What_a_source_tells_beyond_its_registration_counts_for_nothing(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        network.Answers("back", 200, """
            [{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Ama"},"level":{"type":"Property","value":99,"observedAt":"2030-01-01T00:00:00Z"}}]
            """);
        await broker.RegisterAsync("back", attributes: "[\"owner\"]");

        var answer = await broker.GetAsync(path);

        Assert.Contains("Ama", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("99", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities?type=Tank&id=urn:ngsi-ld:Tank:1")]
    public async Task Entities_that_nobody_asked_for_are_not_let_in(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, $"[{Samples.Tank(1)},{{\"id\":\"urn:ngsi-ld:Spy:6\",\"type\":\"Spy\",\"level\":{{\"type\":\"Property\",\"value\":1}}}}]");
        await broker.RegisterAsync("back");

        Assert.Equal("1", Found.Numbers(await broker.GetAsync(path)));
    }

    [Fact]
    public async Task A_source_without_the_attributes_of_a_condition_is_not_asked_about_them()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, "[]");
        await broker.RegisterAsync("back", attributes: "[\"level\"]");

        await SortedAsync(broker, "type=Tank&q=owner==\"Ama\"");
        await SortedAsync(broker, "type=Tank&q=level==1");

        Assert.Contains("level", Assert.Single(network.Calls).Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_gives_less_at_once_than_was_wanted_is_asked_for_the_rest()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        for (var i = 1; i <= 5; i++)
            await back.CreateAsync(Samples.Tank(i));
        // As a broker that never gives more than two, and says where the others are.
        network.Add("back", back, atMost: 2);
        await front.RegisterAsync("back");

        Assert.Equal("1,2,3,4,5", await SortedAsync(front, "type=Tank"));
        Assert.Equal("5", (await front.GetAsync("/entities?type=Tank&count=true&limit=0"))["NGSILD-Results-Count"]);
    }

    [Fact]
    public async Task Instances_that_a_registration_does_not_offer_are_not_asked_for()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, "[]");
        await broker.RegisterAsync("back", more: ",\"datasetId\":[\"urn:d:1\"]");

        await SortedAsync(broker, "type=Tank&datasetId=urn:d:2");
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?datasetId=urn:d:2")).Status);

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Representation_is_the_affair_of_the_broker_that_was_asked()
    {
        await using var world = await StartAsync();

        var answer = await world.Front.GetAsync("/entities?type=Tank&format=simplified&pick=id,owner&lang=en");

        Found.IsJson("""[{"id":"urn:ngsi-ld:Tank:2","owner":"Ama"},{"id":"urn:ngsi-ld:Tank:4","owner":"Ama"}]""",
            new JsonArray([.. answer.Json.AsArray().Where(entity => entity!["owner"] is not null).Select(entity => entity!.DeepClone())]));
        var query = Assert.Single(world.Network.Calls).Uri.Query;
        Assert.All(["simplified", "lang", "format"], word => Assert.DoesNotContain(word, query, StringComparison.Ordinal));
        Assert.Contains("options=sysAttrs", query, StringComparison.Ordinal);
        Assert.DoesNotContain("createdAt", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<string> SortedAsync(TestBroker broker, string query) =>
        string.Join(',', (await broker.FindAsync(query)).Split(',').Order());

    private static string Number(JsonNode entity) => ((string)entity["id"]!).Split(':')[^1];

    /// <summary>Tanks 1 and 2 here, 3 and 4 and pump 9 behind.</summary>
    private static async Task<World> StartAsync()
    {
        const string There = ",\"location\":{\"type\":\"GeoProperty\",\"value\":{\"type\":\"Point\",\"coordinates\":[1,1]}}";
        var network = new Network();
        var world = new World(network, await TestBroker.StartAsync(source: network), await TestBroker.StartAsync());
        network.Add("back", world.Back);
        await world.Front.CreateAsync(Samples.Tank(1));
        await world.Front.CreateAsync(Samples.Tank(2, Owner + There));
        await world.Back.CreateAsync(Samples.Tank(3));
        await world.Back.CreateAsync(Samples.Tank(4, Owner + There + ",\"scope\":\"/farm\""));
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Pump:9","type":"Pump"}""");
        await world.Front.RegisterAsync("back", entities: "\"idPattern\":\".*\"", operations: "[\"retrieveOps\"]");
        return world;
    }

    private sealed record World(Network Network, TestBroker Front, TestBroker Back) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Front.DisposeAsync();
            await Back.DisposeAsync();
        }
    }
}
