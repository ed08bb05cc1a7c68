using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Feeds;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Who owns a thing is told who has seen it in an emergency, when and why (POLICIES 1.8).</summary>
public sealed class AccessNoticeTests
{
    private const string Device = "/entities/urn:ngsi-ld:Device:w1";
    private static readonly string[] Esi = ["Test-Caller: esi", "Test-Roles: flood-control", "Test-Purpose: emergency", "Test-Reason: the dam"];

    [Theory]
    [InlineData(Device)]
    [InlineData("/entities?type=Device")]
    [InlineData("/entities/urn:ngsi-ld:Device:w2?join=inline")]
    [InlineData("/temporal/entities/urn:ngsi-ld:Device:w1?timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt")]
    [InlineData("/temporal/entities?type=Device&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt")]
    public async Task An_owner_is_told_of_what_was_seen_and_nobody_else(string path)
    {
        await using var world = await StartAsync();

        Assert.Equal(200, (await world.Broker.GetAsync(path, Esi)).Status);

        var notice = Assert.Single(await NoticesAsync(world, "ama"), notice => (string)notice["accessed"]!["object"]! == "urn:ngsi-ld:Device:w1");
        Assert.Equal(("esi", "emergency", "the dam", "urn:waziup:Policy:emergency"), (Of(notice, "accessedBy"), Of(notice, "purpose"), Of(notice, "accessReason"), Of(notice, "policy")));
        Assert.StartsWith("2026-01-01T", (string)notice["accessed"]!["observedAt"]!, StringComparison.Ordinal);
        Assert.Empty(await NoticesAsync(world, "kofi"));
    }

    [Fact]
    public async Task It_is_told_once_for_each_day_and_reason()
    {
        await using var world = await StartAsync();

        await world.Broker.GetAsync(Device, Esi);
        world.Broker.Clock.Leap(TimeSpan.FromHours(1));
        await world.Broker.GetAsync(Device, Esi);
        Assert.Single(await NoticesAsync(world, "ama"));

        await world.Broker.GetAsync(Device, [.. Esi[..3], "Test-Reason: the river"]);
        var told = Assert.Single(await NoticesAsync(world, "ama"));
        Assert.Equal("the river", Of(told, "accessReason"));
        var past = await world.Broker.GetAsync($"/temporal/entities/{told["id"]}?timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z", "Test-Caller: ama");
        Assert.Contains("the dam", past.Body, StringComparison.Ordinal);

        world.Broker.Clock.Leap(TimeSpan.FromDays(1));
        await world.Broker.GetAsync(Device, Esi);
        Assert.Equal(["the dam", "the river"], (await NoticesAsync(world, "ama")).Select(notice => Of(notice, "accessReason")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_gives_a_reason_once_is_not_told_again_and_again_without_a_word()
    {
        await using var world = await StartAsync();
        using var feed = await FeedReader.OpenAsync(world.Broker, "type=Device,Other", null, Esi);
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"Device"},{"type":"Other"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: Esi)).Status);

        (await world.Broker.PatchAsync($"{Device}/attrs", """{"controlledProperty":"flow"}""", PolicyWorld.Root)).IsBare(204);
        await world.CreateAsync("Other:1", "Other", "\"name\":\"all\"");

        Assert.Contains("Other:1", (await world.Broker.Notifier.NextAsync()).Body.ToJsonString(), StringComparison.Ordinal);
        var (_, data) = await feed.NextAsync();
        while (!data.Contains("Other:1", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("Device", data, StringComparison.Ordinal);
            (_, data) = await feed.NextAsync();
        }
    }

    [Fact]
    public async Task What_was_not_seen_is_not_told()
    {
        await using var world = await StartAsync();

        await world.Broker.GetAsync("/entities/urn:ngsi-ld:Device:none", Esi);
        await world.Broker.GetAsync("/entities?type=Device&q=controlledProperty==\"none\"".Replace("\"", "%22", StringComparison.Ordinal), Esi);
        await world.Broker.GetAsync("/types", Esi);
        await world.Broker.GetAsync(Device, Esi[..3]);
        await world.Broker.GetAsync(Device, "Test-Caller: ama");

        Assert.Empty(await NoticesAsync(world, "ama"));
    }

    [Fact]
    public async Task An_owner_may_subscribe_to_it_and_may_not_make_one_himself()
    {
        await using var world = await StartAsync();
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"AccessNotice"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: ama")).Status);

        await world.Broker.GetAsync(Device, Esi);

        Assert.Contains("the dam", (await world.Broker.Notifier.NextAsync()).Body.ToJsonString(), StringComparison.Ordinal);
        (await world.Broker.PostAsync("/entities", """{"id":"urn:n:1","type":"AccessNotice","owner":{"object":"urn:ngsi-ld:Person:ama"}}""", "Test-Caller: ama")).IsProblem(403, "Forbidden");
    }

    private static async Task<List<JsonNode>> NoticesAsync(PolicyWorld world, string who) =>
        [.. (await world.Broker.GetAsync("/entities?type=AccessNotice", $"Test-Caller: {who}")).Json.AsArray().Select(notice => notice!)];

    private static string Of(JsonNode notice, string name) => notice[name] is { } property ? (string)property["value"]! : throw new InvalidOperationException(notice.ToJsonString());

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync("emergency", "owner-everything", "notices");
        await world.HoldAsync("""{"who":["authenticated"],"rights":["read","subscribe"],"entities":{"type":"Other"},"attributes":{"*":"show"}}""");
        await world.CreateAsync("Device:w1", "Device", """ "controlledProperty":"waterLevel","owner":{"object":"urn:ngsi-ld:Person:ama"} """);
        await world.CreateAsync("Device:w2", "Device", """ "controlledProperty":"waterLevel","near":{"object":"urn:ngsi-ld:Device:w1"} """);
        await world.CreateAsync("Device:w3", "Device", """ "controlledProperty":"soilMoisture","owner":{"object":"urn:ngsi-ld:Person:kofi"} """);
        return world;
    }
}
