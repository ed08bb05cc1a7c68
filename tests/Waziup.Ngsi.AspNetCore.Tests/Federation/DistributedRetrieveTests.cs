using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How one entity is asked for at sources, and what is made of what they tell (5.7.1, 5.12).</summary>
public sealed class DistributedRetrieveTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Kofi = """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Kofi"}}""";

    [Theory]
    [InlineData("[\"retrieveEntity\",\"queryEntity\",\"queryBatch\"]", "GET", "/ngsi-ld/v1/entities/urn:ngsi-ld:Tank:1")]
    [InlineData("[\"queryEntity\"]", "GET", "/ngsi-ld/v1/entities")]
    [InlineData("[\"queryBatch\"]", "POST", "/ngsi-ld/v1/entityOperations/query")]
    public async Task A_source_is_asked_in_the_way_that_it_supports(string operations, string method, string path)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Kofi\"}"));
        await back.CreateAsync(Samples.Tank(2, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"));
        await front.RegisterAsync("back", attributes: "[\"owner\"]", operations: operations);

        var found = (await front.GetAsync(One)).Json;

        Assert.Equal("Kofi", (string?)found["owner"]!["value"]);
        Assert.Null(found["level"]);
        var call = Assert.Single(network.Calls);
        Assert.Equal((method, path), (call.Method, Uri.UnescapeDataString(call.Uri.AbsolutePath)));
    }

    [Theory]
    [InlineData("[\"createEntity\"]")]
    [InlineData("[\"retrieveTemporal\",\"queryTemporal\"]")]
    [InlineData("[\"retrieveEntityTypes\"]")]
    public async Task A_source_that_cannot_be_read_is_left_out(string operations)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", operations: operations);

        var answer = await broker.GetAsync(One);

        answer.IsProblem(404, "ResourceNotFound");
        Assert.Null(answer["NGSILD-Warning"]);
        Assert.Empty(network.Calls);
    }

    [Theory]
    [InlineData("?pick=id")]
    [InlineData("?pick=id,type")]
    [InlineData("?omit=owner")]
    public async Task An_entity_is_found_though_no_attribute_of_it_is_wanted(string projection)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await back.CreateAsync(Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Kofi\"}"));
        await front.RegisterAsync("back", attributes: "[\"owner\",\"level\"]");

        var answer = await front.GetAsync(One + projection);

        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)answer.Json["id"]);
        Assert.Null(answer.Json["owner"]);
    }

    [Theory]
    [InlineData("?type=Tank", 200)]
    [InlineData("?type=Tank,Pump", 200)]
    [InlineData("?type=Pump", 404)]
    [InlineData("?type=Tank;Pump", 404)]
    public async Task The_types_of_the_whole_decide(string query, int status)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Kofi);
        await broker.RegisterAsync("back", entities: "\"idPattern\":\".*\"");

        Assert.Equal(status, (await broker.GetAsync(One + query)).Status);

        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task A_source_of_the_past_is_not_asked_about_the_present()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("past", more: ",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}");
        await broker.RegisterAsync("kept", more: ",\"managementInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\"}");

        await broker.GetAsync(One);
        await broker.GetAsync("/entities?type=Tank");
        await broker.CreateAsync(Samples.Tank(1));
        (await broker.DeleteAsync(One)).IsBare(204);

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Sources_are_chosen_by_their_scopes()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("farm", more: ",\"scope\":\"/farm/a\"");
        await broker.RegisterAsync("city", more: ",\"scope\":[\"/city\",\"/sea\"]");
        await broker.RegisterAsync("any");

        await broker.GetAsync("/entities?type=Tank&scopeQ=/farm/%23");

        Assert.Equal(["any", "farm"], network.Calls.Select(call => call.Uri.Host).Order());
    }

    [Fact]
    public async Task What_is_registered_exclusively_is_not_read_from_here_though_its_source_cannot_be_read()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Kofi);
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]", "[\"updateOps\"]");
        Assert.Equal(201, (await broker.PostAsync("/entities?local=true", Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"old\"}"))).Status);

        var answer = await broker.GetAsync(One);

        Assert.Equal(1, (int)answer.Json["level"]!["value"]!);
        Assert.Null(answer.Json["owner"]);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task What_has_expired_here_does_not_mix_in()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Kofi);
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:01:00Z\""));
        await broker.RegisterAsync("back");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        var found = (await broker.GetAsync(One)).Json;

        Assert.Equal("Kofi", (string?)found["owner"]!["value"]);
        Assert.Null(found["level"]);
    }

    [Fact]
    public async Task The_newer_modification_counts_where_nothing_was_observed()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.CreateAsync(Samples.Tank(1));
        back.Clock.Advance(TimeSpan.FromMinutes(1));
        await back.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":7}}""");
        await front.RegisterAsync("back", operations: "[\"retrieveOps\"]");

        Assert.Equal(7, (int)(await front.GetAsync(One)).Json["level"]!["value"]!);
        front.Clock.Advance(TimeSpan.FromMinutes(2));
        (await front.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        var found = (await front.GetAsync(One + "?options=sysAttrs")).Json;
        Assert.Equal(5, (int)found["level"]!["value"]!);
        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:02:00Z"), ((string?)found["createdAt"], (string?)found["modifiedAt"]));
        Assert.Null((await front.GetAsync(One)).Json["modifiedAt"]);
    }

    [Fact]
    public async Task Of_datasets_each_comes_from_whoever_knows_best()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1,"observedAt":"2025-01-02T00:00:00Z"},{"type":"Property","value":2,"datasetId":"urn:d:1","observedAt":"2025-01-01T00:00:00Z"}]}
            """);
        network.Answers("back", 200, """
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":3,"observedAt":"2025-01-01T00:00:00Z"},{"type":"Property","value":4,"datasetId":"urn:d:1","observedAt":"2025-01-02T00:00:00Z"},
             {"type":"Property","value":5,"datasetId":"urn:d:2"}]}
            """);
        await broker.RegisterAsync("back");

        var values = (await broker.GetAsync(One)).Json["level"]!.AsArray().Select(instance => (int)instance!["value"]!).Order();

        Assert.Equal([1, 4, 5], values);
    }

    [Fact]
    public async Task Instances_beyond_those_that_are_registered_are_not_taken()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, """
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":3},{"type":"Property","value":4,"datasetId":"urn:d:1"}]}
            """);
        await broker.RegisterAsync("back", more: ",\"datasetId\":[\"urn:d:1\"]");

        var answer = await broker.GetAsync(One);

        Assert.Contains("\"value\":4", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"value\":3", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_asks_names_the_entity_and_the_attributes()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes($"[{Kofi}]")));
        await broker.RegisterAsync("back", attributes: "[\"owner\"]", operations: "[\"queryBatch\"]");

        await broker.GetAsync(One + "?attrs=owner,level");

        var call = Assert.Single(network.Calls);
        var body = JsonNode.Parse(call.Body.Span)!;
        Assert.Equal("application/json", call.ContentType);
        Found.IsJson("""[{"type":"Tank","id":"urn:ngsi-ld:Tank:1"}]""", body["entities"]);
        Found.IsJson("""["owner"]""", body["attrs"]);
    }

    [Fact]
    public async Task Sources_are_asked_at_the_same_time()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        var go = new TaskCompletionSource();
        TaskCompletionSource[] asked = [new(), new()];
        network.Answers("left", 200, Kofi);
        network.Answers("right", 200, Samples.Tank(1));
        network.Holds("left", asked[0], go.Task);
        network.Holds("right", asked[1], go.Task);
        await broker.RegisterAsync("left");
        await broker.RegisterAsync("right");

        var asking = broker.GetAsync(One);
        await Task.WhenAll(asked.Select(one => one.Task)).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        go.SetResult();

        var found = (await asking).Json;
        Assert.Equal((1, "Kofi"), ((int)found["level"]!["value"]!, (string?)found["owner"]!["value"]));
        Assert.Null(found["other"]);
    }
}
