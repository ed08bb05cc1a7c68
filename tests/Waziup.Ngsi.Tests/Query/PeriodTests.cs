using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Durations of ISO 8601 that are repeated (4.5.19, 5.2.39).</summary>
public sealed class PeriodTests
{
    [Theory]
    [InlineData("PT1H", 0, 3_600_000_000)]
    [InlineData("P1D", 0, 86_400_000_000)]
    [InlineData("P2W", 0, 1_209_600_000_000)]
    [InlineData("P1Y2M3DT4H5M6.5S", 14, 273_906_500_000)]
    [InlineData("PT0S", 0, 0)]
    public void A_duration_is_read(string text, int months, long rest)
    {
        Assert.True(Period.TryParse(text, out var period));
        Assert.Equal(new Period(months, rest), period);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("1H")]
    [InlineData("P1H")]
    [InlineData("P1W1D")]
    [InlineData("P-1D")]
    [InlineData("-P1D")]
    [InlineData("PT1.5H")]
    [InlineData("P1D\n")]
    [InlineData("P99999Y")]
    [InlineData("P1M1Y")]
    public void What_is_none_is_refused(string text) => Assert.False(Period.TryParse(text, out _));

    [Theory]
    [InlineData("PT1H", "2025-06-01T00:30:00Z", "2025-06-01T02:29:59Z", 1)]
    [InlineData("PT1H", "2025-06-01T00:30:00Z", "2025-06-01T02:30:00Z", 2)]
    [InlineData("PT1H", "2025-06-01T00:30:00Z", "2025-05-31T23:59:00Z", -1)]
    [InlineData("P1M", "2025-01-31T00:00:00Z", "2025-02-28T00:00:00Z", 1)]
    [InlineData("P1M", "2025-01-31T00:00:00Z", "2025-02-27T23:59:59Z", 0)]
    [InlineData("P1Y", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z", 4)]
    [InlineData("P1M1D", "2025-01-01T00:00:00Z", "2025-03-02T23:00:00Z", 1)]
    [InlineData("PT1S", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 315_537_897_599)]
    [InlineData("P9999Y", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", 0)]
    public void A_time_lies_in_one_period(string text, string origin, string time, long index)
    {
        Assert.True(Period.TryParse(text, out var period));

        Assert.Equal(index, period.IndexOf(At(time), At(origin)));
        Assert.True(period.StartOf(index, At(origin)) <= At(time));
    }

    [Fact]
    public void What_would_lie_beyond_the_calendar_is_its_end()
    {
        Assert.True(Period.TryParse("P9999Y", out var period));

        Assert.Equal("9999-12-31T23:59:59.999999Z", period.StartOf(1, At("2026-01-01T00:00:00Z")).ToString());
        Assert.Equal("0001-01-01T00:00:00Z", period.StartOf(-1, At("2026-01-01T00:00:00Z")).ToString());
        Assert.Equal("9999-12-31T23:59:59.999999Z", new Period(0, long.MaxValue).StartOf(9, At("2026-01-01T00:00:00Z")).ToString());
    }

    private static Instant At(string text) => Instant.TryParse(text, out var time) ? time : throw new ArgumentException(text, nameof(text));
}
