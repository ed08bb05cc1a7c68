using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What somebody may see ends with the next request, however often he was told before (POLICIES 4, row 49).</summary>
public sealed class NextRequestTests
{
    private const string Ama = "Test-Caller: ama";
    private const string Kofi = "Test-Caller: kofi";

    [Fact]
    public async Task Row_49_A_purpose_holds_for_the_request_that_names_it()
    {
        await using var world = await StartAsync("\"who\":[\"subject:ama\"],\"purposes\":[\"research\"]");

        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal("level,note", await world.SeenAsync("Plot:1", Ama, "Test-Purpose: research"));
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama, "Test-Purpose: advice"));
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama));
            Assert.Equal("", await world.SeenAsync("Plot:1", Kofi, "Test-Purpose: research"));
        }
    }

    [Theory]
    [InlineData("role:doctor", "Test-Roles: doctor")]
    [InlineData("group:coop", "Test-Groups: coop")]
    [InlineData("key:k7", "Test-Key: k7")]
    public async Task Row_49_What_somebody_was_goes_with_his_next_request(string who, string header)
    {
        await using var world = await StartAsync($"\"who\":[\"{who}\"]");
        var other = header[..header.IndexOf(' ', StringComparison.Ordinal)] + " other";

        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal("level,note", await world.SeenAsync("Plot:1", Ama, header));
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama));
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama, other));
        }
    }

    [Fact]
    public async Task Row_49_Who_gives_no_reason_any_more_sees_nothing_any_more()
    {
        await using var world = await StartAsync("\"who\":[\"subject:ama\"],\"reason\":\"required\"");

        for (var turn = 0; turn < 4; turn++)
        {
            Assert.Equal("level,note", await world.SeenAsync("Plot:1", Ama, "Test-Reason: leak in sector 4"));
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama));
        }
    }

    [Fact]
    public async Task Row_49_A_policy_ends_at_its_time_for_who_has_asked_all_along()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Plot:1", "Plot", "\"level\":1,\"note\":2");
        var (from, until) = (world.Broker.Clock.GetUtcNow().AddMinutes(1), world.Broker.Clock.GetUtcNow().AddMinutes(3));
        await world.HoldAsync($$"""
            {"id":"urn:p:1","who":["subject:ama"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"level":"show"},
             "from":"{{from:yyyy-MM-ddTHH:mm:ssZ}}","until":"{{until:yyyy-MM-ddTHH:mm:ssZ}}"}
            """);
        await world.HoldAsync($$"""
            {"id":"urn:p:2","effect":"limit","who":["subject:ama"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"level":"hide"},"from":"{{from.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}}"}
            """);
        await world.HoldAsync("""{"id":"urn:p:3","who":["subject:ama"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"note":"show"}}""");

        var seen = new List<string>();
        for (var half = 0; half < 8; half++)
        {
            for (var again = 0; again < 3; again++)
                seen.Add(await world.SeenAsync("Plot:1", Ama));
            world.Broker.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        // Each time asked three times: at 0 and 30 s nothing opens the level, at 60 and 90 s it is open, then the limit holds.
        Assert.Equal([.. Repeated("note", 6), .. Repeated("level,note", 6), .. Repeated("note", 12)], seen);
    }

    [Fact]
    public async Task Row_49_Another_set_holds_for_the_next_request_of_everybody()
    {
        await using var world = await StartAsync("\"who\":[\"subject:ama\",\"subject:kofi\"]");
        await WarmAsync("level,note");

        await world.HoldAsync("""{"id":"urn:p:limit","effect":"limit","who":["subject:ama"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"note":"hide"}}""");
        Assert.Equal(("level", "level,note"), (await world.SeenAsync("Plot:1", Ama), await world.SeenAsync("Plot:1", Kofi)));
        await world.ChangeAsync(JsonNode.Parse("""{"retire":["urn:p:limit"]}""")!);
        await WarmAsync("level,note");
        await world.ChangeAsync(JsonNode.Parse("""{"retire":["urn:p:1"]}""")!);
        await WarmAsync("");

        async Task WarmAsync(string seen)
        {
            for (var turn = 0; turn < 3; turn++)
                Assert.Equal((seen, seen), (await world.SeenAsync("Plot:1", Ama), await world.SeenAsync("Plot:1", Kofi)));
        }
    }

    [Fact]
    public async Task Row_49_What_an_entity_becomes_decides_at_once()
    {
        await using var world = await StartAsync("\"who\":[\"subject:ama\"]");
        await world.HoldAsync("""{"id":"urn:p:limit","effect":"limit","who":["subject:ama"],"rights":["read"],"entities":{"type":"Trial"},"attributes":{"note":"hide"}}""");

        for (var turn = 0; turn < 3; turn++)
        {
            Assert.Equal("level,note", await world.SeenAsync("Plot:1", Ama));
            await ReplaceAsync("[\"Plot\",\"Trial\"]");
            Assert.Equal("level", await world.SeenAsync("Plot:1", Ama));
            Assert.Empty((await world.Broker.GetAsync("/entities?type=Plot&q=note", Ama)).Json.AsArray());
            await ReplaceAsync("\"Trial\"");
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama));
            (await world.Broker.DeleteAsync("/entities/urn:ngsi-ld:Plot:1", PolicyWorld.Root)).IsBare(204);
            Assert.Equal("", await world.SeenAsync("Plot:1", Ama));
            await world.CreateAsync("Plot:1", "Plot", "\"level\":1,\"note\":2");
        }

        async Task ReplaceAsync(string types) => (await world.Broker.SendAsync(
            "PUT", "/entities/urn:ngsi-ld:Plot:1", $$"""{"id":"urn:ngsi-ld:Plot:1","type":{{types}},"level":1,"note":2}""", headers: PolicyWorld.Root)).IsBare(204);
    }

    private static IEnumerable<string> Repeated(string seen, int times) => Enumerable.Repeat(seen, times);

    private static async Task<PolicyWorld> StartAsync(string who)
    {
        var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Plot:1", "Plot", "\"level\":1,\"note\":2");
        await world.HoldAsync($$"""{"id":"urn:p:1",{{who}},"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"} }""");
        return world;
    }
}
