using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Maps;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Which sources an entity map concerns, and what a map shows of them (5.5.14, 5.14.1).</summary>
public sealed class DistributedMapSourceTests
{
    private const string Query = "/entities?type=Tank&limit=1&entityMap=true";

    [Fact]
    public async Task Only_sources_that_are_in_the_map_are_asked()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        network.Answers("empty", 200, "[]");
        network.Answers("late", 200, "[]");
        await front.CreateAsync(Samples.Tank(1));
        await back.CreateAsync(Samples.Tank(3));
        await front.RegisterAsync("back", operations: "[\"retrieveOps\"]");
        await front.RegisterAsync("empty", operations: "[\"retrieveOps\"]");
        var first = await front.GetAsync(Query);
        await front.RegisterAsync("late", operations: "[\"retrieveOps\"]");
        var (asked, before) = (network.To("empty").Count, network.To("back").Count);

        var second = await front.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal("3", second.Page(200));
        Assert.True(network.To("back").Count > before);
        Assert.Equal((asked, 0), (network.To("empty").Count, network.To("late").Count));
    }

    [Fact]
    public async Task Whoever_sees_an_entity_of_a_source_finds_it_in_his_map()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(3));
        Assert.Equal(201, (await front.PostAsync("/csourceRegistrations", Registered.Body("back", operations: "[\"retrieveOps\"]"), SecretPolicy.Root)).Status);
        var first = await front.GetAsync(Query, "Test-Caller: ama");
        Assert.Equal("3", first.Page(201));

        var map = await front.GetAsync(first.Map(), "Test-Caller: ama");

        Found.IsJson("[\"urn:ngsi-ld:ContextSourceRegistration:back\"]", map.Json["entityMap"]!["urn:ngsi-ld:Tank:3"]);
    }

    [Theory]
    [InlineData("/entities/urn:ngsi-ld:Tank:3?entityMap=true")]
    [InlineData("/temporal/entities/urn:ngsi-ld:Tank:3?entityMap=true")]
    [InlineData("/temporal/entities?type=Tank&entityMap=true&" + Mapped.Window)]
    [InlineData("/temporal/entityMaps?type=Tank&" + Mapped.Window)]
    public async Task Every_map_says_that_an_entity_is_at_a_source(string path)
    {
        await using var world = await World.StartAsync();
        Assert.Equal(201, (await world.Back.PostAsync("/temporal/entities", """
            {"id":"urn:ngsi-ld:Tank:3","type":"Tank","level":[{"type":"Property","value":3,"observedAt":"2025-06-01T10:00:00Z"}]}
            """)).Status);
        await world.Front.RegisterAsync("back", operations: "[\"retrieveOps\"]");
        await world.Front.RegisterAsync(
            "past", operations: "[\"retrieveTemporal\",\"queryTemporal\"]", more: ",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}");
        world.Network.Add("past", world.Back);

        var answer = await world.Front.GetAsync(path);
        Assert.True(answer.Status is 200 or 201, $"{answer.Status} {answer.Body}");

        var source = path.StartsWith("/temporal", StringComparison.Ordinal) ? "past" : "back";
        Found.IsJson($"[\"urn:ngsi-ld:ContextSourceRegistration:{source}\"]", (await world.Front.GetAsync(answer.Map())).Json["entityMap"]!["urn:ngsi-ld:Tank:3"]);
    }
}
