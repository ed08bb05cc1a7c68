using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class WindowTests
{
    [Theory]
    [InlineData("\"method\":\"count\"", 4)]
    [InlineData("\"method\":\"totalCount\"", 4)]
    [InlineData("\"method\":\"distinctCount\"", 3)]
    [InlineData("\"method\":\"sum\"", 16)]
    [InlineData("\"method\":\"avg\"", 4)]
    [InlineData("\"method\":\"min\"", 2)]
    [InlineData("\"method\":\"max\"", 8)]
    [InlineData("\"method\":\"stddev\"", 2.8284271247461903)]
    [InlineData("\"method\":\"sumsq\"", 88)]
    [InlineData("\"method\":\"popStddev\"", 2.449489742783178)]
    [InlineData("\"method\":\"variance\"", 8)]
    [InlineData("\"method\":\"median\"", 3)]
    [InlineData("\"method\":\"percentile\",\"p\":90", 6.8)]
    [InlineData("\"method\":\"first\"", 2)]
    [InlineData("\"method\":\"last\"", 4)]
    [InlineData("\"method\":\"range\"", 6)]
    [InlineData("\"method\":\"timeAverage\"", 4)]
    [InlineData("\"method\":\"integral\"", 130)]
    [InlineData("\"method\":\"integral\",\"per\":\"h\"", 130 / 3600d)]
    [InlineData("\"method\":\"rate\"", 2 / 30d)]
    [InlineData("\"method\":\"increase\"", 8)]
    [InlineData("\"method\":\"mode\"", 2)]
    [InlineData("\"method\":\"valueCount\",\"v\":2", 2)]
    [InlineData("\"method\":\"circularMean\",\"circle\":1e9", 4)]
    public void Every_method_is_what_it_is_defined_to_be(string method, double expected)
    {
        var output = Run($$"""[{"op":"tumbling","size":"PT40S",{{method}}}]""", Of((0, 2), (10, 8), (20, 2), (30, 4))).Single();

        Assert.Equal(expected, output.Value!.Value, 6);
        Assert.Equal((At(0), At(40), 4, 0.75), (output.Time, output.Window!.End, output.Window.Count, output.Window.Coverage));
        Assert.Equal(Origin.Aggregated, output.Origin);
    }

    [Fact]
    public void The_least_and_the_greatest_have_a_time()
    {
        var output = Run("""[{"op":"tumbling","size":"PT40S","methods":["minAt","maxAt"]}]""", Of((0, 3), (10, 8), (20, 2))).Single();

        Assert.Equal(At(20).Micros / 1e6, output.Value);
        Assert.Equal(At(10).Micros / 1e6, output.Window!.Results.Find("maxAt"));
    }

    [Fact]
    public void One_value_has_no_standard_deviation() => Assert.Equal(
        [(null, Flag.Missing)], Run("""[{"op":"tumbling","size":"PT40S","method":"stddev"}]""", Each(3)).Select(one => (one.Value, one.Flag)));

    [Fact]
    public void Windows_are_closed_at_their_start_and_open_at_their_end() => Assert.Equal(
        [(0, 3), (10, 5), (30, 1)],
        Run("""[{"op":"tumbling","size":"PT10S","method":"sum"}]""", Of((0, 1), (9.999, 2), (10, 5), (39, 1))).Select(one => (Seconds(one), one.Value)));

    [Fact]
    public void Empty_windows_and_those_with_too_few_values_are_missing() => Assert.Equal(
        [(0, 3, 2), (10, null, 1), (20, null, 0), (30, 2, 2)],
        Run("""[{"op":"tumbling","size":"PT10S","method":"sum","minCount":2,"empty":"missing"}]""", Of((0, 1), (9, 2), (10, 5), (31, 1), (32, 1)))
            .Select(one => (Seconds(one), one.Value, one.Window!.Count)));

    [Fact]
    public void A_change_across_the_start_counts_where_it_ends()
    {
        // A counter that is reset once: 3 + 2 in the first window, then 4 + 0 + 1.
        var samples = Of((0, 10), (3, 13), (9, 15), (12, 19), (14, 1), (19, 2));

        Assert.Equal([5, 5], Values("""[{"op":"tumbling","size":"PT10S","method":"increase"}]""", samples));
        Assert.Equal(
            Values("""[{"op":"tumbling","size":"PT20S","method":"integral"}]""", samples).Single()!.Value,
            Values("""[{"op":"tumbling","size":"PT10S","method":"integral"}]""", samples).Sum()!.Value, 9);
    }

    [Fact]
    public void Only_good_values_enter_unless_others_are_accepted()
    {
        var samples = Each(1, 99, 3);

        Assert.Equal([2], Values("""[{"op":"grossRange","failMax":50},{"op":"tumbling","size":"PT1M","method":"avg"}]""", samples));
        Assert.Equal([Flag.Bad], FlagsOf("""[{"op":"grossRange","failMax":50},{"op":"tumbling","size":"PT1M","method":"avg","accept":[1,2,4]}]""", samples));
    }

    [Theory]
    [InlineData("P1D", "Africa/Dakar", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("P1D", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("P1D", "Asia/Kolkata", "2026-03-28T18:30:00Z", "2026-03-29T18:30:00Z")]
    [InlineData("P1W", "UTC", "2026-03-23T00:00:00Z", "2026-03-30T00:00:00Z")]
    [InlineData("P1M", "Europe/Berlin", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData("P3M", "UTC", "2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("P1Y", "UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("PT6H", "Europe/Berlin", "2026-03-29T06:00:00Z", "2026-03-29T12:00:00Z")]
    public void Days_weeks_and_months_are_those_of_the_zone(string size, string zone, string start, string end)
    {
        var output = Run($$"""[{"op":"tumbling","size":"{{size}}","zone":"{{zone}}","method":"avg"}]""", new Sample(At("2026-03-29T10:00:00Z"), 1)).Single();

        Assert.Equal((At(start), At(end)), (output.Time, output.Window!.End));
    }

    [Fact]
    public void A_day_that_begins_twice_or_not_at_midnight_begins_once()
    {
        // In Beirut clocks went from 0:00 to 1:00 on 2021-03-28, in Havana from 1:00 to 0:00 on 2021-11-07.
        var beirut = Run("""[{"op":"tumbling","size":"P1D","zone":"Asia/Beirut","method":"count"}]""", new Sample(At("2021-03-28T10:00:00Z"), 1)).Single();
        var havana = Run("""[{"op":"tumbling","size":"P1D","zone":"America/Havana","method":"count"}]""", new Sample(At("2021-11-07T05:30:00Z"), 1)).Single();

        Assert.Equal((At("2021-03-27T22:00:00Z"), At("2021-03-28T21:00:00Z")), (beirut.Time, beirut.Window!.End));
        Assert.Equal((At("2021-11-07T04:00:00Z"), At("2021-11-08T05:00:00Z")), (havana.Time, havana.Window!.End));
    }

    [Fact]
    public void Windows_may_begin_later() => Assert.Equal(
        [-54_000, 32_400], Run("""[{"op":"tumbling","size":"P1D","offset":"PT9H","method":"avg"}]""", Of((0, 1), (40_000, 1))).Select(Seconds));

    [Fact]
    public void Hopping_windows_overlap() => Assert.Equal(
        [(-5, 1), (0, 3), (5, 2), (20, 4), (25, 4)],
        Run("""[{"op":"hopping","size":"PT10S","hop":"PT5S","method":"sum"}]""", Of((0, 1), (6, 2), (25, 4))).Select(one => (Seconds(one), one.Value)));

    [Fact]
    public void A_reading_is_in_all_windows_of_a_year_that_begin_every_day()
    {
        var outputs = Run("""[{"op":"hopping","size":"P1Y","hop":"P1D","method":"count"}]""", new Sample(At("2024-12-31T12:00:00Z"), 1));

        Assert.Equal((At("2024-01-01T00:00:00Z"), At("2024-12-31T00:00:00Z"), 366), (outputs[0].Time, outputs[^1].Time, outputs.Count));
    }

    [Fact]
    public void A_sliding_window_ends_with_each_reading() => Assert.Equal(
        [(0, 1), (6, 3), (10, 5)],
        Run("""[{"op":"sliding","size":"PT10S","method":"sum"}]""", Of((0, 1), (6, 2), (10, 3))).Select(one => (Seconds(one), one.Value)));

    [Fact]
    public void A_session_ends_where_nothing_comes() => Assert.Equal(
        [(0, 3, 14), (20, 3, 28)],
        Run("""[{"op":"session","gap":"PT8S","method":"sum"}]""", Of((0, 1), (6, 2), (20, 3)))
            .Select(one => (Seconds(one), one.Value, (one.Window!.End.Micros - Zero.Micros) / 1e6)));

    [Fact]
    public void A_count_window_is_told_when_it_is_full() => Assert.Equal(
        [(0, 3), (2, 7)],
        Run("""[{"op":"count","size":2,"method":"sum"}]""", Each(1, 2, 3, 4, 5)).Select(one => (Seconds(one), one.Value)));

    [Fact]
    public void A_window_that_has_not_ended_is_told_where_nobody_says_until_when()
    {
        var plan = Plan("""[{"op":"tumbling","size":"PT10S","method":"sum"}]""");

        Assert.Single(plan.Run(Of((0, 1), (12, 2)), until: At(19)).Outputs);
        Assert.Equal(2, plan.Run(Of((0, 1), (12, 2)), until: At(20)).Outputs.Count);
        Assert.Equal(2, plan.Run(Of((0, 1), (12, 2))).Outputs.Count);
    }
}
