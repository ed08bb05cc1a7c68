using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class CleaningTests
{
    [Theory]
    [InlineData("561", "point", 561.0)]
    [InlineData(" -1.5e3 ", "point", -1500.0)]
    [InlineData("0.0", "point", 0.0)]
    [InlineData("12,5", "comma", 12.5)]
    [InlineData("12,5", "point", null)]
    [InlineData("12.5", "comma", null)]
    [InlineData("1.2.3", "point", null)]
    [InlineData("12 cm", "point", null)]
    [InlineData("0x1F", "point", null)]
    [InlineData(".", "point", null)]
    [InlineData("NaN", "point", null)]
    [InlineData("-Infinity", "point", null)]
    [InlineData("1e999", "point", null)]
    public void Text_that_is_a_complete_number_becomes_one(string text, string locale, double? expected)
    {
        var output = Run($$"""[{"op":"parseNumber","locale":"{{locale}}"}]""", Text(text)).Single();

        Assert.Equal(expected, output.Value);
        Assert.Equal(expected is null ? Flag.Missing : Flag.NotEvaluated, output.Flag);
        Assert.Equal("parseNumber", output.Methods);
    }

    [Fact]
    public void Other_text_may_be_dropped_but_what_is_no_number_is_missing() =>
        Assert.Equal([null], Values("""[{"op":"parseNumber","fail":"drop"}]""", Text("ON"), Text("NaN")));

    [Fact]
    public void Words_become_numbers()
    {
        Sample[] samples = [Text("ON"), new(At(1), 5), new(At(2), null) { Text = "?" }, new(At(3), null) { Text = "half" }];

        Assert.Equal([1, 2, null, null], Values("""[{"op":"map","table":{"ON":1,"5":2,"?":null},"default":"null"}]""", samples));
        Assert.Equal([7], Values("""[{"op":"map","table":{"ON":1},"default":"keep"}]""", Each(7)));
        Assert.Empty(Values("""[{"op":"map","table":{"ON":1},"default":"drop"}]""", Each(7)));
    }

    [Theory]
    [InlineData("shift", 3600 - 5, -5)]
    [InlineData("shift", 7200 + 60, 60)]
    [InlineData("shift", 1800, 0)]
    [InlineData("shift", 1260, 0)]
    [InlineData("useReceived", 3600 - 5, 0)]
    [InlineData("flag", 3600, 3600)]
    [InlineData("shift", 299, 299)]
    [InlineData("shift", -90_000, -90_000)]
    public void Times_in_the_future_are_corrected(string policy, double ahead, double expected)
    {
        var sample = new Sample(At(100_000 + ahead), 1) { Received = At(100_000) };

        var output = Run($$"""[{"op":"clockFix","policy":"{{policy}}"}]""", sample).Single();

        Assert.Equal(expected, Seconds(output) - 100_000);
        Assert.Equal(policy == "flag" ? Flag.Suspect : Flag.NotEvaluated, output.Flag);
    }

    [Fact]
    public void A_reading_without_time_has_that_of_its_receipt_or_is_left_out()
    {
        var sample = new Sample(Waziup.Ngsi.Json.Instant.None, 1) { Received = At(3) };

        var output = Run("""[{"op":"missingTime"}]""", sample).Single();
        var without = Plan("[]").Run([sample]);

        Assert.Equal(At(3), output.Time);
        Assert.True(output.HasTimeOfReceipt);
        Assert.Empty(without.Outputs);
        Assert.Equal(1, without.Untimed);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_finite_number_is_missing(double value) => Assert.Equal([(null, Flag.Missing)], Run("[]", Each(value)).Select(one => (one.Value, one.Flag)));

    [Theory]
    [InlineData("time", "first", "1 3")]
    [InlineData("time", "last", "2 3")]
    [InlineData("time+value", "last", "1 2 3")]
    public void Of_one_time_one_stays(string key, string keep, string expected)
    {
        Sample[] samples =
        [
            new(At(0), 2) { Received = At(9) }, new(At(0), 1) { Received = At(7) }, new(At(0), 1) { Received = At(8) }, new(At(1), 3) { Received = At(9) },
        ];

        Assert.Equal(expected, string.Join(' ', Values($$"""[{"op":"duplicates","key":"{{key}}","keep":"{{keep}}"}]""", samples).Order()));
    }

    [Fact]
    public void The_range_has_its_bounds_inside()
    {
        const string Steps = """{"op":"grossRange","failMin":0,"failMax":100,"suspectMin":10,"suspectMax":90""";
        var samples = Each(-0.1, 0, 10, 90, 100, 100.1, null);

        Assert.Equal([Flag.Bad, Flag.Suspect, Flag.Good, Flag.Good, Flag.Suspect, Flag.Bad, Flag.Missing], FlagsOf($$"""[{{Steps}}}]""", samples));
        Assert.Equal([0, 0, 10, 90, 100, 100, null], Values($$"""[{{Steps}},"action":"clamp"}]""", samples));
        Assert.Equal([0, 10, 90, 100, null], Values($$"""[{{Steps}},"action":"drop"}]""", samples));
        Assert.Equal([null, 0, 10, 90, 100, null, null], Values($$"""[{{Steps}},"action":"null"}]""", samples));
    }

    [Fact]
    public void What_was_put_in_place_of_a_value_tells_so()
    {
        var output = Run("""[{"op":"grossRange","failMax":100,"action":"clamp"}]""", Each(130)).Single();

        Assert.Equal((100, 130, "grossRange", Flag.Good, true), (output.Value, output.RawValue, output.Methods, output.Flag, output.IsOutlier));
    }

    [Fact]
    public void A_change_that_is_too_fast_is_suspect() => Assert.Equal(
        [Flag.NotEvaluated, Flag.Good, Flag.NotEvaluated, Flag.Suspect],
        FlagsOf("""[{"op":"rateOfChange","max":2}]""", Of((0, 10), (5, 20), (5, 99), (6, 23))));

    [Fact]
    public void A_change_may_be_judged_by_the_spread_before() => Assert.Equal(
        [Flag.NotEvaluated, Flag.NotEvaluated, Flag.NotEvaluated, Flag.Good, Flag.Suspect],
        FlagsOf("""[{"op":"rateOfChange","nDev":3,"window":3}]""", Each(1, 2, 3, 5, 12)));

    [Fact]
    public void A_spike_is_judged_when_the_next_value_is_known() => Assert.Equal(
        [Flag.NotEvaluated, Flag.Bad, Flag.Suspect, Flag.NotEvaluated],
        FlagsOf("""[{"op":"spike","suspect":2,"fail":5}]""", Each(1, 9, 1, 1)));

    [Fact]
    public void A_gap_ends_the_neighbourhood_of_a_spike() => Assert.Equal(
        [Flag.NotEvaluated, Flag.NotEvaluated, Flag.NotEvaluated, Flag.Missing, Flag.Good, Flag.NotEvaluated],
        FlagsOf("""[{"op":"spike","suspect":2,"maxGap":"PT10S"}]""", Of((0, 1), (1, 9), (60, 1), (61, null), (62, 1), (63, 1))));

    [Fact]
    public void A_line_that_is_flat_is_suspect_then_bad() => Assert.Equal(
        [Flag.Good, Flag.Good, Flag.Suspect, Flag.Suspect, Flag.Bad, Flag.Good],
        FlagsOf("""[{"op":"flatLine","epsilon":0.1}]""", Each(5, 5, 5.05, 5, 5, 6)));

    [Fact]
    public void Silence_is_told()
    {
        var plan = Plan("""[{"op":"gap","maxInterval":"PT1M"}]""");

        var outputs = plan.Run(Of((0, 1), (60, 2), (200, 3)), until: At(300)).Outputs;

        Assert.Equal([(0, 1), (60, 2), (120, null), (200, 3), (260, null)], outputs.Select(sample => (Seconds(sample), sample.Value)));
        Assert.Equal(4, plan.Run(Of((0, 1), (60, 2), (200, 3))).Outputs.Count);
    }

    [Fact]
    public void An_outlier_from_the_median_before_is_replaced_by_it()
    {
        Assert.Equal([1, 2, 3, 2, 4], Values("""[{"op":"outlierMedian","window":3,"radius":5,"action":"median"}]""", Each(1, 2, 3, 90, 4)));
        Assert.Equal(Flag.Suspect, FlagsOf("""[{"op":"outlierMedian","window":3,"radius":5}]""", Each(1, 2, 3, 90))[3]);
    }

    [Fact]
    public void A_value_many_deviations_away_is_suspect() => Assert.Equal(
        [Flag.NotEvaluated, Flag.NotEvaluated, Flag.NotEvaluated, Flag.Good, Flag.Suspect],
        FlagsOf("""[{"op":"zScore","window":"PT1M","k":3}]""", Each(1, 2, 3, 4, 9)));

    [Fact]
    public void The_worst_of_all_tests_wins() => Assert.Equal(
        Flag.Bad, FlagsOf("""[{"op":"grossRange","failMax":5},{"op":"grossRange","suspectMax":4},{"op":"grossRange","failMax":100}]""", Each(6)).Single());
}
