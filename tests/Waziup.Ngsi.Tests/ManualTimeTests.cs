using Waziup.Ngsi.Contract;

namespace Waziup.Ngsi.Tests;

public class ManualTimeTests
{
    readonly ManualTime _time = new();

    [Fact]
    public void Timers_fire_in_order_of_their_due_time_and_see_their_own_instant()
    {
        var start = _time.GetUtcNow();
        var fired = new List<(string Name, TimeSpan After)>();
        using var late = _time.CreateTimer(_ => fired.Add(("late", _time.GetUtcNow() - start)), null, Seconds(5), Timeout.InfiniteTimeSpan);
        using var early = _time.CreateTimer(_ => fired.Add(("early", _time.GetUtcNow() - start)), null, Seconds(2), Seconds(2));

        _time.Advance(Seconds(4.5));
        Assert.Equal([("early", Seconds(2)), ("early", Seconds(4))], fired);

        _time.Advance(Seconds(0.5));
        Assert.Equal([("early", Seconds(2)), ("early", Seconds(4)), ("late", Seconds(5))], fired);
        Assert.Equal(start + Seconds(5), _time.GetUtcNow());
        Assert.Equal(1, _time.WaitingTimers);
    }

    [Fact]
    public void A_disposed_or_stopped_timer_never_fires()
    {
        var fired = 0;
        var disposed = _time.CreateTimer(_ => fired++, null, Seconds(1), Timeout.InfiniteTimeSpan);
        using var stopped = _time.CreateTimer(_ => fired++, null, Seconds(1), Seconds(1));
        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _time.Advance(Seconds(10));

        Assert.Equal(0, fired);
        Assert.Equal(0, _time.WaitingTimers);
        Assert.False(disposed.Change(Seconds(1), Seconds(1)));
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it()
    {
        var delay = Task.Delay(Seconds(3), _time, TestContext.Current.CancellationToken);

        _time.Advance(Seconds(2));
        Assert.False(delay.IsCompleted);

        _time.Advance(Seconds(1));
        await delay;
    }

    static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);
}
