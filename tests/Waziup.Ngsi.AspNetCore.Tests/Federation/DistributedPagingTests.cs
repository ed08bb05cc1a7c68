using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Pages and counts of what several brokers have (5.5.9, 5.7.2).</summary>
public sealed class DistributedPagingTests
{
    [Theory]
    [InlineData("type=Tank&limit=1", "1,2,3,4")]
    [InlineData("type=Tank&limit=3", "1,2,3,4")]
    [InlineData("type=Tank,Pump&limit=2", "1,2,3,4,9")]
    [InlineData("type=Tank&limit=1&splitEntities=true", "1,2,3,4")]
    [InlineData("type=Tank&limit=1&count=true", "1,2,3,4")]
    [InlineData("type=Tank&limit=1&q=level>1", "2,3,4")]
    public async Task Pages_together_hold_each_entity_once(string query, string expected)
    {
        await using var world = await World.OfTanksAsync();
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
        Assert.Equal((1, "Ama"), ((int)split["local"]!["value"]!, (string?)split["owner"]!["value"]));
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
        await using var world = await World.OfTanksAsync();
        await world.Front.CreateAsync("""{"id":"urn:ngsi-ld:Tank:4","type":"Tank","local":{"type":"Property","value":1}}""");

        var answer = await world.Front.GetAsync("/entities?type=Tank&count=true&limit=0");

        Assert.Equal("4", answer["NGSILD-Results-Count"]);
        Assert.Equal("[]", answer.Body);
        Assert.Equal("3", (await world.Front.GetAsync("/entities?type=Tank&count=true&limit=0&local=true"))["NGSILD-Results-Count"]);
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

        Assert.Equal("1,2,3,4,5", await front.SortedAsync("type=Tank"));
        Assert.Equal("5", (await front.GetAsync("/entities?type=Tank&count=true&limit=0"))["NGSILD-Results-Count"]);
    }

    private static string Number(JsonNode entity) => ((string)entity["id"]!).Split(':')[^1];
}
