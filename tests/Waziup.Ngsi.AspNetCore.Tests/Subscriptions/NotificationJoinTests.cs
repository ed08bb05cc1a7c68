using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Linked entities are told along (4.5.23, 5.2.14).</summary>
public sealed class NotificationJoinTests
{
    private const string Level = "/entities/urn:ngsi-ld:Tank:1/attrs";

    [Fact]
    public async Task Inline_the_linked_entity_stands_beside_its_id()
    {
        await using var broker = await StartAsync("\"join\":\"inline\"");

        var owner = (await TellAsync(broker))[0]!["owner"]!;

        Found.IsJson("""
            {"type":"Relationship","object":"urn:ngsi-ld:Person:1","entity":{"id":"urn:ngsi-ld:Person:1","type":"Person","name":{"type":"Property","value":"Ama"},
             "home":{"type":"Relationship","object":"urn:ngsi-ld:Tank:1"},"employer":{"type":"Relationship","object":"urn:ngsi-ld:Company:1"}}}
            """, owner);
    }

    [Fact]
    public async Task Inline_it_takes_the_form_of_the_notification()
    {
        await using var broker = await StartAsync("\"join\":\"inline\",\"format\":\"simplified\",\"joinLevel\":2");

        var entity = (await TellAsync(broker))[0]!;

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama","home":"urn:ngsi-ld:Tank:1",
             "employer":{"id":"urn:ngsi-ld:Company:1","type":"Company","name":"Gold"}}
            """, entity["owner"]);
        Assert.Equal(2, (int?)entity["level"]);
    }

    [Fact]
    public async Task Flat_they_follow_it()
    {
        await using var broker = await StartAsync("\"join\":\"flat\",\"joinLevel\":2");

        var data = await TellAsync(broker);

        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)data[0]!["id"]);
        Assert.Equal(["urn:ngsi-ld:Company:1", "urn:ngsi-ld:Person:1"], data.Skip(1).Select(entity => (string?)entity!["id"]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("\"entity\"", data.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_level_is_what_is_told_unless_more_are_wanted()
    {
        await using var broker = await StartAsync("\"join\":\"flat\"");

        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Person:1"], (await TellAsync(broker)).Select(entity => (string?)entity!["id"]));
    }

    [Theory]
    [InlineData("\"join\":\"@none\"")]
    [InlineData("\"showChanges\":false")]
    public async Task Without_it_nothing_is_told_of_them(string notification)
    {
        await using var broker = await StartAsync(notification);

        var data = await TellAsync(broker);

        Found.IsJson("""{"type":"Relationship","object":"urn:ngsi-ld:Person:1"}""", Assert.Single(data)!["owner"]);
    }

    [Fact]
    public async Task Attributes_are_those_of_the_linking_entity_alone()
    {
        await using var broker = await StartAsync("\"join\":\"inline\",\"attributes\":[\"owner\"],\"format\":\"simplified\"");

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama","home":"urn:ngsi-ld:Tank:1",
             "employer":"urn:ngsi-ld:Company:1"}}
            """, (await TellAsync(broker))[0]);
    }

    [Fact]
    public async Task A_projection_reaches_into_them()
    {
        await using var broker = await StartAsync("\"join\":\"inline\",\"pick\":[\"id\",\"owner{name}\"],\"format\":\"simplified\"");

        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","owner":{"name":"Ama"}}""", (await TellAsync(broker))[0]);
    }

    [Fact]
    public async Task They_are_told_as_they_are_now_and_their_changes_alone_are_none()
    {
        await using var broker = await StartAsync("\"join\":\"inline\"");
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Person:1/attrs", """{"name":{"type":"Property","value":"Afia"}}""")).IsBare(204);
        await broker.QuietAsync();

        Assert.Equal("Afia", (string?)(await TellAsync(broker))[0]!["owner"]!["entity"]!["name"]!["value"]);
    }

    private static async Task<TestBroker> StartAsync(string notification)
    {
        var broker = await Family.StartAsync();
        await broker.SubscribeAsync(notification: notification);
        return broker;
    }

    private static async Task<JsonArray> TellAsync(TestBroker broker)
    {
        (await broker.PatchAsync(Level, """{"level":{"type":"Property","value":2}}""")).IsBare(204);
        var told = await broker.Notifier.NextAsync();
        await broker.QuietAsync();
        return told.Data;
    }
}
