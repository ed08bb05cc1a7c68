using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Numbers to whole steps in decimal arithmetic (POLICIES 3.1).</summary>
public sealed class RoundingTests
{
    [Theory]
    [InlineData("17.3", "5", "15")]
    [InlineData("17.5", "5", "20")]
    [InlineData("-17.5", "5", "-15")]
    [InlineData("-17.6", "5", "-20")]
    [InlineData("0.5", "1", "1")]
    [InlineData("-0.5", "1", "0")]
    [InlineData("-0.4", "1", "0")]
    [InlineData("-0.6", "1", "-1")]
    [InlineData("2.5", "1", "3")]
    [InlineData("-2.5", "1", "-2")]
    public void The_nearest_multiple_and_of_two_the_higher(string number, string step, string rounded) => Assert.Equal(rounded, Of(number, step));

    [Theory]
    [InlineData("21.34", "0.1", "21.3")]
    [InlineData("21.35", "0.1", "21.4")]
    [InlineData("21", "0.1", "21.0")]
    [InlineData("0.3", "0.1", "0.3")]
    [InlineData("21.249", "0.5", "21.0")]
    [InlineData("21.25", "0.5", "21.5")]
    [InlineData("21.75", "0.5", "22.0")]
    [InlineData("21.124", "0.25", "21.00")]
    [InlineData("21.125", "0.25", "21.25")]
    [InlineData("21.987654321", "0.25", "22.00")]
    [InlineData("1.0000000", "5", "0")]
    [InlineData("12345.678", "1000", "12000")]
    [InlineData("0.00004", "0.1", "0.0")]
    public void The_result_has_the_digits_of_the_step_whatever_the_number_has(string number, string step, string rounded) =>
        Assert.Equal(rounded, Of(number, step));

    [Theory]
    [InlineData("79228162514264337593543950335", "0.1")]
    [InlineData("-79228162514264337593543950335", "0.001")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950334.5")]
    public void Beyond_the_range_of_decimals_there_is_nothing(string number, string step)
    {
        var rounded = Rounding.Of(Parse(number), Parse(step));

        Assert.True(rounded is null || Math.Abs(rounded.Value - Parse(number)) <= Parse(step), $"{rounded}");
        Assert.Null(Rounding.Of(decimal.MaxValue, 0.1m));
        Assert.Null(Rounding.Of(decimal.MinValue, 0.1m));
    }

    [Theory]
    [InlineData("0.1")]
    [InlineData("0.25")]
    [InlineData("0.5")]
    [InlineData("3")]
    [InlineData("5")]
    public void Rounding_twice_changes_nothing_and_moves_by_half_a_step_at_most(string text)
    {
        var step = Parse(text);
        var random = new Random(26_004);
        for (var i = 0; i < 5_000; i++)
        {
            var number = (decimal)Math.Round((random.NextDouble() - 0.5) * 1_000, random.Next(6));
            var rounded = Rounding.Of(number, step)!.Value;
            Assert.Equal(rounded, Rounding.Of(rounded, step));
            Assert.InRange(rounded - number, -step / 2, step / 2);
            Assert.NotEqual(-step / 2, rounded - number);
            Assert.Equal(0, rounded % step);
        }
    }

    private static decimal Parse(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string? Of(string number, string step) => Rounding.Of(Parse(number), Parse(step))?.ToString(CultureInfo.InvariantCulture);
}
