using System.Globalization;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Of what cells tell no single reading follows (POLICIES 4, rows 20 to 22).</summary>
public class LeakCellTests(ITestOutputHelper output)
{
    private const string All = "timerel=before&timeAt=2030-01-01T00:00:00Z";

    [Fact]
    public async Task Row_20_Windows_and_widths_tell_no_more_than_whole_cells()
    {
        // The same cells of other readings: whatever is asked must be answered the same.
        await using var one = await FilledAsync(hour => hour % 5);
        await using var two = await FilledAsync(hour => hour % 24 < 12 ? Math.Round((hour % 5) + (((hour + 12) % 24) / 100.0), 2) : Math.Round((hour % 5) - ((hour % 24) / 100.0), 2));
        var dice = new Random(7);
        var (answers, ends) = (new HashSet<string>(), new SortedSet<DateTimeOffset>());
        for (var i = 0; i < 300; i++)
        {
            var (from, length) = (dice.NextDouble() * 200, dice.NextDouble() * dice.Next(1, 200));
            var (period, methods) = (dice.Next(3) switch { 0 => "&aggrPeriodDuration=P1D", 1 => "&aggrPeriodDuration=P2D", _ => "" }, dice.Next(2) == 0 ? "avg,totalCount" : "totalCount");
            var query = $"aggrMethods={methods}&timerel=between&timeAt={CellWorld.Time(from)}&endTimeAt={CellWorld.Time(from + length)}{period}{(dice.Next(4) == 0 ? "&scopeQ=/wells" : "")}";

            var (left, right) = (await one.AskAsync(query), await two.AskAsync(query));

            Assert.Equal(left.Everything, right.Everything);
            answers.Add(left.Body);
            foreach (var end in (string[])[.. EndsOf(left, "avg"), .. EndsOf(left, "totalCount")])
                ends.Add(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture));
        }
        Assert.True(answers.Count > 20, $"{answers.Count} answers");
        // Each answer is a sum over a period. However they are added and subtracted, what lies between two neighbouring ends stays together; there is a reading in each hour.
        var smallest = ends.Zip(ends.Skip(1), (left, right) => (right - left).TotalHours).Min();
        output.WriteLine($"Row 20 recovered: sums of {smallest} readings or more by {answers.Count} answers");
        Assert.Equal(24, smallest);
    }

    [Fact]
    public async Task Row_20_The_ends_of_a_window_do_not_cut_cells()
    {
        await using var world = await FilledAsync(hour => hour);

        string[] whole = ["35.5 from 2026-01-02T00:00:00Z to 2026-01-03T00:00:00Z"];
        Assert.Equal(whole, await world.TellAsync("timerel=between&timeAt=2026-01-02T00:00:00Z&endTimeAt=2026-01-03T00:00:00Z"));
        Assert.Equal(whole, await world.TellAsync("timerel=between&timeAt=2026-01-01T00:00:00.000001Z&endTimeAt=2026-01-03T23:59:59.999999Z"));
        Assert.Empty(await world.TellAsync("timerel=between&timeAt=2026-01-02T00:00:00.000001Z&endTimeAt=2026-01-03T23:59:59Z"));
        Assert.Empty(await world.TellAsync("timerel=between&timeAt=2026-01-01T00:00:00.000001Z&endTimeAt=2026-01-02T23:59:59.999999Z"));
    }

    [Theory]
    [InlineData("createdAt")]
    [InlineData("modifiedAt")]
    public async Task Row_20_By_other_times_than_those_of_observation_nothing_is_told(string property)
    {
        await using var world = await FilledAsync(hour => hour);

        Assert.Empty(await world.TellAsync($"timeproperty={property}&{All}"));
    }

    [Fact]
    public async Task Row_21_Late_readings_are_told_when_enough_of_them_have_come()
    {
        await using var world = await CellWorld.StartAsync();
        await world.ReadAsync((1, "1"), (2, "2"), (3, "3"));
        world.Pass(24 * 3);
        var counts = new List<string>();
        await LookAsync();
        for (var late = 0; late < 8; late++)
        {
            await world.ReadAsync((4 + late, "1000"));
            for (var days = 0; days < 64; days++)
            {
                world.Pass(24);
                await LookAsync();
            }
        }

        var numbers = counts.Distinct().Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        output.WriteLine($"Row 21 recovered: the numbers of readings told one after the other were {string.Join(' ', numbers)}");
        Assert.True(numbers.Count > 1, "nothing late was ever told");
        Assert.All(numbers.Zip(numbers.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 3, $"{pair.First} and then {pair.Second}"));

        async Task LookAsync() => counts.Add((await world.TellAsync(All, "totalCount"))[0].Split(' ')[0]);
    }

    [Fact]
    public async Task Row_22_A_cell_that_is_withheld_is_in_no_longer_period()
    {
        await using var world = await CellWorld.StartAsync(",\"minSamples\":3,\"methods\":[\"sum\",\"totalCount\"]");
        await world.ReadAsync((1, "1"), (2, "2"), (3, "3"), (25, "4711"), (49, "10"), (50, "20"), (51, "30"));
        world.Pass(24 * 100);

        Assert.Equal("66", (await world.TellAsync($"{All}&aggrPeriodDuration=P1M", "sum"))[0].Split(' ')[0]);
        Assert.Equal("6", (await world.TellAsync(All, "totalCount"))[0].Split(' ')[0]);
    }

    private static IEnumerable<string> EndsOf(Answer answer, string method) =>
        answer.Status == 200 && answer.Json["level"]?[method] is JsonArray told ? told.SelectMany(item => (string[])[$"{item![1]}", $"{item[2]}"]) : [];

    private static async Task<CellWorld> FilledAsync(Func<int, double> value)
    {
        var world = await CellWorld.StartAsync();
        await world.ReadAsync([.. Enumerable.Range(0, 192).Select(hour => ((double)hour, value(hour).ToString(CultureInfo.InvariantCulture)))]);
        world.Pass(24 * 30);
        return world;
    }
}
