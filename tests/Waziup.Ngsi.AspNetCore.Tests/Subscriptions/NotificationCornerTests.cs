using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Where two things meet: links and Null, expiry and values, another selection.</summary>
public sealed class NotificationCornerTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Theory]
    [InlineData("inline")]
    [InlineData("flat")]
    public async Task A_link_that_is_gone_links_nothing(string join)
    {
        await using var broker = await Family.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"attributeDeleted\"]", $"\"join\":\"{join}\",\"showChanges\":true");

        (await broker.DeleteAsync(One + "/attrs/owner")).IsBare(204);

        Found.IsJson(
            """{"type":"Relationship","object":"urn:ngsi-ld:null","previousObject":"urn:ngsi-ld:Person:1"}""", (await broker.Notifier.NextAsync()).Entity["owner"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_is_new_changed_and_gone_at_once_is_told_at_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","name":{"type":"Property","value":"a"}"""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityUpdated\"]", "\"showChanges\":true");

        (await broker.PatchAsync(One, """{"level":{"value":2},"name":"urn:ngsi-ld:null","new":{"type":"Property","value":3}}""")).IsBare(204);

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":2,"previousValue":1,"unitCode":"CMT"},
             "new":{"type":"Property","value":3},"name":{"type":"Property","value":"urn:ngsi-ld:null","previousValue":"a"}}
            """, (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task An_attribute_that_has_expired_is_neither_told_nor_asked()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","name":{"type":"Property","value":"a","expiresAt":"2026-01-01T00:01:00Z"}"""));
        await broker.SubscribeAsync(id: "1");
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"name\"", id: "2");
        broker.Clock.Advance(TimeSpan.FromMinutes(2));

        await broker.LevelAsync(2);

        var told = await broker.Notifier.NextAsync();
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":2}}""", told.Entity);
        Assert.Equal("/1", told.Endpoint.Uri.AbsolutePath);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Another_selection_finds_other_entities()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"}]");
        await broker.ResubscribeAsync("""{"entities":[{"type":"Pump"}],"watchedAttributes":["speed"]}""");

        await broker.CreateAsync(Samples.Tank(1));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump","level":{"type":"Property","value":1}}""");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:2","type":"Pump","speed":{"type":"Property","value":1}}""");

        Assert.Equal("urn:ngsi-ld:Pump:2", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }
}
