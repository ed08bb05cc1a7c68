namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Requests that come back to where they have been (6.3.18).</summary>
public sealed class LoopTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";

    [Fact]
    public async Task Two_brokers_that_read_from_each_other_answer()
    {
        var network = new Network();
        await using var left = await TestBroker.StartAsync(source: network);
        await using var right = await TestBroker.StartAsync(source: network);
        network.Add("left", left);
        network.Add("right", right);
        await left.CreateAsync(Samples.Tank(1));
        await right.CreateAsync("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Ama"}}""");
        await left.RegisterAsync("right");
        await right.RegisterAsync("left");

        var found = (await left.GetAsync(One)).Json;
        var list = (await left.GetAsync("/entities?type=Tank")).Json.AsArray();

        Assert.Equal((1, "Ama"), ((int)found["level"]!["value"]!, (string?)found["owner"]!["value"]));
        Assert.Equal("Ama", (string?)Assert.Single(list)!["owner"]!["value"]);
        Assert.True(network.Calls.Count <= 4, $"{network.Calls.Count} requests");
    }

    [Fact]
    public async Task Two_brokers_that_copy_to_each_other_write_once()
    {
        var network = new Network();
        await using var left = await TestBroker.StartAsync(source: network);
        await using var right = await TestBroker.StartAsync(source: network);
        network.Add("left", left);
        network.Add("right", right);
        await left.RegisterAsync("right", more: $",\"contextSourceAlias\":\"{await AliasAsync(right)}\"");
        await right.RegisterAsync("left", more: $",\"contextSourceAlias\":\"{await AliasAsync(left)}\"");

        var answer = await left.PostAsync("/entities", Samples.Tank(1));

        Assert.True(answer.Status == 201, $"{answer.Status} {answer.Body}");
        Assert.Equal((200, 200), ((await left.GetAsync(One + "?local=true")).Status, (await right.GetAsync(One + "?local=true")).Status));
        Assert.Equal("right", Assert.Single(network.Calls).Uri.Host);
        (await left.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);
        (await left.DeleteAsync(One)).IsBare(204);
        Assert.Equal(404, (await right.GetAsync(One + "?local=true")).Status);
    }

    [Fact]
    public async Task Two_redirects_to_each_other_end()
    {
        var network = new Network();
        await using var left = await TestBroker.StartAsync(source: network);
        await using var right = await TestBroker.StartAsync(source: network);
        network.Add("left", left);
        network.Add("right", right);
        await left.RegisterAsync("right", "redirect");
        await right.RegisterAsync("left", "redirect");

        (await left.PostAsync("/entities", Samples.Tank(1))).IsProblem(508, "LoopDetected");

        Assert.Equal((404, 404), ((await left.GetAsync(One + "?local=true")).Status, (await right.GetAsync(One + "?local=true")).Status));
    }

    [Fact]
    public async Task Each_forward_adds_this_broker_to_those_passed()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");
        var alias = await AliasAsync(broker);

        await broker.GetAsync(One, "Via: 1.1 first, 1.1 second");
        Assert.Equal(207, (await broker.PostAsync("/entities", Samples.Tank(1), "Via: 1.1 first")).Status);
        await broker.GetAsync(One);

        Assert.Equal([$"1.1 first, 1.1 second, 1.1 {alias}", $"1.1 first, 1.1 {alias}", $"1.1 {alias}"], network.Calls.Select(call => Assert.Single(call.Headers, pair => pair.Key == "Via").Value));
    }

    [Theory]
    [InlineData("1.1 b1")]
    [InlineData("1.1 a, 1.1 b1, 1.1 c")]
    [InlineData("1.1 a,1.1 b1")]
    [InlineData("HTTP/1.1 b1 (a comment)")]
    public async Task A_source_through_which_the_request_came_is_not_asked(string via)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", more: ",\"contextSourceAlias\":\"b1\"");

        var read = await broker.GetAsync(One, "Via: " + via);
        var write = await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""", "Via: " + via);

        Assert.Equal(200, read.Status);
        Assert.StartsWith("199 ", read["NGSILD-Warning"], StringComparison.Ordinal);
        write.IsBare(204);
        Assert.Empty(network.Calls);
    }

    [Theory]
    [InlineData("1.1 b2")]
    [InlineData("1.1 B1")]
    [InlineData("1.1 b11, 1.1 b")]
    [InlineData("1.1 x (b1)")]
    public async Task A_source_of_another_name_is_asked(string via)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        await broker.RegisterAsync("back", more: ",\"contextSourceAlias\":\"b1\"");

        var answer = await broker.GetAsync(One, "Via: " + via);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer["NGSILD-Warning"]);
    }

    [Fact]
    public async Task An_exclusive_part_that_would_loop_fails_alone()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "exclusive", Only, "[\"owner\"]", more: ",\"contextSourceAlias\":\"b1\"");

        var answer = await broker.PostAsync("/entities", Samples.Tank(1, ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}"), "Via: 1.1 b1");

        Assert.Equal(207, answer.Status);
        Assert.Equal(508, (int)answer.Json["errors"]![0]!["error"]!["status"]!);
        var here = (await broker.GetAsync(One + "?local=true")).Json;
        Assert.Equal(1, (int)here["level"]!["value"]!);
        Assert.Null(here["owner"]);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Batches_loop_no_more_than_others()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect", more: ",\"contextSourceAlias\":\"b1\"");

        var answer = await broker.PostAsync("/entityOperations/upsert", $"[{Samples.Tank(1)}]", "Via: 1.1 b1");

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal(508, (int)answer.Json["errors"]![0]!["error"]!["status"]!);
        Assert.Equal(404, (await broker.GetAsync(One + "?local=true")).Status);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task A_query_that_came_through_the_source_is_answered_from_here()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", more: ",\"contextSourceAlias\":\"b1\"");

        var answer = await broker.GetAsync("/entities?type=Tank", "Via: 1.1 b1");

        Assert.Single(answer.Json.AsArray());
        Assert.StartsWith("199 ", answer["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task A_request_through_too_many_brokers_is_refused()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network, options: options => options.Federation.MaxVia = 3);
        await broker.RegisterAsync("back");

        (await broker.GetAsync(One, "Via: 1.1 a, 1.1 b, 1.1 c, 1.1 d")).IsProblem(508, "LoopDetected");
        Assert.Equal(404, (await broker.GetAsync(One, "Via: 1.1 a, 1.1 b, 1.1 c")).Status);

        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task Several_headers_are_one_chain()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.RegisterAsync("back", more: ",\"contextSourceAlias\":\"b1\"");

        var answer = await broker.GetAsync(One, "Via: 1.1 b1", "Via: 1.1 other");

        Assert.Equal(200, answer.Status);
        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task Each_tenant_has_a_name_of_its_own()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back");
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"), "NGSILD-Tenant: farm")).Status);

        await broker.GetAsync(One);
        await broker.GetAsync(One, "NGSILD-Tenant: farm");

        var names = network.Calls.Select(call => call.Headers.Single(pair => pair.Key == "Via").Value).ToList();
        Assert.Equal(2, names.Distinct().Count());
        // Not the same broker's other tenant ends the chain.
        Assert.Null((await broker.GetAsync(One, "NGSILD-Tenant: farm", "Via: " + names[0]))["NGSILD-Warning"]?.Split('\n').FirstOrDefault(text => text.Contains("already", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_request_that_came_through_this_broker_goes_no_farther()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.RegisterAsync("back", "redirect");
        var alias = await AliasAsync(front);

        (await front.PostAsync("/entities", Samples.Tank(1), $"Via: 1.1 {alias}")).IsProblem(508, "LoopDetected");
        Assert.StartsWith("199", (await front.GetAsync(One, $"Via: 1.1 other, 1.1 {alias}"))["NGSILD-Warning"], StringComparison.Ordinal);

        Assert.Empty(network.Calls);
    }

    private static async Task<string> AliasAsync(TestBroker broker) => (string)(await broker.GetAsync("/info/sourceIdentity")).Json["contextSourceAlias"]!;
}
