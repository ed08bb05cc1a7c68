using System.Globalization;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What fails is tried again, and given up at some time (5.8.6).</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task What_fails_is_tried_again_under_the_same_id_and_not_before_a_while()
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"));
        await broker.LevelAsync(2);
        var first = await broker.Notifier.NextAsync();
        await broker.QuietAsync();
        broker.Notifier.Answers = _ => Receipt.Delivered;

        var second = await broker.AdvanceToNextAsync(Step);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal((string?)first.Body["id"], (string?)second.Body["id"]);
        Assert.Equal(2, (int?)second.Entity["level"]!["value"]);
        await OkAsync(broker);
        var counted = await broker.CountedAsync(1);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)counted["lastFailure"]);
        Assert.True(Time(counted, "lastSuccess") > Time(counted, "lastFailure"), counted.ToJsonString());
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task It_is_given_up_after_so_many_attempts_and_counted_once(int retries)
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"), options => options.Notifications.Retries = retries);
        await broker.LevelAsync(2);

        var ids = new List<string> { (await broker.Notifier.NextAsync()).Id };
        for (var retry = 1; retry <= retries; retry++)
            ids.Add((await broker.AdvanceToNextAsync(Step)).Id);

        var counted = await broker.CountedAsync(1, 1);
        Assert.Single(ids.Distinct());
        Assert.Equal("failed", (string?)counted["status"]);
        broker.Clock.Advance(TimeSpan.FromMinutes(10));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_came_later_waits_behind_it()
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"));
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.LevelAsync(3);
        await broker.QuietAsync();
        broker.Notifier.Answers = _ => Receipt.Delivered;

        Assert.Equal(2, (int?)(await broker.AdvanceToNextAsync(Step)).Entity["level"]!["value"]);
        Assert.Equal(3, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        await broker.CountedAsync(2);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Others_are_told_meanwhile()
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"));
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.SubscribeAsync(id: "2");

        await broker.LevelAsync(3);

        Assert.Equal("/2", (await broker.Notifier.NextAsync()).Endpoint.Uri.AbsolutePath);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Another_endpoint_is_tried_at_once()
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"));
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.QuietAsync();

        await broker.ResubscribeAsync("""{"notification":{"endpoint":{"uri":"http://other.example/new"},"format":"simplified"}}""");

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("http://other.example/new", told.Endpoint.Uri.OriginalString);
        Assert.Equal(2, (int?)told.Entity["level"]);
        await OkAsync(broker);
        broker.Clock.Advance(TimeSpan.FromHours(1));
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PATCH", """{"isActive":false}""")]
    public async Task Nothing_is_tried_any_more_when_it_is_deleted_or_paused(string method, string? body)
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"));
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.QuietAsync();

        (await broker.SendAsync(method, Subscribed.Path(), body)).IsBare(204);
        for (var step = 0; step < 20; step++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await broker.GetAsync("/subscriptions");
        }

        await broker.QuietAsync();
    }

    [Fact]
    public async Task Nothing_is_tried_any_more_when_it_has_expired()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"expiresAt\":\"2026-01-01T00:00:00.200Z\"");
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Failed, "no") : Receipt.Delivered;
        await broker.CreateAsync(Samples.Tank(1));
        await broker.Notifier.NextAsync();
        await broker.QuietAsync();

        for (var step = 0; step < 20; step++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await broker.GetAsync("/subscriptions");
        }

        await broker.QuietAsync();
        Assert.Equal("expired", (string?)(await broker.SubscriptionAsync())["status"]);
    }

    [Fact]
    public async Task An_attempt_shows_what_was_when_the_change_happened_not_what_came_after()
    {
        await using var broker = await StartAsync(new Receipt(ReceiptResult.Failed, "no"), notification: "\"showChanges\":true");
        await broker.LevelAsync(2);
        await broker.Notifier.NextAsync();
        await broker.LevelAsync(3);
        await broker.QuietAsync();
        broker.Notifier.Answers = _ => Receipt.Delivered;

        var level = (await broker.AdvanceToNextAsync(Step)).Entity["level"]!;

        Assert.Equal((2, 1), ((int?)level["value"], (int?)level["previousValue"]));
        level = (await broker.Notifier.NextAsync()).Entity["level"]!;
        Assert.Equal((3, 2), ((int?)level["value"], (int?)level["previousValue"]));
    }

    /// <summary>A broker whose first subscriber answers so; anybody else takes what comes.</summary>
    private static async Task<TestBroker> StartAsync(Receipt? answer = null, Action<NgsiLdOptions>? options = null, string notification = "")
    {
        var broker = await TestBroker.StartAsync(options: options);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync(notification: notification);
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? answer ?? Receipt.Delivered : Receipt.Delivered;
        return broker;
    }

    /// <summary>Waits until the last attempt is known to have succeeded.</summary>
    private static async Task OkAsync(TestBroker broker)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            if ((string?)(await broker.SubscriptionAsync())["notification"]!["status"] == "ok")
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
        Assert.Fail((await broker.SubscriptionAsync()).ToJsonString());
    }

    private static DateTimeOffset Time(JsonObject of, string name) => DateTimeOffset.Parse((string)of[name]!, CultureInfo.InvariantCulture);
}
