using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Temporal;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Histories of which several brokers have a part (5.7.3, 5.7.4).</summary>
public sealed class DistributedTemporalTests
{
    private const string Reading = "[\"retrieveTemporal\",\"queryTemporal\"]";
    private const string Interval = ",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}";
    private const string Everything = "\"idPattern\":\".*\"";
    private const string Query = $"{Past.All}?type=Tank&timerel=between&timeAt=2025-06-01T00:00:00Z&endTimeAt=2025-06-02T00:00:00Z";

    [Fact]
    public async Task Instances_of_all_brokers_are_one_evolution()
    {
        await using var world = await World.StartAsync();
        await world.Front.RecordAsync(Past.Tank(1, Past.Hourly("level", 10, 12)));
        await world.Back.RecordAsync(Past.Tank(1, $"{Past.Hourly("level", 11)},{Past.Hourly("flow", 9)}"));
        await world.Front.RegisterAsync("back", operations: Reading, more: Interval);

        var found = await world.Front.ReadAsync();

        Assert.Equal(("10,11,12", "9"), (Past.Values(found, "level"), Past.Values(found, "flow")));
        var call = Assert.Single(world.Network.Calls);
        Assert.Equal(("GET", "/ngsi-ld/v1" + Past.One), (call.Method, Uri.UnescapeDataString(call.Uri.AbsolutePath)));
        var here = await world.Front.ReadAsync("local=true");
        Assert.Equal(("10,12", ""), (Past.Values(here, "level"), Past.Values(here, "flow")));
    }

    [Fact]
    public async Task A_query_finds_the_evolutions_of_all_brokers_in_its_window()
    {
        await using var world = await World.StartAsync();
        await world.Front.RecordAsync(Past.Tank(1, Past.Hourly("level", 10)));
        await world.Front.RecordAsync(Past.Tank(2, Past.Hourly("level", 10, 13)));
        await world.Back.RecordAsync(Past.Tank(2, Past.Hourly("level", 11)));
        await world.Back.RecordAsync(Past.Tank(3, Past.Hourly("level", 12)));
        await world.Back.RecordAsync(Past.Tank(4, Past.Hourly("level", 20)));
        await world.Front.RegisterAsync("back", operations: Reading, more: Interval);

        var answer = await world.Front.GetAsync($"{Past.All}?type=Tank&timerel=before&timeAt={Past.At(13)}&count=true");

        Assert.Equal(["1", "2", "3"], Found.Numbers(answer).Split(',').Order());
        Assert.Equal("3", answer["NGSILD-Results-Count"]);
        Assert.Equal("10,11", Past.Values(answer.Json.AsArray().Single(entity => (string?)entity!["id"] == "urn:ngsi-ld:Tank:2")!, "level"));
        Assert.Contains("timerel=before", Assert.Single(world.Network.Calls).Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_over_evolutions_hold_each_once()
    {
        await using var world = await World.StartAsync();
        foreach (var i in new[] { 1, 3 })
            await world.Front.RecordAsync(Past.Tank(i, Past.Hourly("level", 10)));
        foreach (var i in new[] { 2, 3, 4 })
            await world.Back.RecordAsync(Past.Tank(i, Past.Hourly("level", 11)));
        await world.Front.RegisterAsync("back", operations: Reading, more: Interval);
        var found = new List<string>();

        for (var offset = 0; offset < 4; offset += 2)
            found.AddRange(Found.Numbers(await world.Front.GetAsync($"{Query}&limit=2&offset={offset}")).Split(','));

        Assert.Equal(["1", "2", "3", "4"], found.Order());
        Assert.Null((await world.Front.GetAsync($"{Query}&limit=2&offset=2")).Link("next"));
    }

    [Theory]
    [InlineData(Query)]
    [InlineData(Past.One)]
    public async Task What_a_source_tells_beyond_its_registration_counts_for_nothing(string path)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RecordAsync(Past.Tank(1, Past.Hourly("level", 10)));
        network.Answers("back", 200, $$"""
            [{{Past.Tank(1, $"{Past.Hourly("level", 77)[..^1]},{Past.Reading(11)}],{Past.Hourly("flow", 12)}").Replace("T77:", "T07:", StringComparison.Ordinal)}},
             {{Past.Tank(2, Past.Hourly("flow", 12))}},{"id":"urn:ngsi-ld:Spy:6","type":"Spy",{{Past.Hourly("flow", 12)}}}]
            """);
        await broker.RegisterAsync("back", entities: "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", attributes: "[\"flow\"]", operations: Reading, more: Interval);

        var answer = await broker.GetAsync(path);

        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        var entity = answer.Json is System.Text.Json.Nodes.JsonArray page ? Assert.Single(page)! : answer.Json;
        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)entity["id"]);
        Assert.Equal(("10", "12"), (Past.Values(entity, "level"), Past.Values(entity, "flow")));
    }

    [Fact]
    public async Task A_source_is_asked_for_no_more_than_it_is_registered_for()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, "[]");
        await broker.RegisterAsync("back", entities: "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", attributes: "[\"flow\"]", operations: Reading, more: Interval);

        Assert.Equal(200, (await broker.GetAsync(Query + "&attrs=flow,level")).Status);
        Assert.Equal(200, (await broker.GetAsync(Query + "&attrs=level")).Status);
        Assert.Equal(200, (await broker.GetAsync(Query + "&id=urn:ngsi-ld:Tank:2")).Status);
        Assert.Equal(404, (await broker.GetAsync(Past.All + "/urn:ngsi-ld:Tank:2")).Status);

        var query = Uri.UnescapeDataString(Assert.Single(network.Calls).Uri.Query);
        Assert.Contains("id=urn:ngsi-ld:Tank:1", query, StringComparison.Ordinal);
        Assert.Contains("attrs=flow&", query, StringComparison.Ordinal);
        Assert.DoesNotContain("level", query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\",\"endAt\":\"2021-01-01T00:00:00Z\"}", Reading)]
    [InlineData(",\"observationInterval\":{\"startAt\":\"2025-07-01T00:00:00Z\"}", Reading)]
    [InlineData(",\"managementInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}", Reading)]
    [InlineData(Interval, "[\"retrieveOps\",\"createEntity\"]")]
    public async Task A_source_of_another_time_or_that_has_no_past_is_not_asked(string interval, string operations)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", operations: operations, more: interval);

        Assert.Equal("[]", (await broker.GetAsync(Query)).Body);

        Assert.Empty(network.Calls);
    }

    [Theory]
    [InlineData(0, "", "199")]
    [InlineData(500, "", "299")]
    [InlineData(200, "<html>", "111")]
    public async Task A_source_in_trouble_is_told_of_and_the_rest_is_served(int status, string body, string warning)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RecordAsync(Past.Tank(1, Past.Hourly("level", 10)));
        if (status > 0)
            network.Answers("back", status, body);
        await broker.RegisterAsync("back", operations: Reading, more: Interval);

        foreach (var path in (string[])[Query, Past.One])
        {
            var answer = await broker.GetAsync(path);
            Assert.Equal(200, answer.Status);
            Assert.Contains("\"value\":10", answer.Body, StringComparison.Ordinal);
            Assert.StartsWith(warning + " urn:ngsi-ld:ContextSourceRegistration:back \"", answer["NGSILD-Warning"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Query, "secret", "10")]
    [InlineData(Past.One, "secret", "10")]
    [InlineData(Query + "&attrs=secret", "secret", "10")]
    [InlineData(Query + "&q=secret==11", "secret", "10")]
    [InlineData(Past.All + "?idPattern=Hidden&type=Hidden,Tank&timerel=before&timeAt=2025-06-02T00:00:00Z", "Hidden", "12")]
    [InlineData(Past.All + "/urn:ngsi-ld:Hidden:9", "Hidden", "12")]
    public async Task What_is_hidden_is_not_learned_from_the_past_of_a_source(string path, string hidden, string value)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.RecordAsync(Past.Tank(1, $"{Past.Hourly("level", 10)},{Past.Hourly("secret", 11)}"));
        await back.RecordAsync($$"""{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden",{{Past.Hourly("level", 12)}}}""");
        Assert.Equal(201, (await front.PostAsync(
            "/csourceRegistrations", Registered.Body("back", entities: Everything, operations: Reading, more: Interval), SecretPolicy.Root)).Status);

        var restricted = await front.GetAsync(path, "Test-Caller: ama");
        var whole = await front.GetAsync(path, SecretPolicy.Root);

        Assert.Contains(hidden, whole.Body, StringComparison.Ordinal);
        if (restricted.Status == 200)
            Assert.DoesNotContain(hidden, restricted.Everything, StringComparison.Ordinal);
        Assert.True(restricted.Status is 200 or 404, $"{restricted.Status} {restricted.Body}");
        Assert.Equal(path is Query or Past.One, restricted.Body.Contains($"\"value\":{value}", StringComparison.Ordinal));
    }
}
