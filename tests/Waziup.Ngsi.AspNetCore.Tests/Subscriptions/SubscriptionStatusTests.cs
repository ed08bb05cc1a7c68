namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Active, paused, expired (5.2.12, 5.8.2): the clock stands at midnight, subscriptions that expire do so at one.</summary>
public sealed class SubscriptionStatusTests
{
    private const string One = "\"expiresAt\":\"2026-01-01T01:00:00Z\"";
    private const string Three = "\"expiresAt\":\"2026-01-01T03:00:00Z\"";

    // What it is made with, how many hours pass, the fragment, the status then.
    [Theory]
    [InlineData("", 0, "", "active")]
    [InlineData("\"isActive\":true", 0, "", "active")]
    [InlineData("\"isActive\":false", 0, "", "paused")]
    [InlineData(One, 0, "", "active")]
    [InlineData(One, 1, "", "expired")]
    [InlineData("\"isActive\":false," + One, 2, "", "expired")]
    [InlineData("\"isActive\":false", 0, "\"isActive\":true", "active")]
    [InlineData("", 0, "\"isActive\":true", "active")]
    [InlineData(One, 2, "\"isActive\":true", "expired")]
    [InlineData("\"isActive\":false," + One, 2, "\"isActive\":true", "expired")]
    [InlineData(One, 2, "\"isActive\":true," + Three, "active")]
    [InlineData("\"isActive\":false", 2, "\"isActive\":true," + Three, "active")]
    [InlineData("", 0, "\"isActive\":false", "paused")]
    [InlineData(One, 2, "\"isActive\":false", "expired")]
    [InlineData(One, 2, "\"isActive\":false," + Three, "paused")]
    [InlineData(One, 2, Three, "active")]
    [InlineData("", 2, Three, "active")]
    [InlineData("\"isActive\":false", 2, Three, "paused")]
    [InlineData(One, 0, "\"expiresAt\":\"urn:ngsi-ld:null\"", "active")]
    [InlineData("\"isActive\":false", 0, "\"isActive\":\"urn:ngsi-ld:null\"", "active")]
    public async Task A_status_follows_the_clock_and_the_fragments(string members, int hours, string fragment, string status)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]" + (members.Length > 0 ? "," + members : ""));
        broker.Clock.Advance(TimeSpan.FromHours(hours));
        if (fragment.Length > 0)
            await broker.ResubscribeAsync($"{{{fragment}}}");

        Assert.Equal(status, (string?)(await broker.SubscriptionAsync())["status"]);

        // Only one that is active is told anything.
        await broker.CreateAsync(Samples.Tank(1));
        if (status == "active")
            Assert.Equal("urn:ngsi-ld:Tank:1", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task An_end_in_the_past_is_refused_and_nothing_changes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]," + Three);
        broker.Clock.Advance(TimeSpan.FromHours(2));

        (await broker.PatchAsync(Subscribed.Path(), $"{{{One},\"isActive\":false}}")).IsProblem(400, "BadRequestData");

        var served = await broker.SubscriptionAsync();
        Assert.Equal(("active", "2026-01-01T03:00:00Z"), ((string?)served["status"], (string?)served["expiresAt"]));
    }

    [Fact]
    public async Task An_expired_one_stays_until_it_is_deleted()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]," + One);
        broker.Clock.Advance(TimeSpan.FromDays(30));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        Assert.Equal("expired", (string?)Assert.Single((await broker.GetAsync("/subscriptions")).Json.AsArray())!["status"]);
        (await broker.DeleteAsync(Subscribed.Path())).IsBare(204);
    }

    [Fact]
    public async Task What_happened_during_a_pause_is_not_told_after_it()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();
        await broker.ResubscribeAsync("""{"isActive":false}""");
        await broker.CreateAsync(Samples.Tank(1));
        await broker.QuietAsync();

        await broker.ResubscribeAsync("""{"isActive":true}""");

        await broker.QuietAsync();
        await broker.LevelAsync(5);
        Assert.Equal(5, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
    }

    [Fact]
    public async Task What_happened_while_it_was_expired_is_not_told_afterwards()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]," + One);
        broker.Clock.Advance(TimeSpan.FromHours(2));
        await broker.CreateAsync(Samples.Tank(1));

        await broker.ResubscribeAsync($"{{{Three}}}");

        await broker.QuietAsync();
        await broker.CreateAsync(Samples.Tank(2));
        Assert.Equal("urn:ngsi-ld:Tank:2", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }
}
