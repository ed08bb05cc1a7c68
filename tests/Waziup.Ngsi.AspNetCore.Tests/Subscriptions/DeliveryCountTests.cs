using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What became of notifications stands in the subscription (5.2.14.2).</summary>
public sealed class DeliveryCountTests
{
    [Fact]
    public async Task Nothing_is_counted_before_there_is_anything()
    {
        await using var broker = await StartAsync();

        Assert.Equal(["endpoint"], (await broker.SubscriptionAsync())["notification"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task A_success_is_counted()
    {
        await using var broker = await StartAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.CountedAsync(1);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        await broker.LevelAsync(3);
        await broker.Notifier.NextAsync();

        var counted = await broker.CountedAsync(2);

        Assert.Equal(("ok", "2026-01-01T00:02:00Z", "2026-01-01T00:02:00Z"),
            ((string?)counted["status"], (string?)counted["lastNotification"], (string?)counted["lastSuccess"]));
        Assert.False(counted.ContainsKey("timesFailed"));
        Assert.False(counted.ContainsKey("lastFailure"));
        Assert.Equal("active", (string?)(await broker.SubscriptionAsync())["status"]);
        Assert.Equal(counted.ToJsonString(), (await broker.GetAsync("/subscriptions")).Json[0]!["notification"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_refused_is_not_tried_again()
    {
        await using var broker = await StartAsync();
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Refused, "no") : Receipt.Delivered;

        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();

        var counted = await broker.CountedAsync(1, 1);
        Assert.Equal(("failed", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            ((string?)counted["status"], (string?)counted["lastNotification"], (string?)counted["lastFailure"]));
        Assert.False(counted.ContainsKey("lastSuccess"));
        Assert.Equal("active", (string?)(await broker.SubscriptionAsync())["status"]);
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_was_given_up_does_not_hold_up_the_next()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.Retries = 0);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Failed, "no") : Receipt.Delivered;

        for (var level = 2; level <= 5; level++)
        {
            await broker.LevelAsync(level);
            Assert.Equal(level, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
            await broker.CountedAsync(level - 1, level - 1);
        }
        broker.Notifier.Answers = _ => Receipt.Delivered;
        await broker.LevelAsync(6);

        await broker.Notifier.NextAsync();
        Assert.Equal("ok", (string?)(await broker.CountedAsync(5, 4))["status"]);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();
        return broker;
    }
}
