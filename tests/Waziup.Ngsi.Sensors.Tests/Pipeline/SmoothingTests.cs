using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class SmoothingTests
{
    [Theory]
    [InlineData("""{"op":"movingAverage","window":2}""", "4 6 5 1")]
    [InlineData("""{"op":"median","window":3}""", "4 6 4 2")]
    [InlineData("""{"op":"median","window":2}""", "4 6 5 1")]
    [InlineData("""{"op":"ema","alpha":0.5}""", "4 6 4 2")]
    [InlineData("""{"op":"ema","constant":2}""", "4 6 4 2")]
    [InlineData("""{"op":"highPass","alpha":0.5}""", "0 2 -2 -2")]
    public void Means_of_the_last_readings(string step, string expected) =>
        Assert.Equal(expected, string.Join(' ', Values($"[{step}]", Each(4, 8, 2, 0))));

    [Fact]
    public void An_exponential_mean_by_time_does_not_mind_how_readings_are_spaced()
    {
        const string Steps = """[{"op":"emaTime","tau":"PT10S"}]""";

        var dense = Values(Steps, Of((0, 0), (5, 8), (10, 8)))[^1]!.Value;
        var sparse = Values(Steps, Of((0, 0), (10, 8)))[^1]!.Value;

        Assert.Equal(8 * (1 - Math.Exp(-1)), sparse, 12);
        Assert.Equal(sparse, dense, 12);
    }

    [Fact]
    public void A_time_average_on_lines_is_a_trapezoid() =>
        Assert.Equal([0, 5, 15], Values("""[{"op":"timeAverage","window":"PT10S","method":"linear"}]""", Of((0, 0), (10, 10), (20, 20))));

    [Fact]
    public void A_time_average_divides_by_the_time_that_there_is() =>
        Assert.Equal([6, 6, 7], Values("""[{"op":"timeAverage","window":"PT1H"}]""", Of((0, 6), (10, 8), (20, 1))));

    [Fact]
    public void Values_that_are_suspect_pass_without_entering() => Assert.Equal(
        [2, 90, 3], Values("""[{"op":"grossRange","failMax":50},{"op":"movingAverage","window":2}]""", Each(2, 90, 4)));

    [Theory]
    [InlineData("""{"op":"deadband","absolute":1}""", "1 3 5")]
    [InlineData("""{"op":"deadband","percent":100}""", "1 3")]
    [InlineData("""{"op":"deadband","absolute":9,"maxSilence":"PT3S"}""", "1 3 5")]
    [InlineData("""{"op":"dedup"}""", "1 2 3 2 5")]
    [InlineData("""{"op":"dedup","interval":"PT1S"}""", "1 2 2 3 3 2 5")]
    [InlineData("""{"op":"throttle","every":3}""", "1 3 5")]
    [InlineData("""{"op":"throttle","period":"PT4S"}""", "1 3")]
    public void Less_goes_on(string step, string expected) => Assert.Equal(expected, string.Join(' ', Values($"[{step}]", Each(1, 2, 2, 3, 3, 2, 5))));

    [Theory]
    [InlineData("""{"op":"quantise","decimals":1}""", 0.25, 0.3)]
    [InlineData("""{"op":"quantise","decimals":1}""", -0.25, -0.3)]
    [InlineData("""{"op":"quantise","decimals":2}""", 1.005, 1.01)]
    [InlineData("""{"op":"quantise","decimals":1,"mode":"even"}""", 0.25, 0.2)]
    [InlineData("""{"op":"quantise","step":0.5}""", 1.3, 1.5)]
    [InlineData("""{"op":"quantise","step":5}""", 12.5, 15)]
    [InlineData("""{"op":"affine","factor":2,"offset":-1}""", 3, 5)]
    public void One_value_becomes_another(string step, double value, double expected) => Assert.Equal([expected], Values($"[{step}]", Each(value)));

    [Fact]
    public void A_value_that_did_not_change_has_no_raw_one()
    {
        var outputs = Run("""[{"op":"quantise","decimals":0},{"op":"affine","factor":2}]""", Each(0, 1.2));

        Assert.Equal((null, ""), (outputs[0].RawValue, outputs[0].Methods));
        Assert.Equal((1.2, "quantise,affine"), (outputs[1].RawValue, outputs[1].Methods));
    }
}
