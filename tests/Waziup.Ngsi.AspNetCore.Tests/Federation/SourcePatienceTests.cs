using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How often a source is asked, and for how long: one without end, one that gives nothing, one that has failed (6.3.17, 5.2.34).</summary>
public sealed partial class SourcePatienceTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Theory]
    [InlineData("type=Tank&limit=1", 4)]
    [InlineData("type=Tank&limit=10&count=true", 101)]
    [InlineData("type=Tank&limit=10&splitEntities=true", 101)]
    public async Task A_source_that_never_ends_is_not_asked_without_end(string query, int most)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => Endless(call, network, Samples.Tank));
        await broker.RegisterAsync("back");

        await broker.FindAsync(query);

        Assert.True(network.Calls.Count <= most, $"{network.Calls.Count} requests");
    }

    [Theory]
    [InlineData("type=Tank&limit=1")]
    [InlineData("type=Tank&limit=10&count=true")]
    public async Task A_source_that_gives_nothing_but_what_has_expired_is_not_asked_without_end(string query)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", call => Endless(call, network, (number, _) => Samples.Tank(number, ",\"expiresAt\":\"2025-01-01T00:00:00Z\"")));
        await broker.RegisterAsync("back");

        Assert.Equal("", await broker.FindAsync(query));

        Assert.True(network.Calls.Count <= 11, $"{network.Calls.Count} requests");
    }

    [Fact]
    public async Task A_source_that_gives_others_than_it_was_asked_for_is_not_asked_without_end()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.CreateAsync(Samples.Tank(90_001));
        await broker.CreateAsync(Samples.Tank(90_002));
        network.Answers("back", call => Endless(call, network, Samples.Tank));
        await broker.RegisterAsync("back", operations: "[\"retrieveOps\"]");

        Assert.Equal("90001", await broker.FindAsync("type=Tank&limit=1"));

        Assert.True(network.Calls.Count <= 4, $"{network.Calls.Count} requests");
    }

    [Fact]
    public async Task A_silent_source_is_not_waited_for_with_each_element_of_a_batch()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", operations: "[\"createEntity\"]");

        var answer = await broker.PostAsync("/entityOperations/create", $"[{string.Join(',', Enumerable.Range(1, 100).Select(i => Samples.Tank(i)))}]");

        Assert.Equal(207, answer.Status);
        Assert.Equal(100, answer.Json["errors"]!.AsArray().Count);
        Assert.True(network.Calls.Count <= 10, $"{network.Calls.Count} requests, each of which may take its whole time");
    }

    [Fact]
    public async Task After_what_has_expired_comes_the_rest()
    {
        const int Most = 60;
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        // 1 to 6, of which the odd ones have expired, as the source does not know.
        network.Answers("back", call =>
        {
            var (offset, limit) = (Number(call, "offset"), Number(call, "limit"));
            // A test wants to end.
            if (network.Calls.Count > Most)
                return Reply("[]");
            var tanks = Enumerable.Range(1, 6).Skip(offset).Take(limit).Select(i => Samples.Tank(i, i % 2 == 1 ? ",\"expiresAt\":\"2025-01-01T00:00:00Z\"" : ""));
            return Reply($"[{string.Join(',', tanks)}]");
        });
        await broker.RegisterAsync("back");

        Assert.Equal("2", await broker.FindAsync("type=Tank&limit=1"));
        Assert.Equal("4", await broker.FindAsync("type=Tank&limit=1&offset=1"));
        Assert.Equal("6", await broker.FindAsync("type=Tank&limit=1&offset=2"));
        Assert.True(network.Calls.Count <= Most, $"{network.Calls.Count} requests");
    }

    [Fact]
    public async Task While_a_source_is_left_alone_writes_fail_at_once()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", "redirect", more: ",\"management\":{\"cooldown\":60000}");
        await broker.GetAsync(One);

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsProblem(504, "SourceSilent");
        Assert.Single(network.Calls);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        network.Answers("back", 204);
        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);
        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":5}}""")).IsBare(204);

        Assert.Equal(3, network.Calls.Count);
    }

    [Fact]
    public async Task A_source_that_says_no_is_not_left_alone()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 404);
        await broker.RegisterAsync("back", more: ",\"management\":{\"cooldown\":60000}");

        await broker.GetAsync(One);
        var answer = await broker.GetAsync(One);

        Assert.Null(answer["NGSILD-Warning"]);
        Assert.Equal(2, network.Calls.Count);
    }

    [Fact]
    public async Task A_source_that_has_failed_is_left_alone_for_a_while()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await front.RegisterAsync("back", more: ",\"management\":{\"cooldown\":60000}");

        Assert.StartsWith("199", (await front.GetAsync(One)).IsProblem(404, "ResourceNotFound")["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.StartsWith("199", (await front.GetAsync(One))["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.Single(network.Calls);
        front.Clock.Advance(TimeSpan.FromMinutes(1));
        await front.GetAsync(One);

        Assert.Equal(2, network.Calls.Count);
        var state = (await front.GetAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back")).Json;
        Assert.Equal(("failed", 2, 2), ((string)state["status"]!, (int)state["timesSent"]!, (int)state["timesFailed"]!));
    }

    /// <summary>As many entities as are asked for, whatever was asked before; far beyond every bound a test wants to end.</summary>
    private static RemoteReply Endless(RemoteCall call, Network network, Func<int, string, string> entity) => network.Calls.Count > 200
        ? Reply("[]") : Reply($"[{string.Join(',', Enumerable.Range(Number(call, "offset"), Number(call, "limit")).Select(i => entity(i, "")))}]");

    private static RemoteReply Reply(string body) => new(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(body));

    private static int Number(RemoteCall call, string name) =>
        Parameter().Matches(call.Uri.Query).FirstOrDefault(match => match.Groups[1].Value == name) is { } match ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex("[?&](offset|limit)=([0-9]+)")]
    private static partial Regex Parameter();
}
