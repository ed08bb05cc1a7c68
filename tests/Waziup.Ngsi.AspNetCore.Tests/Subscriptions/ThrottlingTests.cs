using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Not more often than is wanted (5.2.12), and not at once after a failure (5.2.15).</summary>
public sealed class ThrottlingTests
{
    private const string Tanks = "\"entities\":[{\"type\":\"Tank\"}]";

    [Fact]
    public async Task Within_the_least_time_nothing_is_told_nor_is_it_told_later()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":10");
        await broker.LevelAsync(1);
        Assert.Equal(1, await NextAsync(broker, 1));

        broker.Clock.Advance(TimeSpan.FromSeconds(9.9));
        await broker.LevelAsync(2);
        await broker.QuietAsync();
        broker.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await broker.QuietAsync();
        await broker.LevelAsync(3);

        Assert.Equal(3, await NextAsync(broker, 2));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_a_batch_the_first_is_told()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":0.5");

        await broker.PostAsync("/entityOperations/upsert", $"[{Samples.Tank(1)},{Samples.Tank(2)},{Samples.Tank(3)}]");

        Assert.Equal(1, await NextAsync(broker, 1));
        await broker.QuietAsync();
        broker.Clock.Advance(TimeSpan.FromSeconds(0.5));
        await broker.LevelAsync(5);
        Assert.Equal(5, await NextAsync(broker, 2));
    }

    [Fact]
    public async Task What_does_not_match_starts_no_wait()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":10,\"q\":\"level>10\"");
        await broker.LevelAsync(1);
        await broker.QuietAsync();

        await broker.LevelAsync(11);

        Assert.Equal(11, await NextAsync(broker, 1));
    }

    [Fact]
    public async Task An_attempt_that_failed_starts_the_wait_too()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":10");
        broker.Notifier.Answers = Refuses;
        await broker.LevelAsync(1);
        await broker.Notifier.NextAsync();
        await broker.CountedAsync(1, 1);
        broker.Notifier.Answers = _ => Receipt.Delivered;

        broker.Clock.Advance(TimeSpan.FromSeconds(5));
        await broker.LevelAsync(2);
        await broker.QuietAsync();
        broker.Clock.Advance(TimeSpan.FromSeconds(5));
        await broker.LevelAsync(3);

        Assert.Equal(3, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        await broker.CountedAsync(2, 1);
    }

    [Fact]
    public async Task Each_subscription_waits_by_itself()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":10");
        await broker.LevelAsync(1);
        await NextAsync(broker, 1);
        await broker.SubscribeAsync(Tanks + ",\"throttling\":10", id: "2");

        await broker.LevelAsync(2);

        Assert.Equal("/2", (await broker.Notifier.NextAsync()).Endpoint.Uri.AbsolutePath);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_shorter_time_counts_as_soon_as_it_is_set()
    {
        await using var broker = await StartAsync(Tanks + ",\"throttling\":1000");
        await broker.LevelAsync(1);
        await NextAsync(broker, 1);
        broker.Clock.Advance(TimeSpan.FromSeconds(5));

        await broker.ResubscribeAsync("""{"throttling":5}""");
        await broker.LevelAsync(2);

        Assert.Equal(2, await NextAsync(broker, 2));
    }

    [Fact]
    public async Task After_a_failure_nothing_is_tried_until_it_has_cooled_down()
    {
        await using var broker = await StartAsync(Tanks, ",\"cooldown\":5000");
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Failed, "no") : Receipt.Delivered;
        await broker.LevelAsync(1);
        await broker.Notifier.NextAsync();
        await broker.CountedAsync(1, 1);
        broker.Notifier.Answers = _ => Receipt.Delivered;

        broker.Clock.Advance(TimeSpan.FromSeconds(4.9));
        await broker.LevelAsync(2);
        await broker.QuietAsync();
        broker.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await broker.LevelAsync(3);

        Assert.Equal(3, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        await broker.CountedAsync(2, 1);
        // Having succeeded, it needs no more cooling.
        await broker.LevelAsync(4);
        Assert.Equal(4, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
    }

    private static Receipt Refuses(Delivery delivery) =>
        delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Refused, "no") : Receipt.Delivered;

    private static async Task<TestBroker> StartAsync(string members, string endpoint = "")
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.LevelAsync(0);
        await broker.SubscribeAsync(members, $"\"endpoint\":{{\"uri\":\"http://receiver.example/1\"{endpoint}}}");
        return broker;
    }

    /// <summary>The level that is told, once it is counted: then the clock may go on.</summary>
    private static async Task<int?> NextAsync(TestBroker broker, int timesSent)
    {
        var told = await broker.Notifier.NextAsync();
        await broker.CountedAsync(timesSent);
        return (int?)told.Entity["level"]!["value"];
    }
}
