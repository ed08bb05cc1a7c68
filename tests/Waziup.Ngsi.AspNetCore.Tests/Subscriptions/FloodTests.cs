using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>However much there is to tell, each change is told once and in order.</summary>
public sealed class FloodTests
{
    [Fact]
    public async Task Changes_of_many_at_a_time_are_each_told_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(number => broker.CreateAsync(Samples.Tank(number))));

        var ids = new HashSet<string>();
        for (var number = 1; number <= 50; number++)
            Assert.True(ids.Add((string)(await broker.Notifier.NextAsync()).Entity["id"]!));
        await broker.CountedAsync(50);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_came_while_a_receiver_was_away_is_told_in_order_also_where_it_does_not_fit_into_memory()
    {
        await using var broker = await TestBroker.StartAsync(options: options => (options.Notifications.MaxWaiting, options.Notifications.Retries) = (2, 100));
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();
        broker.Notifier.Answers = _ => new Receipt(ReceiptResult.Failed, "away");
        for (var level = 2; level <= 12; level++)
            await broker.LevelAsync(level);
        Assert.Equal(2, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        broker.Notifier.Answers = _ => Receipt.Delivered;

        for (var level = 2; level <= 12; level++)
            Assert.Equal(level, (int?)(await broker.AdvanceToNextAsync(TimeSpan.FromMilliseconds(200))).Entity["level"]!["value"]);

        await broker.CountedAsync(11);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_very_many_each_is_told_once_from_time_to_time()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.MaxEntities = 2);
        for (var number = 1; number <= 5; number++)
            await broker.CreateAsync(Samples.Tank(number));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":10");

        Notified[] told =
        [
            await broker.AdvanceToNextAsync(TimeSpan.FromSeconds(1), 11), await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync(),
        ];

        Assert.Equal(["1", "2", "3", "4", "5"], told.SelectMany(one => one.Data).Select(entity => ((string)entity!["id"]!)[^1..]).Order(StringComparer.Ordinal));
        Assert.Equal(3, told.Select(one => one.Id).Distinct().Count());
        await broker.CountedAsync(3);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Changes_are_told_in_the_order_in_which_they_happened()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(0));
        await broker.SubscribeAsync();

        for (var level = 1; level <= 30; level++)
            await broker.LevelAsync(level, 0);

        var ids = new HashSet<string>();
        for (var level = 1; level <= 30; level++)
        {
            var told = await broker.Notifier.NextAsync();
            Assert.Equal(level, (int?)told.Entity["level"]!["value"]);
            Assert.True(ids.Add(told.Id), told.Id);
        }
        await broker.CountedAsync(30);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task More_changes_than_wait_in_memory_are_told_all_the_same()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.MaxWaiting = 2);
        await broker.CreateAsync(Samples.Tank(0));
        await broker.SubscribeAsync();

        for (var level = 1; level <= 20; level++)
            await broker.LevelAsync(level, 0);

        for (var level = 1; level <= 20; level++)
            Assert.Equal(level, (int?)(await broker.AdvanceToNextAsync(TimeSpan.FromMilliseconds(100))).Entity["level"]!["value"]);
        await broker.CountedAsync(20);
    }
}
