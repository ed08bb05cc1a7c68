using System.Globalization;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What is aggregated is told by whole cells, once there is enough of it (POLICIES 3.5).</summary>
public class AggregateTests
{
    private const string All = "timerel=before&timeAt=2030-01-01T00:00:00Z";

    [Theory]
    [InlineData("/entities/urn:ngsi-ld:Well:1")]
    [InlineData("/entities?type=Well&q=level")]
    [InlineData("/entities?type=Well&q=level>0")]
    [InlineData("/entities?type=Well&attrs=level")]
    [InlineData("/temporal/entities/urn:ngsi-ld:Well:1")]
    [InlineData("/temporal/entities?type=Well&attrs=level&" + All)]
    [InlineData("/temporal/entities/urn:ngsi-ld:Well:1?options=temporalValues&" + All)]
    [InlineData("/temporal/entities?type=Well&q=level>0&options=aggregatedValues&aggrMethods=avg&" + All)]
    [InlineData("/attributes")]
    [InlineData("/types/Well")]
    public async Task Single_values_are_nowhere(string path)
    {
        await using var world = await FilledAsync();

        var answer = await world.GetAsync(path);

        Assert.DoesNotContain("level", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_is_told_once_it_is_over_and_has_settled()
    {
        await using var world = await CellWorld.StartAsync();
        await world.ReadAsync((1, "1"), (2, "2"), (3, "6"));

        Assert.Empty(await world.TellAsync(All));
        world.Pass(47);
        Assert.Empty(await world.TellAsync(All));
        world.Pass(1);
        Assert.Equal(["3 from 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z"], await world.TellAsync(All));
        Assert.Equal(["3 from 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z"], await world.TellAsync("", "totalCount"));
    }

    [Fact]
    public async Task Too_few_readings_are_not_told_and_what_is_no_number_does_not_count()
    {
        await using var world = await CellWorld.StartAsync();
        await world.ReadAsync((1, "1"), (2, "2"), (3, "\"6\""), (4, "[1,2]"));
        await world.ReadAsync((25, "true"), (26, "false"), (27, "true"), (28, "true"));
        world.Pass(24 * 10);

        Assert.Equal(["0.75 from 2026-01-02T00:00:00Z to 2026-01-03T00:00:00Z"], await world.TellAsync(All + "&aggrPeriodDuration=P1D"));
    }

    [Fact]
    public async Task Methods_that_are_not_offered_are_left_out()
    {
        await using var world = await FilledAsync(",\"minSamples\":3,\"methods\":[\"max\",\"stddev\"]");

        Assert.Empty(await world.TellAsync(All));
        Assert.NotEmpty(await world.TellAsync(All, "max"));
        var answer = await world.AskAsync("aggrMethods=avg,max,sum,stddev,distinctCount&" + All);
        Assert.Equal("max,stddev", string.Join(',', answer.Json["level"]!.AsObject().Select(member => member.Key).Where(name => name != "type")));
        Assert.DoesNotContain("level", (await world.AskAsync("aggrMethods=avg,sum&" + All)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timerel=after&timeAt=0001-01-01T00:00:00Z", 2)]
    [InlineData("timerel=before&timeAt=9999-12-31T23:59:59Z", 2)]
    [InlineData("timerel=before&timeAt=0001-01-01T00:00:00Z", 0)]
    [InlineData("timerel=after&timeAt=9999-12-31T23:59:59Z", 0)]
    [InlineData("timerel=between&timeAt=0001-01-01T00:00:00Z&endTimeAt=9999-12-31T23:59:59Z", 2)]
    [InlineData("timerel=between&timeAt=2026-01-03T00:00:00Z&endTimeAt=2026-01-02T00:00:00Z", 0)]
    public async Task Windows_may_reach_to_the_ends_of_time(string window, int cells)
    {
        await using var world = await FilledAsync();

        Assert.Equal(cells, (await world.TellAsync(window + "&aggrPeriodDuration=P1D")).Count);
        Assert.Equal(cells == 0 ? 0 : 1, (await world.TellAsync(window)).Count);
    }

    [Fact]
    public async Task Who_may_write_it_is_told_nothing_of_cells_without_noise()
    {
        await using var world = await FilledAsync();
        Assert.NotEmpty(await world.TellAsync(All));

        await world.World.HoldAsync("""{"id":"urn:p:w","who":["subject:ama"],"rights":["update"],"entities":{"type":"Well"},"attributes":{"level":"show"}}""");

        Assert.Empty(await world.TellAsync(All));
    }

    [Theory]
    [InlineData("PT1H")]
    [InlineData("PT36H")]
    public async Task Periods_that_are_not_made_of_cells_are_refused_where_something_is_told(string period)
    {
        await using var world = await FilledAsync();

        (await world.AskAsync($"aggrMethods=avg&aggrPeriodDuration={period}&" + All)).IsProblem(400, "BadRequestData");

        await using var empty = await CellWorld.StartAsync();
        await empty.ReadAsync((1, "1"), (2, "2"));
        empty.Pass(24 * 10);
        Assert.Equal(200, (await empty.AskAsync($"aggrMethods=avg&aggrPeriodDuration={period}&" + All)).Status);
    }

    [Theory]
    [InlineData("P1D", "P1M")]
    [InlineData("PT1H", "PT3H")]
    [InlineData("P1M", "P1Y")]
    [InlineData("PT15M", "P1D")]
    [InlineData("P7D", "P2W")]
    public async Task Longer_periods_are_made_of_cells(string cell, string period)
    {
        await using var world = await CellWorld.StartAsync(",\"minSamples\":2,\"methods\":[\"avg\",\"totalCount\",\"sum\",\"min\",\"max\",\"sumsq\",\"stddev\"]", cell);
        await world.ReadAsync([.. Enumerable.Range(0, 200).Select(i => (i / 12.0, (i % 7).ToString(CultureInfo.InvariantCulture)))]);
        world.Pass(24 * 800);

        // Those that have ended by then are whole.
        var (from, to) = (CellWorld.Time(-24 * 400), CellWorld.Time(24 * 400));
        foreach (var method in (string[])["totalCount", "sum", "min", "max", "sumsq", "avg", "stddev"])
        {
            var told = await world.TellAsync($"timerel=between&timeAt={from}&endTimeAt={to}&aggrPeriodDuration={period}", method);
            var root = await world.Broker.GetAsync($"/temporal/entities/{CellWorld.Well}?options=aggregatedValues&attrs=level&aggrMethods={method}", PolicyWorld.Root);
            Assert.True(root.Json["level"] is not null, root.Everything);
            var (all, own) = (double.Parse(root.Json["level"]![method]![0]![0]!.ToString(), CultureInfo.InvariantCulture), told.Select(text => double.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture)).ToList());
            Assert.NotEmpty(own);
            if (method is "totalCount" or "sum" or "sumsq")
                Assert.Equal(all, own.Sum(), 6);
            else if (method == "min")
                Assert.Equal(all, own.Min());
            else if (method == "max")
                Assert.Equal(all, own.Max());
            else if (own.Count == 1)
                Assert.Equal(all, own[0], 6);
        }
    }

    [Fact]
    public async Task Who_is_told_cells_is_told_nothing_of_changes()
    {
        await using var world = await CellWorld.StartAsync();
        var answer = await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"Well"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: ama");
        Assert.Equal(201, answer.Status);

        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"level":{"type":"Property","value":4711,"observedAt":"2026-01-01T00:00:00Z"}}""", PolicyWorld.Root);
        await world.Broker.PostAsync($"/entities/{CellWorld.Well}/attrs", """{"name":{"type":"Property","value":"b"}}""", PolicyWorld.Root);

        var told = (await world.Broker.Notifier.NextAsync()).Body.ToJsonString();
        Assert.Contains("\"b\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("level", told, StringComparison.Ordinal);
    }

    private static async Task<CellWorld> FilledAsync(string form = ",\"minSamples\":3")
    {
        var world = await CellWorld.StartAsync(form);
        await world.ReadAsync((1, "4711"), (2, "2"), (3, "6"), (25, "5"), (26, "7"), (27, "9"));
        world.Pass(24 * 10);
        return world;
    }
}
