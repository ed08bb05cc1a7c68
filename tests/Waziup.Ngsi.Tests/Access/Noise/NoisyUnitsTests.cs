using System.Globalization;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Tests.Access.Noise;

/// <summary>Means over units with noise (POLICIES 3.6, leak rows 23 to 25).</summary>
public sealed class NoisyUnitsTests
{
    private const int Middle = 32_768;
    private const int Cells = 10_000;

    private static readonly UnitCell Village = new("https://example.org/level", "/ghana/keta", new Instant(1_767_225_600_000_000), "P1D", 600_000, 20);

    /// <summary>Made with Python's hmac and fractions.</summary>
    [Theory]
    [InlineData("urn:p:1", "/ghana/keta", "P1D", 600_000, 20, "0", "100", 1_000, 5, "45.412 21")]
    [InlineData("urn:p:1", "/ghana/accra", "P1D", 600_000, 20, "0", "100", 1_000, 5, "52.397 19")]
    [InlineData("urn:p:2", "/ghana/keta", "P1D", 600_000, 20, "0.0", "100.00", 1_000, 5, "44.733 13")]
    [InlineData("urn:p:2", "/ghana/keta", "P1D", 600_000, 20, "0.0", "100.00", 1_000, 14, null)]
    [InlineData("urn:p:1", "clé", "PT1H", 600_000, 20, "-40", "60.5", 5_000, 3, "7.875 20")]
    [InlineData("urn:p:1", "/ghana/keta", "P1D", 6_000_000, 200, "0", "100", 100, 5, "58.282 193")]
    [InlineData("urn:p:1", "/ghana/keta", "P1D", 458_752, 7, "0", "100", 333, 3, "59.385 13")]
    [InlineData("urn:p:1", "/ghana/keta", "P1D", 0, 0, "0", "100", 10, 3, null)]
    public void Answers_are_known(string publisher, string group, string period, int points, int units, string lowest, string highest, int epsilon, int least, string? expected)
    {
        var noise = new NoisyUnits(RandomBitsTests.Key, publisher, LatticeTests.Of(lowest, highest), epsilon);

        var answer = noise.Of(Village with { Group = group, Period = period, Points = points, Units = units }, least);

        Assert.Equal(expected, Text(answer));
    }

    [Fact]
    public void The_same_values_have_one_answer_however_often_and_wherever_it_is_made()
    {
        var kept = Of();

        Assert.Single(Enumerable.Range(0, 1_000).Select(i => (i % 2 == 0 ? kept : Of()).Of(Village, 5)).Distinct());
        Assert.NotEqual("45.776 20", Text(kept.Of(Village, 5)));
    }

    /// <summary>Where any of it changes, so does the noise: what two answers have in common would tell what was added.</summary>
    [Fact]
    public void Whatever_changes_has_other_noise()
    {
        var crowd = Village with { Points = 1_000 * Middle, Units = 1_000 };
        (NoisyUnits Noise, UnitCell Cell)[] all =
        [
            (Of(), crowd),
            (Of("urn:p:2"), crowd),
            (Of(secret: [.. RandomBitsTests.Key[..31], 0xff]), crowd),
            (Of(epsilon: 999), crowd),
            (Of(lowest: "-1"), crowd),
            (Of(highest: "101"), crowd),
            (Of(), crowd with { Attribute = "https://example.org/depth" }),
            (Of(), crowd with { Group = "/ghana/accra" }),
            (Of(), crowd with { Attribute = "https://example.org/leve", Group = "l/ghana/keta" }),
            (Of(), crowd with { Start = new Instant(Village.Start.Micros + 1) }),
            (Of(), crowd with { Period = "PT24H" }),
            (Of(), crowd with { Points = crowd.Points + 1 }),
            (Of(), crowd with { Units = 1_001 }),
        ];

        var answers = all.Select(one => (Answer: one.Noise.Of(one.Cell, 1)!.Value, one.Noise.Lattice)).ToList();
        var sums = answers.ConvertAll(one => Sum(one.Answer, one.Lattice));

        for (var i = 0; i < sums.Count; i++)
        {
            for (var j = 0; j < i; j++)
                Assert.True(Math.Abs(sums[i] - sums[j]) > 1e-3, $"{i} and {j} have the same noise");
        }
        Assert.True(answers.Select(one => one.Answer.Units).Distinct().Count() > 5);
    }

    [Theory]
    [InlineData("0", "100", 1_000)]
    [InlineData("-40", "60.5", 100)]
    [InlineData("0", "1", 10_000)]
    [InlineData("-5000", "123456", 1)]
    public void Every_answer_lies_between_the_bounds_and_has_the_digits_of_the_lattice(string lowest, string highest, int epsilon)
    {
        var (lattice, noise) = (LatticeTests.Of(lowest, highest), Of(lowest: lowest, highest: highest, epsilon: epsilon));
        var digits = lattice.Mean(0, 1).Scale;
        for (var i = 0; i < 2_000; i++)
        {
            if (noise.Of(Village with { Start = new Instant(i), Points = i * 300, Units = 10 }, 3) is not { } answer)
                continue;
            Assert.InRange(answer.Mean, lattice.Lowest, lattice.Highest);
            Assert.Equal(decimal.Round(answer.Mean, digits), answer.Mean);
            Assert.True(answer.Units >= 3);
        }
    }

    /// <summary>Half of ε each: the sum has a scale of the range by ε, the number one of two by ε; so variances of about 2 and 8, and nothing in common.</summary>
    [Fact]
    public void Sum_and_number_have_noise_of_their_own_that_does_not_lean_and_is_as_wide_as_it_should_be()
    {
        var noise = Of();
        var answers = Enumerable.Range(0, Cells).Select(i => noise.Of(Village with { Start = new Instant(i), Points = 1_000 * Middle, Units = 1_000 }, 5)!.Value).ToList();

        var (sums, numbers) = (answers.ConvertAll(answer => Sum(answer, noise.Lattice)), answers.ConvertAll(answer => answer.Units - 1_000.0));

        Assert.InRange(sums.Average(), -4 * Math.Sqrt(2.0 / Cells), 4 * Math.Sqrt(2.0 / Cells));
        Assert.InRange(sums.Average(sum => sum * sum), 1.8, 2.2);
        Assert.InRange(numbers.Average(), -4 * Math.Sqrt(8.0 / Cells), 4 * Math.Sqrt(8.0 / Cells));
        Assert.InRange(numbers.Average(number => number * number), 7.1, 8.6);
        Assert.InRange(sums.Zip(numbers, (sum, number) => sum * number).Average(), -4 * Math.Sqrt(16.0 / Cells), 4 * Math.Sqrt(16.0 / Cells));
    }

    /// <summary>Whether something is published is judged with the noise: with one unit more it is so by a factor of at most e^(ε/2) more often, and never for certain.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(4, 5)]
    [InlineData(5, 5)]
    [InlineData(8, 10)]
    public void Row_25_One_unit_more_shows_by_a_factor_in_whether_anything_is_told(int units, int least)
    {
        var noise = Of();
        double Told(int count) => Enumerable.Range(0, Cells).Count(i => noise.Of(Village with { Start = new Instant(i), Points = count * Middle, Units = count }, least) is not null) / (double)Cells;

        var (before, after) = (Told(units), Told(units + 1));

        var wide = 4 / Math.Sqrt(Cells);
        Assert.InRange(after, before, (before * Math.Exp(0.5)) + wide);
        Assert.InRange(1 - before, 1 - after, ((1 - after) * Math.Exp(0.5)) + wide);
        Assert.True(before > 0 && after < 1);
    }

    /// <summary>Of one unit with the largest value more, in a group that is known otherwise: how often the mean lies above any limit changes by e^ε at most.</summary>
    [Theory]
    [InlineData("30")]
    [InlineData("50")]
    [InlineData("70")]
    [InlineData("90")]
    public void Row_25_One_unit_more_shows_by_a_factor_in_the_mean(string limit)
    {
        var (above, noise) = (decimal.Parse(limit, CultureInfo.InvariantCulture), Of());
        double Above(int points, int units) =>
            Enumerable.Range(0, Cells).Count(i => noise.Of(Village with { Start = new Instant(i), Points = points, Units = units }, 3) is { } answer && answer.Mean > above) / (double)Cells;

        var (without, with) = (Above(5 * Middle, 5), Above((5 * Middle) + Lattice.Last, 6));

        var wide = 4 / Math.Sqrt(Cells);
        Assert.True(with > without);
        Assert.InRange(with, 0, (without * Math.E) + wide);
        Assert.InRange(without, 0, (with * Math.E) + wide);
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(-1, 1)]
    [InlineData(65_537, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1_000_000_000_001)]
    public void Of_another_sum_than_units_can_have_there_is_no_answer(int points, long units) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Of().Of(Village with { Points = points, Units = units }, 5));

    [Fact]
    public void Epsilon_and_the_threshold_are_more_than_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of().Of(Village, 0));
    }

    /// <summary>The sum from the middle of the range that stands behind a mean, in ranges.</summary>
    private static double Sum(UnitAnswer answer, Lattice lattice) => (((double)(answer.Mean - lattice.Lowest) / (double)(lattice.Highest - lattice.Lowest)) - 0.5) * answer.Units;

    private static string? Text(UnitAnswer? answer) => answer is { } told ? FormattableString.Invariant($"{told.Mean} {told.Units}") : null;

    private static NoisyUnits Of(string publisher = "urn:p:1", string lowest = "0", string highest = "100", int epsilon = 1_000, byte[]? secret = null) =>
        new(secret ?? RandomBitsTests.Key, publisher, LatticeTests.Of(lowest, highest), epsilon);
}
