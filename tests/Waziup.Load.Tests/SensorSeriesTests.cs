using Waziup.Load.Replay;

namespace Waziup.Load.Tests;

public class SensorSeriesTests
{
    static readonly DateTimeOffset Noon = new(2019, 2, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_two_readings_of_one_time_the_one_received_later_comes_last()
    {
        var series = new SensorSeries(
            new("d", "SH"),
            [new(Noon, Noon.AddSeconds(9), 1), new(Noon, Noon.AddSeconds(2), 2), new(Noon.AddMinutes(-1), Noon.AddHours(1), 3)]);

        Assert.Equal([3, 2, 1], series.Readings.Select(reading => reading.Value));
        Assert.Equal(1, series.Newest.Value);
        Assert.Equal(2, series.Distinct);
    }

    [Fact]
    public void Of_two_readings_that_agree_in_both_times_the_later_row_comes_last()
    {
        var series = new SensorSeries(new("d", "SH"), [new(Noon, Noon, 1), new(Noon, Noon, 2)]);

        Assert.Equal(2, series.Newest.Value);
    }
}
