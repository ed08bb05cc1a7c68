namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Writes that several brokers have a part of (4.3.6.2, 4.3.6.3).</summary>
public sealed class WriteTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Only = "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"";
    private const string Owner = ",\"owner\":{\"type\":\"Property\",\"value\":\"Ama\"}";

    [Fact]
    public async Task An_inclusive_source_gets_a_copy()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", attributes: "[\"owner\"]");

        await front.CreateAsync(Samples.Tank(1, Owner));

        Assert.Equal("Ama", (string)(await back.GetAsync(One)).Json["owner"]!["value"]!);
        Assert.Null((await back.GetAsync(One)).Json["level"]);
        Assert.NotNull((await front.GetAsync(One + "?local=true")).Json["owner"]);
    }

    [Fact]
    public async Task What_is_registered_exclusively_is_written_there_alone()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "exclusive", Only, "[\"owner\"]");

        await front.CreateAsync(Samples.Tank(1, Owner));
        (await front.PatchAsync(One + "/attrs", """{"owner":{"type":"Property","value":"Kofi"},"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal("Kofi", (string)(await back.GetAsync(One)).Json["owner"]!["value"]!);
        Assert.Null((await back.GetAsync(One)).Json["level"]);
        var here = (await front.GetAsync(One + "?local=true")).Json;
        Assert.Equal(5, (int)here["level"]!["value"]!);
        Assert.Null(here["owner"]);
        Assert.Equal("Kofi", (string)(await front.GetAsync(One)).Json["owner"]!["value"]!);
    }

    [Fact]
    public async Task A_redirect_keeps_nothing_here()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var left = await TestBroker.StartAsync();
        await using var right = await TestBroker.StartAsync();
        network.Add("left", left);
        network.Add("right", right);
        await front.RegisterAsync("left", "redirect");
        await front.RegisterAsync("right", "redirect");

        await front.CreateAsync(Samples.Tank(1));

        Assert.Equal(404, (await front.GetAsync(One + "?local=true")).Status);
        Assert.Equal((200, 200), ((await left.GetAsync(One)).Status, (await right.GetAsync(One)).Status));
        (await front.DeleteAsync(One)).IsBare(204);
        Assert.Equal((404, 404), ((await left.GetAsync(One)).Status, (await right.GetAsync(One)).Status));
    }

    [Fact]
    public async Task What_a_proxy_does_not_support_is_a_conflict()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.RegisterAsync("back", "exclusive", Only, "[\"owner\"]", "[\"retrieveOps\"]");

        var answer = await front.PostAsync("/entities", Samples.Tank(1, Owner));

        Assert.Equal(207, answer.Status);
        Assert.Equal("Conflict", Answer.ShortType(answer.Json["errors"]![0]!["error"]!));
        Assert.Equal("urn:ngsi-ld:ContextSourceRegistration:back", (string)answer.Json["errors"]![0]!["registrationId"]!);
        Assert.Null((await front.GetAsync(One + "?local=true")).Json["owner"]);
        (await front.PatchAsync(One + "/attrs", "{" + Owner[1..] + "}")).IsProblem(409, "Conflict");
        Assert.DoesNotContain(network.Calls, call => call.Method != "GET");
    }

    [Theory]
    [InlineData(0, 504)]
    [InlineData(404, 404)]
    [InlineData(500, 502)]
    [InlineData(403, 502)]
    [InlineData(508, 508)]
    public async Task The_only_source_decides_about_the_status(int answered, int status)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        if (answered > 0)
            network.Answers("back", answered);
        await front.RegisterAsync("back", "redirect");

        Assert.Equal(status, (await front.PostAsync("/entities", Samples.Tank(1))).Status);
        Assert.Equal(404, (await front.GetAsync(One + "?local=true")).Status);
    }

    [Fact]
    public async Task A_request_that_came_through_this_broker_goes_no_farther()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.RegisterAsync("back", "redirect");
        var alias = (string)(await front.GetAsync("/info/sourceIdentity")).Json["contextSourceAlias"]!;

        (await front.PostAsync("/entities", Samples.Tank(1), $"Via: 1.1 {alias}")).IsProblem(508, "LoopDetected");
        Assert.StartsWith("199", (await front.GetAsync(One, $"Via: 1.1 other, 1.1 {alias}"))["NGSILD-Warning"], StringComparison.Ordinal);

        Assert.Empty(network.Calls);
    }

    [Fact]
    public async Task A_batch_goes_on_as_one_batch()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "redirect");

        var answer = await front.PostAsync("/entityOperations/create", $"[{Samples.Tank(1)},{Samples.Tank(2)}]");

        Assert.Equal(201, answer.Status);
        Assert.Single(network.Calls);
        Assert.Equal("2", (await back.GetAsync("/entities?type=Tank&count=true&limit=0"))["NGSILD-Results-Count"]);
        Assert.Equal("0", (await front.GetAsync("/entities?type=Tank&count=true&limit=0&local=true"))["NGSILD-Results-Count"]);
    }
}
