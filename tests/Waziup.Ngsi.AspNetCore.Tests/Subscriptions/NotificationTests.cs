namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What subscribers are told of (5.8.6).</summary>
public class NotificationTests
{
    [Fact]
    public async Task A_created_entity_is_told_whole()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        await broker.CreateAsync(Samples.Tank(1));

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("Notification", (string?)told.Body["type"]);
        Assert.Equal("urn:ngsi-ld:Subscription:1", (string?)told.Body["subscriptionId"]);
        Assert.Equal(told.Id, (string?)told.Body["id"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)told.Body["notifiedAt"]);
        Assert.Equal("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1,"unitCode":"CMT"}}""", told.Entity.ToJsonString());
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Other_types_are_not_told()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Pump\"}]");

        await broker.CreateAsync(Samples.Tank(1));

        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_was_before_the_subscription_is_not_told()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();

        await broker.QuietAsync();
    }
}
