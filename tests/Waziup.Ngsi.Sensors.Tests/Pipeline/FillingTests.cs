using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class FillingTests
{
    [Theory]
    [InlineData("linear", "none", "- 0 3 6 9 - 12 12 -")]
    [InlineData("linear", "nearest", "0 0 3 6 9 - 12 12 12")]
    [InlineData("step", "none", "- 0 0 0 9 - 12 12 -")]
    [InlineData("nearest", "none", "- 0 0 9 9 - 12 12 -")]
    public void Missing_values_are_filled_between_neighbours(string method, string ends, string expected)
    {
        var samples = Of((0, null), (1, 0), (2, null), (3, null), (4, 9), (20, null), (30, 12), (31, 12), (32, null));

        var outputs = Run($$"""[{"op":"interpolate","method":"{{method}}","ends":"{{ends}}","maxGap":"PT10S"}]""", samples);

        Assert.Equal(expected, string.Join(' ', outputs.Select(one => one.Value is { } value ? $"{value}" : "-")));
        Assert.All(outputs, one => Assert.Equal(one.Methods.Length > 0 ? Origin.Interpolated : Origin.Measured, one.Origin));
    }

    [Fact]
    public void What_is_filled_is_no_better_than_its_neighbours()
    {
        const string Steps = """[{"op":"grossRange","suspectMax":10},{"op":"interpolate","accept":[1,2,3]}]""";

        Assert.Equal([Flag.Good, Flag.Suspect, Flag.Suspect], FlagsOf(Steps, Each(1, null, 11)));
    }

    [Fact]
    public void Resampling_tells_every_window() => Assert.Equal(
        [(0, 2), (10, null), (20, 5)],
        Run("""[{"op":"resample","period":"PT10S","method":"avg"}]""", Of((1, 1), (2, 3), (21, 5))).Select(one => (Seconds(one), one.Value)));

    [Theory]
    [InlineData("linear", "10:15 20:25 30:-")]
    [InlineData("step", "10:10 20:20 30:-")]
    [InlineData("nearest", "10:10 20:20 30:-")]
    public void Resampling_may_tell_values_at_boundaries(string method, string expected) => Assert.Equal(expected, string.Join(' ', Run(
        $$"""[{"op":"resample","period":"PT10S","method":"{{method}}","maxGap":"PT11S"}]""", Of((5, 10), (15, 20), (25, 30), (39, 0)))
            .Select(one => FormattableString.Invariant($"{Seconds(one)}:{(one.Value is { } value ? value : "-")}"))));

    [Fact]
    public void A_value_holds_until_it_is_too_old_or_the_next_one_comes()
    {
        var outputs = Run("""[{"op":"extrapolate","method":"hold","period":"PT10S","maxAge":"PT30S"}]""", Of((0, 1), (15, 2), (100, 3)));

        Assert.Equal([0, 10, 15, 25, 35, 45, 100, 110, 120, 130], outputs.Select(Seconds));
        Assert.Equal([1, 1, 2, 2, 2, 2, 3, 3, 3, 3], outputs.Select(one => one.Value!.Value));
        Assert.All(outputs.Where(one => one.Origin == Origin.Extrapolated), one => Assert.Equal(Flag.Suspect, one.Flag));
        Assert.Equal(7, outputs.Count(one => one.Origin == Origin.Extrapolated));
    }

    [Fact]
    public void What_is_missing_within_reach_is_filled_and_not_told_twice() => Assert.Equal(
        [(0, 1), (10, 1), (20, 1), (30, 1)],
        Run("""[{"op":"extrapolate","method":"hold","period":"PT10S","maxAge":"PT30S"}]""", Of((0, 1), (10, null))).Select(one => (Seconds(one), one.Value)));

    [Fact]
    public void Nothing_is_made_up_behind_the_time_up_to_which_it_is_told() => Assert.Equal(
        [0, 10], Plan("""[{"op":"extrapolate","method":"hold","period":"PT10S","maxAge":"PT30S"}]""").Run(Of((0, 1)), until: At(19)).Outputs.Select(Seconds));

    [Fact]
    public void A_trend_goes_on_within_bounds()
    {
        const string Steps = """[{"op":"extrapolate","method":"trend","period":"PT10S","window":"PT20S","horizon":"PT40S","max":6}]""";

        Assert.Equal([9, 1, 2, 3, 4, 5, 6, 6], Values(Steps, Of((0, 9), (10, 1), (20, 2), (30, 3))).Select(value => Math.Round(value!.Value, 9)));
        Assert.Equal([1, 2], Values(Steps, Of((0, 1), (10, 2))));
    }

    [Fact]
    public void A_season_repeats_with_what_lies_above_it_now() => Assert.Equal(
        [1, 5, 2, 0, 2, 6, 3, 1],
        Values("""[{"op":"extrapolate","method":"seasonal","period":"PT10S","season":"PT40S","seasons":2,"horizon":"PT30S"}]""",
            Of((0, 1), (10, 5), (20, 2), (30, 0), (40, 2))));

    [Fact]
    public void Without_a_full_season_nothing_is_told() => Assert.Single(
        Run("""[{"op":"extrapolate","method":"seasonal","period":"PT10S","season":"PT40S","horizon":"PT30S"}]""", Of((0, 1))));
}
