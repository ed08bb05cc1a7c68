using Waziup.Ngsi.Sync.Uplink;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>What may go up on a day: the past waits sooner than the present, and nothing is dropped.</summary>
public sealed class LinkBudgetTests
{
    private const string Id = "urn:ngsi-ld:X:1";

    [Fact]
    public async Task The_past_waits_first_then_all_and_the_next_day_all_goes()
    {
        await using var bench = await LinkBench.StartAsync(set: options => (options.MaxRows, options.BytesADay, options.Packs) = (1, 4_000, false));
        for (var value = 0; value < 60; value++)
            await bench.ObserveAsync(Id, value);
        await bench.TellAsync();
        var told = (await bench.PastAtCloudAsync(Id)).Count;
        Assert.InRange(Bytes(bench), 3_600, 4_000);
        Assert.InRange(told, 2, 59);

        await bench.ObserveAsync(Id, 77);
        await bench.TellAsync();
        Assert.Equal(77, (int)(await bench.AtCloudAsync(Id))!["a"]!["value"]!);
        Assert.Equal(told + 1, (await bench.PastAtCloudAsync(Id)).Count);

        var value2 = 100;
        while (await bench.TellAsync() != Turn.Spent)
            await bench.ObserveAsync(Id, value2++);
        Assert.InRange(Bytes(bench), 4_000, 5_000);
        await bench.RestartAsync();
        var before = bench.Wire.Sent.Count;
        await bench.ObserveAsync(Id, 99);
        Assert.Equal(Turn.Spent, await bench.TellAsync());
        Assert.Equal(before, bench.Wire.Sent.Count);

        bench.Options.BytesADay = null;
        await bench.RestartAsync();
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.TellAsync();
        Assert.Equal(99, (int)(await bench.AtCloudAsync(Id))!["a"]!["value"]!);
        Assert.Equal(62 + value2 - 100, (await bench.PastAtCloudAsync(Id)).Count);
    }

    [Fact]
    public void A_new_day_begins_with_nothing_spent()
    {
        var budget = new Budget(1_000);
        budget.Turn(new Json.Instant(TimeSpan.MicrosecondsPerDay * 5));
        budget.Add(900);
        Assert.True(budget is { AllowsPast: false, IsSpent: false });
        budget.Add(100);
        Assert.True(budget.IsSpent);

        budget.Turn(new Json.Instant((TimeSpan.MicrosecondsPerDay * 6) - 1));
        Assert.True(budget.IsSpent);
        budget.Turn(new Json.Instant(TimeSpan.MicrosecondsPerDay * 6));
        Assert.True(budget is { AllowsPast: true, IsSpent: false, Spent: 0, Day: 6 });
    }

    private static long Bytes(LinkBench bench) => bench.Sent.Sum(sent => (long)sent.Body.Length);
}
