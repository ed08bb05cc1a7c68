using System.Text;
using System.Text.Json;
using Waziup.Load.Bench;

namespace Waziup.Load.Tests;

public class BenchQueryTests
{
    [Fact]
    public void Every_query_is_compared_and_leaves_its_store_as_it_is()
    {
        var queries = Workloads.All.Where(workload => workload.OnlyReads).ToList();

        Assert.Equal(7, queries.Count);
        Assert.All(queries, query => Assert.NotNull(query.Check));
    }

    [Theory]
    [InlineData("W5", "level=='..from..'..'..(from + 100)..'&limit=20")]
    [InlineData("W5a", "type=Pond&limit=20")]
    [InlineData("W5b", "level=='..from..'..'..(from + 10000)..'&limit=20")]
    [InlineData("W6", "maxDistance==2760&geometry=Point&coordinates=%5B'..place(-17)..','..place(13)..'%5D&limit=20")]
    [InlineData("W7", "math.random(0, 6))..'?attrs=level&lastN=100")]
    [InlineData("W8", "timeAt='..day(first)..'T00:00:00Z&endTimeAt='..day(first + 30)..'T00:00:00Z&aggrMethods=avg&aggrPeriodDuration=P1D")]
    [InlineData("W9", "type=FieldStation&count=true&limit=20&offset=50000")]
    public void A_script_asks_what_the_workload_says(string name, string part)
    {
        var line = Line(Workloads.All.Single(workload => workload.Name == name));

        Assert.Contains(part, line, StringComparison.Ordinal);
        Assert.DoesNotContain('#', line);
    }

    [Fact]
    public void A_path_is_filled_in_as_text_or_as_an_expression_of_Lua()
    {
        var path = new QueryPath("/e?from=#1&to=#2");

        Assert.Equal("/e?from=3&to=4", path.With("3", "4"));
        Assert.Equal("'/e?from='..a..'&to='..b..''", path.Lua("a", "b"));
    }

    [Fact]
    public void The_field_has_every_level_once_and_entities_of_about_550_bytes()
    {
        var text = Field.Entity(12345, Size.Small.Entities);

        using var entity = JsonDocument.Parse(text);
        Assert.InRange(text.Length, 530, 570);
        Assert.DoesNotContain('#', text);
        Assert.Equal(Field.Level(12345, Size.Small.Entities) + 0.5, entity.RootElement.GetProperty("level").GetProperty("value").GetDouble());
        Assert.All([Size.Small.Entities, Size.Large.Entities], count =>
            Assert.Equal(count, Enumerable.Range(0, count).Select(number => Field.Level(number, count)).Distinct().Count()));
        Assert.Contains("\"type\":\"Pond\"", Field.Entity(Size.Small.Entities, Size.Small.Entities), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void About_50_stations_lie_around_a_place(int count)
    {
        const double MetresPerDegree = 111_195;
        var near = Enumerable.Range(0, count).Count(number =>
        {
            using var entity = JsonDocument.Parse(Field.Entity(number, count));
            var position = entity.RootElement.GetProperty("location").GetProperty("value").GetProperty("coordinates");
            var (east, north) = (position[0].GetDouble() + 16.1, position[1].GetDouble() - 14.1);
            return Math.Sqrt(Math.Pow(east * Math.Cos(14.1 * Math.PI / 180), 2) + Math.Pow(north, 2)) * MetresPerDegree <= Field.Metres(count);
        });

        Assert.InRange(near, 40, 60);
    }

    [Fact]
    public void A_gauge_has_a_reading_every_five_minutes()
    {
        var times = new List<string>();
        foreach (var body in Past.Bodies(1))
        {
            using var entity = JsonDocument.Parse(body);
            times.AddRange(entity.RootElement.GetProperty("level").EnumerateArray().Select(instance => instance.GetProperty("observedAt").GetString()!));
        }

        Assert.Equal(Past.Readings, times.Distinct().Count());
        Assert.Equal(["2024-01-01T00:00:00.000Z", "2024-01-01T00:05:00.000Z"], times.Take(2));
        Assert.Equal(100, Past.Entities(1_000_000));
        // The last start that a script picks has 30 days after it.
        Assert.Contains($"2024-02-{Past.Starts - 1:00}T00:00:00.000Z", times);
    }

    [Fact]
    public void Answers_with_other_entities_or_another_order_differ()
    {
        var check = Check.OfEntities("/e");
        var host = Page("""[{"id":"urn:a"},{"id":"urn:b"}]""");

        Assert.StartsWith("2 the same", check.Compare(host, host), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => check.Compare(host, Page("""[{"id":"urn:b"},{"id":"urn:a"}]""")));
        Assert.Throws<IOException>(() => check.Compare(host, host with { Total = "3" }));
        Assert.Throws<IOException>(() => check.Compare(Page("[]"), Page("[]")));
    }

    [Fact]
    public void Instances_are_compared_by_time_and_value()
    {
        var check = Check.OfInstances("/e");
        var host = Page("""{"level":[{"value":1.5,"observedAt":"2024-01-01T00:00:00.000Z","instanceId":"urn:1"}]}""");

        Assert.StartsWith("1 the same", check.Compare(host, Page("""{"level":[{"value":1.5,"observedAt":"2024-01-01T00:00:00.000Z"}]}""")), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => check.Compare(host, Page("""{"level":[{"value":1.6,"observedAt":"2024-01-01T00:00:00.000Z"}]}""")));
    }

    [Fact]
    public void Averages_may_differ_by_rounding()
    {
        var check = Check.OfAverages("/e");
        var host = Page("""{"level":{"avg":[[23.489583333333332,"2024-01-01T00:00:00Z","2024-01-02T00:00:00Z"]]}}""");

        Assert.StartsWith("1 the same", check.Compare(host, Page("""{"level":{"avg":[[23.48958333333334,"2024-01-01T00:00:00Z","2024-01-02T00:00:00Z"]]}}""")), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => check.Compare(host, Page("""{"level":{"avg":[[23.4896,"2024-01-01T00:00:00Z","2024-01-02T00:00:00Z"]]}}""")));
    }

    static Reply Page(string body) => new(Encoding.UTF8.GetBytes(body), null);

    /// <summary>The line of a script that makes the request.</summary>
    static string Line(Workload workload) => workload.Script(new ScriptSettings("127.0.0.1:1", 'm', 0) { Gauges = 7, Entities = 100_000 })
        .Split('\n').Single(line => line.Contains("return \"GET \"", StringComparison.Ordinal));
}
