namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>From time to time, whatever changes (5.2.12, 5.8.6).</summary>
public sealed class TimeIntervalTests
{
    private const string EveryTen = "\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":10";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task All_that_match_are_told_together_within_the_first_interval_and_then_by_the_clock()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(EveryTen);

        var first = await broker.AdvanceToNextAsync(Second, 11);
        await broker.CountedAsync(1);
        var after = broker.Clock.GetUtcNow();
        var second = await broker.AdvanceToNextAsync(Second, 20);
        var between = broker.Clock.GetUtcNow() - after;

        Assert.Equal("1,2,3", Numbers(first));
        Assert.Equal("1,2,3", Numbers(second));
        Assert.NotEqual(first.Id, second.Id);
        // As the clock goes in steps of a second, and the broker starts to wait a moment late.
        Assert.True(between <= TimeSpan.FromSeconds(15), $"{between}");
        Assert.True(At(second) - At(first) >= TimeSpan.FromSeconds(9), $"{At(first)} {At(second)}");
        await broker.CountedAsync(2);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Changes_are_not_told_by_themselves_but_with_the_next()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(EveryTen);
        await broker.AdvanceToNextAsync(Second, 11);
        await broker.CountedAsync(1);

        await broker.LevelAsync(42);
        await broker.CreateAsync(Samples.Tank(4));
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2")).IsBare(204);
        await broker.QuietAsync();
        var next = await broker.AdvanceToNextAsync(Second, 20);

        Assert.Equal("1,3,4", Numbers(next));
        Assert.Equal(42, (int?)next.Data.Single(entity => (string?)entity!["id"] == "urn:ngsi-ld:Tank:1")!["level"]!["value"]);
    }

    [Fact]
    public async Task Conditions_and_forms_hold()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(EveryTen + ",\"q\":\"level>1\"", "\"format\":\"simplified\",\"attributes\":[\"level\"]");

        var told = await broker.AdvanceToNextAsync(Second, 11);

        Assert.Equal("2,3", Numbers(told));
        Assert.All(told.Data, entity => Assert.Equal(["id", "type", "level"], entity!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public async Task Where_nothing_matches_nothing_is_sent()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Pump\"}],\"timeInterval\":10");

        await PassAsync(broker, 30);
        await broker.QuietAsync();
        Assert.Null((await broker.SubscriptionAsync())["notification"]!["timesSent"]);

        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump"}""");
        Assert.Equal("1", Numbers(await broker.AdvanceToNextAsync(Second, 20)));
    }

    [Theory]
    [InlineData("""{"isActive":false}""")]
    [InlineData("""{"expiresAt":"2026-01-01T00:01:00Z"}""")]
    public async Task One_that_is_not_active_is_told_nothing(string fragment)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":100");
        await broker.AdvanceToNextAsync(Second, 11);
        await broker.CountedAsync(1);
        await broker.ResubscribeAsync(fragment);

        await PassAsync(broker, 300);

        await broker.QuietAsync();
        Assert.Equal(1, (int?)(await broker.SubscriptionAsync())["notification"]!["timesSent"]);
    }

    [Fact]
    public async Task A_deleted_one_is_told_nothing()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(EveryTen);
        await broker.AdvanceToNextAsync(Second, 11);
        await broker.CountedAsync(1);
        (await broker.DeleteAsync(Subscribed.Path())).IsBare(204);

        await PassAsync(broker, 30);

        await broker.QuietAsync();
    }

    [Fact]
    public async Task Another_interval_counts_from_then_on()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":100000");
        await broker.AdvanceToNextAsync(Second, 11);
        await broker.CountedAsync(1);

        await broker.ResubscribeAsync("""{"timeInterval":5}""");

        Assert.Equal("1,2,3", Numbers(await broker.AdvanceToNextAsync(Second, 20)));
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        for (var number = 1; number <= 3; number++)
            await broker.CreateAsync(Samples.Tank(number));
        return broker;
    }

    /// <summary>Lets time pass in steps of a second, and the broker see each.</summary>
    private static async Task PassAsync(TestBroker broker, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            broker.Clock.Advance(Second);
            await Task.Yield();
            if (second % 10 == 0)
                await broker.GetAsync("/subscriptions");
        }
    }

    private static string Numbers(Notified told) =>
        string.Join(',', told.Data.Select(entity => ((string)entity!["id"]!).Split(':')[^1]).Order(StringComparer.Ordinal));

    private static DateTimeOffset At(Notified told) =>
        DateTimeOffset.Parse((string)told.Body["notifiedAt"]!, System.Globalization.CultureInfo.InvariantCulture);
}
