using System.Globalization;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Where it is told by hours when something was, nothing tells it more exactly (POLICIES 3.8 and 4, rows 18 and 29).</summary>
public class LeakBlurTests
{
    private const string All = "timerel=before&timeAt=2030-01-01T00:00:00Z";

    [Fact]
    public async Task It_is_told_when_the_hour_began_once_that_is_over()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await world.ReadAsync((0.4, "1"), (0.2, "2"), (1.5, "3"));

        Assert.Empty(await PastAsync(world, All));
        world.Pass(0.99);
        Assert.Empty(await PastAsync(world, All));
        world.Pass(0.01);
        Assert.Equal(["1@2026-01-01T00:00:00Z", "2@2026-01-01T00:00:00Z"], await PastAsync(world, All));
        world.Pass(1);
        Assert.Equal(["1@2026-01-01T00:00:00Z", "2@2026-01-01T00:00:00Z", "3@2026-01-01T01:00:00Z"], await PastAsync(world, All));
    }

    [Fact]
    public async Task Row_18_Bounds_lastN_and_cuts_tell_no_more_than_the_hour()
    {
        var dice = new Random(11);
        await using var one = await FilledAsync(new Random(1));
        await using var two = await FilledAsync(new Random(2));
        var answers = new HashSet<string>();
        string[] forms = ["", "&options=temporalValues", "&options=sysAttrs", "&options=aggregatedValues&aggrMethods=avg,min,max,stddev,totalCount,distinctCount&aggrPeriodDuration=PT2H", "&options=concise"];
        for (var i = 0; i < 400; i++)
        {
            var (at, end) = (dice.NextDouble() * 30, dice.NextDouble() * 30);
            var window = dice.Next(4) switch
            {
                0 => $"timerel=before&timeAt={CellWorld.Time(at)}",
                1 => $"timerel=after&timeAt={CellWorld.Time(Math.Round(at))}",
                2 => $"timerel=between&timeAt={CellWorld.Time(Math.Min(at, end))}&endTimeAt={CellWorld.Time(Math.Max(at, end) + 0.0001)}",
                _ => $"timeproperty={(dice.Next(2) == 0 ? "modifiedAt" : "createdAt")}&timerel=after&timeAt={CellWorld.Time(at)}",
            };
            var query = $"{window}{forms[dice.Next(forms.Length)]}{(dice.Next(3) == 0 ? $"&lastN={dice.Next(1, 5)}" : "")}{(dice.Next(3) == 0 ? $"&q=level>{dice.Next(12)}" : "")}";
            var path = dice.Next(2) == 0 ? $"/temporal/entities/{CellWorld.Well}?" : "/temporal/entities?type=Well&";

            var (left, right) = (await one.GetAsync(path + query), await two.GetAsync(path + query));

            Assert.True(left.Everything == right.Everything, $"{path}{query}\n{left.Everything}\n{right.Everything}");
            answers.Add(left.Body);
        }
        Assert.True(answers.Count > 40, $"{answers.Count} answers");
    }

    [Fact]
    public async Task Row_18_The_answer_changes_at_the_hour_alone()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await world.ReadAsync((2.37, "1"));
        world.Pass(5);

        const double Micro = 1 / 3_600_000_000.0;
        foreach (var (hour, isIn) in (List<(double, bool)>)[(2, false), (2 + Micro, true), (2.2, true), (2.37, true), (2.9, true), (3, true)])
            Assert.Equal(isIn, (await PastAsync(world, $"timerel=before&timeAt={CellWorld.Time(hour)}")).Count == 1);
        foreach (var (hour, isIn) in (List<(double, bool)>)[(1.9, true), (2, true), (2 + Micro, false), (2.37, false), (3, false)])
            Assert.Equal(isIn, (await PastAsync(world, $"timerel=after&timeAt={CellWorld.Time(hour)}")).Count == 1);
    }

    [Theory]
    [InlineData("/entities?type=Well&q=level")]
    [InlineData("/entities?type=Well&q=level.observedAt>2020-01-01T00:00:00Z")]
    [InlineData("/entities?type=Well&attrs=level")]
    [InlineData("/attributes")]
    public async Task Nothing_of_the_present_is_found_by_it(string path)
    {
        await using var world = await FilledAsync(new Random(1));

        Assert.DoesNotContain("level", (await world.GetAsync(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_29_The_moment_of_a_change_is_not_told_by_a_notification()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"Well"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: ama")).Status);

        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"level":{"type":"Property","value":4711,"observedAt":"2026-01-01T00:00:00Z"}}""", PolicyWorld.Root);
        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"name":{"type":"Property","value":"b"}}""", PolicyWorld.Root);

        var told = (await world.Broker.Notifier.NextAsync()).Body.ToJsonString();
        Assert.Contains("\"b\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("level", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_29_A_periodic_notification_tells_no_more_than_the_present()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"level":{"type":"Property","value":1,"observedAt":"2026-01-01T00:10:00Z"}}""", PolicyWorld.Root);
        world.Pass(1.5);
        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"level":{"type":"Property","value":4711,"observedAt":"2026-01-01T01:10:00Z"}}""", PolicyWorld.Root);
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"Well"}],"timeInterval":60,"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: ama")).Status);
        world.Broker.Clock.Advance(TimeSpan.FromSeconds(61));

        var told = (await world.Broker.Notifier.NextAsync()).Body.ToJsonString();

        Assert.Contains("\"value\":1,\"observedAt\":\"2026-01-01T00:00:00Z\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_beside_it_and_values_that_are_times_are_not_more_exact()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        (await world.Broker.PostAsync($"/temporal/entities/{CellWorld.Well}/attrs", """
            {"level":[{"type":"Property","value":"2026-01-01T02:37:11Z","observedAt":"2026-01-01T03:37:12Z","by":{"type":"Property","value":1,"observedAt":"2026-01-01T03:37:13Z"} },
             {"type":"Property","value":{"@type":"DateTime","@value":"2026-01-01T02:37:11Z"},"observedAt":"2026-01-01T04:37:12Z"}]}
            """, PolicyWorld.Root)).IsBare(204);
        world.Pass(24);

        var answer = await world.GetAsync($"/temporal/entities/{CellWorld.Well}?{All}&options=sysAttrs");

        Assert.True(answer.Body.Contains("2026-01-01T02:00:00Z", StringComparison.Ordinal), answer.Everything);
        Assert.DoesNotContain(":37:", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"by\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_in_lists_and_objects_are_not_told()
    {
        await using var world = await CellWorld.WithAsync("""{"time":"PT1H"}""");
        await world.ReadAsync((0.5, """["2026-01-01T02:37:11Z"]"""), (1.5, """{"at":"2026-01-01T02:37:11Z"}"""), (2.5, """["a",1]"""));
        world.Pass(24);

        Assert.EndsWith("@2026-01-01T02:00:00Z", Assert.Single(await PastAsync(world, All)), StringComparison.Ordinal);
    }

    /// <summary>The same values in the same hours at other minutes, in another order.</summary>
    private static async Task<CellWorld> FilledAsync(Random secret)
    {
        var world = await CellWorld.WithAsync("""{"round":1,"time":"PT1H"}""");
        var readings = Enumerable.Range(0, 60).Select(i => (Hour: (i / 2) + (secret.NextDouble() * 0.99), Value: (i * 7 % 13) + (secret.NextDouble() * 0.9) - 0.45)).ToArray();
        secret.Shuffle(readings);
        await world.ReadAsync([.. readings.Select(reading => (reading.Hour, reading.Value.ToString(CultureInfo.InvariantCulture)))]);
        world.Pass(24.5);
        return world;
    }

    private static async Task<List<string>> PastAsync(CellWorld world, string query)
    {
        var answer = await world.GetAsync($"/temporal/entities/{CellWorld.Well}?options=temporalValues&{query}");
        return answer.Status == 200 && answer.Json["level"]?["values"] is { } values ? [.. values.AsArray().Select(pair => $"{pair![0]}@{pair[1]}")] : [];
    }
}
