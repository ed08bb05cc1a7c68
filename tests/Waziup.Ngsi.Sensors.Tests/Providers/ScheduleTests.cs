using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Providers;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>When providers are asked, and asked again.</summary>
public sealed class ScheduleTests
{
    static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void One_that_was_never_asked_is_due() => Assert.Equal(Now, Due(new ProviderState()));

    [Theory]
    [InlineData(-4, 6)]
    [InlineData(-10, 0)]
    [InlineData(-600, -590)]
    [InlineData(0, 10)]
    public void One_that_has_answered_is_due_after_its_period(int answered, int due) =>
        Assert.Equal(After(due), Due(new ProviderState { LastSuccess = After(answered) }));

    [Fact]
    public void A_clock_that_was_put_back_keeps_nobody_waiting()
    {
        Assert.Equal(Now, Due(new ProviderState { LastSuccess = After(1) }));
        Assert.Equal(Now, Due(new ProviderState { LastSuccess = Now, Failures = 1, RetryAt = After((24 * 60) + 1) }));
        Assert.Equal(Now, Due(new ProviderState { Failures = 1 }));
    }

    [Fact]
    public void One_that_has_failed_is_due_when_it_was_put_off_to() =>
        Assert.Equal(After(3), Due(new ProviderState { LastSuccess = After(-30), Failures = 2, RetryAt = After(3) }));

    [Theory]
    [InlineData(600, 1, 60, 120)]
    [InlineData(600, 2, 120, 240)]
    [InlineData(600, 5, 960, 1920)]
    [InlineData(600, 6, 1800, 3600)]
    [InlineData(600, 1_000_000, 1800, 3600)]
    [InlineData(86_400, 1, 60, 120)]
    [InlineData(10, 1, 10, 20)]
    [InlineData(10, 3, 40, 80)]
    public void Each_failure_doubles_the_pause_up_to_an_hour(int every, long failures, int least, int most)
    {
        Assert.Equal(least, Pause(0));
        Assert.Equal(most, Pause(1));

        double Pause(double chance) => Seconds(Schedule.RetryAt(Now, TimeSpan.FromSeconds(every), failures, null, chance));
    }

    [Theory]
    [InlineData(30, 120)]
    [InlineData(-30, 120)]
    [InlineData(5000, 5000)]
    [InlineData(1_000_000, 86_400)]
    public void What_the_source_wishes_holds_where_it_is_longer_up_to_a_day(int wish, int expected) =>
        Assert.Equal(expected, Seconds(Schedule.RetryAt(Now, TimeSpan.FromMinutes(10), 1, TimeSpan.FromSeconds(wish), 1)));

    static Instant Due(ProviderState state) => Schedule.DueAt(TimeSpan.FromMinutes(10), state, Now);

    static Instant After(int minutes) => new(Now.Micros + (minutes * 60_000_000L));

    static double Seconds(Instant time) => (time.Micros - Now.Micros) / 1e6;
}
