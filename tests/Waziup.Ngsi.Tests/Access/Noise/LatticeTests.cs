using System.Globalization;
using System.Text;
using Waziup.Ngsi.Access.Noise;

namespace Waziup.Ngsi.Tests.Access.Noise;

/// <summary>Where values lie before noise is added.</summary>
public sealed class LatticeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("65536", 65536)]
    [InlineData("1.4999999", 1)]
    [InlineData("1.5", 2)]
    [InlineData("1.5e0", 2)]
    [InlineData("15E-1", 2)]
    [InlineData("65535.5", 65536)]
    [InlineData("-1", 0)]
    [InlineData("70000", 65536)]
    [InlineData("1e400", 65536)]
    [InlineData("-1e400", 0)]
    [InlineData("1e-400", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("123456789012345678901234567890123", 65536)]
    [InlineData("-123456789012345678901234567890123", 0)]
    public void A_number_lies_on_the_nearest_point_within_the_bounds(string number, int index) =>
        Assert.Equal(index, Of("0", "65536").IndexOf(Encoding.UTF8.GetBytes(number)));

    [Theory]
    [InlineData("-40", "60.5")]
    [InlineData("0", "0.001")]
    [InlineData("-1000000000000000", "1000000000000000")]
    [InlineData("99.999", "100")]
    public void All_points_lead_back_to_themselves(string lowest, string highest)
    {
        var lattice = Of(lowest, highest);
        for (var i = 0; i <= Lattice.Last; i++)
        {
            Assert.Equal(i, lattice.IndexOf(lattice.Lowest + (lattice.Step * i)));
            if (i < Lattice.Last)
                Assert.Equal(i, lattice.IndexOf(lattice.Lowest + (lattice.Step * (i + 0.499m))));
        }
    }

    [Theory]
    [InlineData("0", "100", 32_768, 1, "50.000", "50.000")]
    [InlineData("0", "100", 32_768, 3, "16.667", "50.000")]
    [InlineData("0", "100", 0, 3, "0.000", "0.000")]
    [InlineData("0", "100", 196_608, 3, "100.000", "300.000")]
    [InlineData("0", "65536", 5, 2, "2", "5")]
    [InlineData("0", "655360", 5, 2, "25", "50")]
    [InlineData("-1", "1", 65_537, 2, "0.00002", "0.00003")]
    [InlineData("-1", "1", 65_535, 2, "-0.00002", "-0.00003")]
    [InlineData("-1", "1", 65_536, 2, "0.00000", "0.00000")]
    [InlineData("0.0000000001", "1", 0, 5, "0.0000000001", "0.0000000005")]
    [InlineData("0", "1.0000000009", 65_536, 1, "1.00000", "1.00000")]
    public void Means_and_sums_have_the_digits_of_the_step(string lowest, string highest, int points, int count, string mean, string sum)
    {
        var lattice = Of(lowest, highest);

        Assert.Equal(mean, lattice.Mean(points, count).ToString(CultureInfo.InvariantCulture));
        Assert.Equal(sum, lattice.Sum(points, count).ToString(CultureInfo.InvariantCulture));
        Assert.InRange(lattice.Mean(points, count), lattice.Lowest, lattice.Highest);
        Assert.InRange(lattice.Sum(points, count), lattice.Lowest * count, lattice.Highest * count);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("2", "1")]
    [InlineData("0", "1000000000000001")]
    [InlineData("-79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("0", "0.0000000000000000000000000001")]
    [InlineData("0", "0.0000000000001")]
    public void Bounds_that_cannot_be_divided_have_no_lattice(string lowest, string highest) => Assert.Null(Lattice.Between(Parse(lowest), Parse(highest)));

    [Fact]
    public void The_largest_sums_have_room()
    {
        var lattice = Of("-1000000000000000", "1000000000000000");
        var all = (Int128)Lattice.MaxCount * Lattice.Last;

        Assert.Equal(1_000_000_000_000_000m * Lattice.MaxCount, lattice.Sum(all, Lattice.MaxCount));
        Assert.Equal(-1_000_000_000_000_000m * Lattice.MaxCount, lattice.Sum(0, Lattice.MaxCount));
        Assert.Equal(1_000_000_000_000_000m, lattice.Mean(all, Lattice.MaxCount));
        Assert.Equal(0m, lattice.Mean(all / 2, Lattice.MaxCount));
    }

    internal static Lattice Of(string lowest, string highest) => Lattice.Between(Parse(lowest), Parse(highest))!;

    private static decimal Parse(string number) => decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
}
