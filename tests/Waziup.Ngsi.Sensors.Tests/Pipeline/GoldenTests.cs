using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

/// <summary>Values that were computed by hand.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void Linear2_is_the_line_through_two_points() =>
        Assert.Equal([50, 25], Values("""[{"op":"linear2","s0":900,"r0":100,"s1":300,"r1":0}]""", Each(600, 450)));

    [Fact]
    public void The_mean_of_350_and_10_degrees_is_north()
    {
        Assert.Equal(0, Values("""[{"op":"circularMean","window":2}]""", Each(350, 10))[1]!.Value, 9);
        Assert.Equal(0, Values("""[{"op":"tumbling","size":"PT1M","method":"circularMean"}]""", Each(350, 10)).Single()!.Value, 9);
    }

    [Fact]
    public void Directions_that_cancel_each_other_have_no_mean() =>
        Assert.Equal([90, null], Values("""[{"op":"circularMean","window":2}]""", Each(90, 270)).Select(value => value is { } v ? Math.Round(v, 9) : (double?)null));

    [Fact]
    public void The_time_average_of_steps_weighs_by_time()
    {
        Assert.Equal(5, Values("""[{"op":"timeAverage","window":"PT10S"}]""", Of((0, 0), (5, 10), (10, 77)))[2]);
        Assert.Equal([5], Values("""[{"op":"tumbling","size":"PT10S","method":"timeAverage"}]""", Of((0, 0), (5, 10))));
    }

    [Fact]
    public void Hampel_flags_the_9_among_ones()
    {
        var outputs = Run("""[{"op":"hampel","window":7,"minDeviation":0.5}]""", Each(1, 1, 1, 1, 1, 1, 9));

        Assert.Equal(Flag.Suspect, outputs[6].Flag);
        Assert.True(outputs[6].IsOutlier);
        Assert.Equal(9, outputs[6].Value);
        Assert.All(outputs.Take(6), sample => Assert.NotEqual(Flag.Suspect, sample.Flag));
    }

    [Fact]
    public void Hampel_lets_a_small_difference_be_where_nothing_else_differs() =>
        Assert.Equal(Flag.Good, FlagsOf("""[{"op":"hampel","window":7,"minDeviation":0.5}]""", Each(1, 1, 1, 1, 1, 1, 1.4))[6]);

    [Fact]
    public void A_polynomial_has_its_own_points() =>
        Assert.Equal([1, 6, 17, 34], Values("""[{"op":"polynomial","coefficients":[1,2,3]}]""", Each(0, 1, 2, 3)));

    [Fact]
    public void A_table_has_its_own_points() =>
        Assert.Equal([5, 0.3, 7, 5, 7, 3.65], Values("""[{"op":"table","points":[[20,7],[0,5],[10,0.3]]}]""", Each(0, 10, 20, -4, 25, 15)).Select(value => Math.Round(value!.Value, 12)));

    [Fact]
    public void A_table_goes_on_or_ends()
    {
        Assert.Equal([-2, 8], Values("""[{"op":"table","points":[[0,0],[1,2]],"ends":"extend"}]""", Each(-1, 4)));
        Assert.Equal([1], Values("""[{"op":"table","points":[[0,0],[1,2]],"ends":"drop"}]""", Each(-1, 0.5, 4)));
    }

    [Theory]
    [InlineData(32, "FAH", "CEL", 0)]
    [InlineData(21.1, "KNT", "MTS", 10.855)]
    [InlineData(1, "KPA", "KPA", 1)]
    public void Units_are_converted(double value, string from, string to, double expected)
    {
        var output = Plan($$"""[{"op":"convertUnit","to":"{{to}}"}]""", from).Run(Each(value)).Outputs.Single();

        Assert.Equal(expected, output.Value!.Value, 3);
        Assert.Equal(to, output.UnitCode);
    }
}
