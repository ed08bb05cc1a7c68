using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("1 + 2 * 3", 7.0)]
    [InlineData("(1 + 2) * 3", 9.0)]
    [InlineData("7 - 2 - 1", 4.0)]
    [InlineData("-2 ^ 2", -4.0)]
    [InlineData("2 ^ 3 ^ 2", 512.0)]
    [InlineData("2 ^ -1", 0.5)]
    [InlineData("7 % 4 / 2", 1.5)]
    [InlineData("1.5e1 + .5", 15.5)]
    [InlineData("value * 2 + 1", 9.0)]
    [InlineData("value > 3 and not value > 4", 1.0)]
    [InlineData("value != 4 || value == 4 && false", 0.0)]
    [InlineData("value >= 4 ? 10 : 20", 10.0)]
    [InlineData("value < 4 ? 10 : value <= 4 ? 30 : 20", 30.0)]
    [InlineData("if(value > 100, 1, 2)", 2.0)]
    [InlineData("abs(-3) + min(3, 1, 2) + max(4, 5)", 9.0)]
    [InlineData("round(2.5) + round(1.25, 1) + floor(1.9) + ceil(1.1)", 7.3)]
    [InlineData("sqrt(16) + exp(0) + ln(1) + log10(1000) + pow(2, 3)", 16.0)]
    [InlineData("clamp(value, 0, 3) + sin(0) + cos(0) + atan2(0, 1)", 4.0)]
    [InlineData("humidity / 100", 0.6)]
    [InlineData("1 / 0", null)]
    [InlineData("1 % 0", null)]
    [InlineData("0 / 0", null)]
    [InlineData("sqrt(-1)", null)]
    [InlineData("exp(1000)", null)]
    [InlineData("unknown + 1", null)]
    [InlineData("prev + dt", null)]
    [InlineData("isnull(unknown) ? 5 : unknown", 5.0)]
    [InlineData("unknown and false", 0.0)]
    [InlineData("true or unknown", 1.0)]
    [InlineData("unknown or false", null)]
    public void It_computes(string text, double? expected)
    {
        var sample = new Sample(At(0), 4) { Attributes = new NamedValues([KeyValuePair.Create("humidity", (double?)60)]) };

        var output = Run($$"""[{"op":"expression","text":"{{text}}"}]""", sample).Single();

        Assert.Equal(Rounded(expected), Rounded(output.Value));
        Assert.Equal(expected is null ? Flag.Missing : Flag.NotEvaluated, output.Flag);
    }

    [Fact]
    public void It_knows_the_value_before_and_the_time_since() => Assert.Equal(
        [null, 2, null, 3], Values("""[{"op":"expression","text":"(value - prev) / dt"}]""", Of((0, 1), (2, 5), (3, null), (4, 11))));

    [Fact]
    public void It_knows_the_time() => Assert.Equal([At(7).Micros / 1e6], Values("""[{"op":"expression","text":"observedAt"}]""", Of((7, 1))));

    [Theory]
    [InlineData("")]
    [InlineData("1 +")]
    [InlineData("1 2")]
    [InlineData("(1")]
    [InlineData("1 ? 2")]
    [InlineData("1 < 2 < 3")]
    [InlineData("1.2.3")]
    [InlineData("value; value")]
    [InlineData("system(1)")]
    [InlineData("abs(1, 2)")]
    [InlineData("if(1, 2)")]
    [InlineData("min()")]
    [InlineData("and")]
    [InlineData("value = 3")]
    public void What_is_no_expression_is_refused(string text)
    {
        var problem = Assert.Throws<PipelineException>(() => Plan($$"""[{"op":"affine"},{"op":"expression","text":"{{text}}"}]"""));

        Assert.Equal((1, "text"), (problem.Step, problem.Member));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_has_bounds(int kind)
    {
        var text = kind switch { 1 => new string('(', 60) + "1" + new string(')', 60), 2 => new string('-', 60) + "1", _ => "1" + string.Concat(Enumerable.Repeat("+1", 500)) };

        Assert.Equal("text", Assert.Throws<PipelineException>(() => Plan($$"""[{"op":"expression","text":"{{text}}"}]""")).Member);
    }

    static double? Rounded(double? value) => value is { } number ? Math.Round(number, 12) : null;
}
