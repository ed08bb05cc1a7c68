using System.Text;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Tests.Access.Noise;

/// <summary>Sums with noise (POLICIES 3.5, leak rows 23 and 24).</summary>
public sealed class NoisyMeanTests
{
    private static readonly NoisySeries Level = new("urn:ngsi-ld:Sensor:1", "https://example.org/level", null);
    private static readonly NoisyCell Day = new(new Instant(1_767_225_600_000_000), 0, 24 * 30_000, 24);

    /// <summary>Made with Python's hmac and fractions.</summary>
    [Theory]
    [InlineData("clinic", null, 0, 720_000, 24, "0", "100", 1_000, "45.418", "1090.028", 0x8835a35edd98ae14)]
    [InlineData("clinic", "urn:d:2", 0, 720_000, 24, "0", "100", 1_000, "36.228", "869.464", 0x2b60644583d9e97d)]
    [InlineData("cliniqu\u00e9", null, 1, 720_000, 24, "0.0", "100.00", 1_000, "40.548", "973.149", 0x2daece5d51ccb4d8)]
    [InlineData("clinic", null, 0, 30_000_000, 1_000, "-40", "60.5", 100, "6.465", "6464.515", 0xf93b8ebe6f63d637)]
    [InlineData("clinic", null, 0, 720_000, 24, "0", "100", 10_000, "45.640", "1095.349", 0xe4bd6d412102a684)]
    [InlineData("clinic", null, 0, 720_000, 24, "0", "100", 1, "100.000", "2400.000", 0xcc81b120dc6bc1f6)]
    public void Answers_are_known(
        string audience, string? dataset, int generation, int points, int count, string lowest, string highest, int epsilon, string average, string sum, ulong tag)
    {
        var (noise, series) = (new NoisyMean(RandomBitsTests.Key, audience, LatticeTests.Of(lowest, highest), epsilon), Level with { Dataset = dataset });
        var cell = new NoisyCell(Day.Start, generation, points, count);

        var answer = noise.Of(series, cell);

        Assert.Equal($"{average} {sum} {count}", FormattableString.Invariant($"{answer.Average} {answer.Sum} {answer.Count}"));
        Assert.Equal(tag, noise.TagOf(series, cell));
    }

    [Fact]
    public void The_same_values_have_one_answer_however_often_and_wherever_somebody_asks()
    {
        var kept = Of();

        var answers = Enumerable.Range(0, 10_000).Select(i => (i % 2 == 0 ? kept : Of()).Of(Level, Day)).Distinct();

        Assert.Single(answers);
        Assert.NotEqual(LatticeTests.Of("0", "100").Mean(Day.Points, Day.Count), kept.Of(Level, Day).Average);
    }

    /// <summary>Where any of it changes, so does the noise: what two answers have in common would tell what was added.</summary>
    [Fact]
    public void Whatever_changes_has_other_noise()
    {
        (NoisySeries Series, NoisyCell Cell, NoisyMean Noise)[] others =
        [
            (Level, Day, Of()),
            (Level with { Entity = "urn:ngsi-ld:Sensor:2" }, Day, Of()),
            (Level with { Attribute = "https://example.org/level2" }, Day, Of()),
            (Level with { Dataset = "urn:d:1" }, Day, Of()),
            (Level with { Entity = "urn:ngsi-ld:Sensor:", Attribute = "1https://example.org/level" }, Day, Of()),
            (Level with { Attribute = "https://example.org/leve", Dataset = "l" }, Day, Of()),
            (Level, Day with { Start = new Instant(Day.Start.Micros + 1) }, Of()),
            (Level, Day with { Generation = 1 }, Of()),
            (Level, Day with { Points = Day.Points + 1 }, Of()),
            (Level, Day with { Count = Day.Count + 1 }, Of()),
            (Level, Day, Of(audience: "Clinic")),
            (Level, Day, Of(secret: [.. RandomBitsTests.Key[..31], 0xff])),
            (Level, Day, Of(epsilon: 999)),
            (Level, Day, Of(highest: "101")),
            (Level, Day, Of(lowest: "-1")),
        ];

        var chances = others.Select(one => Noise(one.Noise, one.Series, one.Cell)).ToList();

        for (var i = 0; i < chances.Count; i++)
        {
            for (var j = 0; j < i; j++)
                Assert.True(Math.Abs(chances[i] - chances[j]) > 1e-3, $"{i} and {j} have the same noise");
        }
        Assert.Equal(others.Length, others.Select(one => one.Noise.TagOf(one.Series, one.Cell)).Distinct().Count());
    }

    /// <summary>Noise is in proportion to the scale where both have one stream; so it is compared in scales.</summary>
    private static double Noise(NoisyMean noise, NoisySeries series, NoisyCell cell)
    {
        var lattice = noise.Lattice;
        var points = (noise.Of(series, cell).Sum - (lattice.Lowest * cell.Count)) / lattice.Step;
        return (double)(points - (decimal)cell.Points) * noise.Epsilon / 65_536_000;
    }

    [Theory]
    [InlineData("0", "100", 1_000)]
    [InlineData("-40", "60.5", 100)]
    [InlineData("0", "1", 10_000)]
    [InlineData("-5000", "123456", 1)]
    public void Every_answer_is_one_that_points_have(string lowest, string highest, int epsilon)
    {
        var (lattice, noise) = (LatticeTests.Of(lowest, highest), Of(lowest: lowest, highest: highest, epsilon: epsilon));
        for (var i = 0; i < 2_000; i++)
        {
            var cell = Day with { Generation = i, Points = i * 300, Count = 10 };
            var answer = noise.Of(Level, cell);
            var points = decimal.Round((answer.Sum - (lattice.Lowest * cell.Count)) / lattice.Step);

            Assert.Equal(lattice.Sum((Int128)points, cell.Count), answer.Sum);
            Assert.Equal(lattice.Mean((Int128)points, cell.Count), answer.Average);
            Assert.InRange(answer.Average, lattice.Lowest, lattice.Highest);
            Assert.InRange(answer.Sum, lattice.Lowest * cell.Count, lattice.Highest * cell.Count);
        }
    }

    [Fact]
    public void Noise_goes_away_over_many_cells_and_does_not_lean()
    {
        var (noise, lattice) = (Of(), LatticeTests.Of("0", "100"));
        const int Cells = 20_000;
        var truth = lattice.Sum(1_000 * 30_000, 1_000);
        var all = Enumerable.Range(0, Cells).Select(i => (double)(noise.Of(Level, new NoisyCell(Day.Start, i, 1_000 * 30_000, 1_000)).Sum - truth) / 100).ToList();

        // Scale 1 in units of the range, so variance 2.
        Assert.InRange(all.Average(), -4 * Math.Sqrt(2.0 / Cells), 4 * Math.Sqrt(2.0 / Cells));
        Assert.InRange(all.Average(error => error * error), 1.85, 2.15);
        Assert.InRange(all.Count(error => error > 0), (Cells / 2) - 300, (Cells / 2) + 300);
    }

    [Fact]
    public void Little_epsilon_leaves_nothing_and_much_nearly_all()
    {
        var (little, much) = (Of(epsilon: 1), Of(epsilon: 10_000));
        var cells = Enumerable.Range(0, 500).Select(i => Day with { Generation = i }).ToList();

        // With a noise of 1,000 ranges the answer is one of the bounds.
        Assert.InRange(cells.Count(cell => little.Of(Level, cell).Average is 0m or 100m), 480, 500);
        Assert.InRange(cells.Count(cell => little.Of(Level, cell).Average == 100m), 200, 300);
        Assert.All(cells, cell => Assert.InRange(much.Of(Level, cell).Average, 40m, 52m));
    }

    [Fact]
    public void A_value_beyond_the_bounds_counts_as_the_bound()
    {
        var lattice = LatticeTests.Of("0", "100");
        string[] usual = ["0", "100", "50"], wild = ["-1e300", "1e300", "50"];
        Int128 Points(string[] values) => values.Aggregate((Int128)0, (sum, value) => sum + lattice.IndexOf(Encoding.UTF8.GetBytes(value)));

        Assert.Equal(98_304, Points(usual));
        Assert.Equal(Of().Of(Level, new NoisyCell(Day.Start, 0, Points(usual), 3)), Of().Of(Level, new NoisyCell(Day.Start, 0, Points(wild), 3)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(-1, 1)]
    [InlineData(65_537, 1)]
    [InlineData(1, 1_000_000_000_001)]
    public void Without_values_or_with_another_sum_than_they_can_have_there_is_no_answer(int points, long count)
    {
        var cell = new NoisyCell(Day.Start, 0, points, count);

        Assert.Throws<ArgumentOutOfRangeException>(() => Of().Of(Level, cell));
        Assert.Throws<ArgumentOutOfRangeException>(() => Of().TagOf(Level, cell));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Epsilon_is_more_than_nothing(int epsilon) => Assert.Throws<ArgumentOutOfRangeException>(() => Of(epsilon: epsilon));

    private static NoisyMean Of(string audience = "clinic", string lowest = "0", string highest = "100", int epsilon = 1_000, byte[]? secret = null) =>
        new(secret ?? RandomBitsTests.Key, audience, LatticeTests.Of(lowest, highest), epsilon);
}
