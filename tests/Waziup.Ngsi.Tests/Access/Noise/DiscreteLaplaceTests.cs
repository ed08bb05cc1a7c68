using Waziup.Ngsi.Access.Noise;

namespace Waziup.Ngsi.Tests.Access.Noise;

/// <summary>How often each number is drawn. Everything has a fixed key, so that a test that passes passes for ever; known answers were made with Python.</summary>
public sealed class DiscreteLaplaceTests
{
    private const int Draws = 20_000;

    [Theory]
    [InlineData(1, 1, new[] { 1L, 0, 0, -1, 0, -2, 1, 0 })]
    [InlineData(3, 2, new[] { -2L, -2, 1, 0, 5, -1, -6, -1 })]
    [InlineData(1, 3, new[] { 0L, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(65_536_000, 1_000, new[] { 22_417L, 33_686, -165_856, 15_425, -58_244, -54_986, 22_975, 34_902 })]
    [InlineData(65_536_000, 1, new[] { 22_417_435L, 33_686_645, -165_856_451, 15_425_126, -58_244_468, -54_986_211, 22_975_726, 34_902_373 })]
    [InlineData(65_536_000, 10_000, new[] { 2_241L, 3_368, -16_585, 1_542, -5_824, -5_498, 2_297, 3_490 })]
    [InlineData(1L << 62, 1, new[]
    {
        6_152_200_480_714_920_537, 2_314_928_638_392_832_141, 7_002_055_331_664_189_899, 1_060_006_632_922_808_835,
        -5_820_706_303_029_107_634, -3_778_623_715_964_151_311, -5_831_744_568_872_442_691, -4_992_540_024_580_552_786,
    })]
    public void Draws_are_known(long numerator, long denominator, long[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => (long)DiscreteLaplace.Draw(RandomBitsTests.Of($"cell {i}"), numerator, denominator)));

    [Fact]
    public void A_stream_goes_on_behind_a_draw()
    {
        var bits = RandomBitsTests.Of("stream");

        var all = Enumerable.Range(0, 1_000).Select(_ => (long)DiscreteLaplace.Draw(bits, 5, 1)).ToList();

        Assert.Equal([0L, -2, 5, 1, 0, 1, -2, 5], all.TakeLast(8));
        Assert.Equal(-145, all.Sum());
    }

    /// <summary>Chi-square over −8 … 8 and what is beyond, at a chance of 1 in 1,000 where draws were right: 18 classes leave 17 degrees, whose limit is 40.8.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    [InlineData(7, 2)]
    [InlineData(10, 3)]
    public void Each_number_comes_as_often_as_it_should(int numerator, int denominator)
    {
        var q = Math.Exp(-denominator / (double)numerator);
        var counts = new int[18];
        for (var i = 0; i < Draws; i++)
        {
            var drawn = (long)DiscreteLaplace.Draw(RandomBitsTests.Of($"{numerator}/{denominator} {i}"), numerator, denominator);
            counts[Math.Abs(drawn) <= 8 ? drawn + 8 : 17]++;
        }
        double Expected(int i) => Draws * (i == 17 ? 2 * Math.Pow(q, 9) / (1 + q) : (1 - q) / (1 + q) * Math.Pow(q, Math.Abs(i - 8)));

        var distance = Enumerable.Range(0, 18).Sum(i => Math.Pow(counts[i] - Expected(i), 2) / Expected(i));

        Assert.InRange(distance, 2, 40.8);
    }

    /// <summary>The same for the scales of noise: mean, variance, both signs, and the number of bits of what is drawn.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void Noise_is_as_wide_as_it_should_be_on_both_sides(int epsilon)
    {
        var scale = 65_536_000.0 / epsilon;
        var all = Enumerable.Range(0, Draws).Select(i => (double)DiscreteLaplace.Draw(RandomBitsTests.Of($"{epsilon} {i}"), 65_536_000, epsilon)).ToList();
        double Share(Func<double, bool> which) => all.Count(which) / (double)Draws;

        // Four standard errors each; the variance of a square is 20·scale⁴.
        Assert.InRange(all.Average() / scale, -4 * Math.Sqrt(2.0 / Draws), 4 * Math.Sqrt(2.0 / Draws));
        Assert.InRange(all.Average(drawn => drawn * drawn) / (2 * scale * scale), 1 - (2 * Math.Sqrt(20.0 / Draws)), 1 + (2 * Math.Sqrt(20.0 / Draws)));
        Assert.InRange(Share(drawn => drawn > 0) - Share(drawn => drawn < 0), -4 / Math.Sqrt(Draws), 4 / Math.Sqrt(Draws));
        foreach (var far in new[] { 0.1, 0.5, 1, 2, 5 })
        {
            var expected = Math.Exp(-far);
            Assert.InRange(Share(drawn => Math.Abs(drawn) > far * scale) - expected, -4 * Math.Sqrt(expected / Draws), 4 * Math.Sqrt(expected / Draws));
        }
        // No pattern in the lowest bits of large numbers.
        Assert.InRange(Share(drawn => drawn % 2 == 0), 0.486, 0.514);
        Assert.InRange(Share(drawn => Math.Abs(drawn) % 16 == 5), 0.0557, 0.0693);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -5)]
    public void A_scale_is_more_than_nothing(long numerator, long denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DiscreteLaplace.Draw(RandomBitsTests.Of("x"), numerator, denominator));
}
