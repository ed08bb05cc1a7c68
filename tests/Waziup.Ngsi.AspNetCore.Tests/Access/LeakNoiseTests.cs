using System.Globalization;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Noise is the same whoever asks how often, and costs what a budget has (POLICIES 3.5 and 4, rows 23 and 24).</summary>
public class LeakNoiseTests(ITestOutputHelper output)
{
    private const string All = "timerel=before&timeAt=2030-01-01T00:00:00Z&aggrPeriodDuration=P1D";
    private const string Noise = ",\"minSamples\":3,\"clamp\":[0,100],\"epsilon\":0.5";

    [Fact]
    public async Task Row_23_Everybody_of_an_audience_gets_one_answer_however_often()
    {
        await using var world = await FilledAsync(Noise, "\"audience\":\"coop\",");
        var answers = new HashSet<string>();
        foreach (var caller in (string[])["ama", "kofi", "yaw", "efu"])
        {
            for (var i = 0; i < 50; i++)
                answers.Add((await world.Broker.GetAsync($"/temporal/entities/{CellWorld.Well}?options=aggregatedValues&aggrMethods=avg,sum&{All}", $"Test-Caller: {caller}")).Body);
        }

        output.WriteLine($"Row 23 recovered: {answers.Count} answer to 200 questions by four callers");
        Assert.Single(answers);
        Assert.Equal(10, (await world.TellAsync(All)).Count);
        Assert.NotEqual(Enumerable.Repeat("50", 10), (await world.TellAsync(All)).Select(text => text.Split(' ')[0]));
    }

    [Fact]
    public async Task Row_23_Without_a_name_each_subject_has_noise_of_his_own()
    {
        await using var world = await FilledAsync(Noise, "");

        var (ama, kofi) = (await world.TellAsync(All), await world.Broker.GetAsync($"/temporal/entities/{CellWorld.Well}?options=aggregatedValues&aggrMethods=avg&{All}", "Test-Caller: kofi"));

        Assert.NotEqual(ama[0].Split(' ')[0], kofi.Json["level"]!["avg"]![0]![0]!.ToString());
    }

    [Fact]
    public async Task Row_24_Answers_lie_between_the_bounds_and_have_no_more_digits_than_the_lattice()
    {
        await using var world = await FilledAsync(Noise, "\"audience\":\"coop\",", days: 60);

        foreach (var text in (await world.TellAsync(All)).Select(text => text.Split(' ')[0]))
        {
            var number = decimal.Parse(text, CultureInfo.InvariantCulture);
            Assert.InRange(number, 0, 100);
            Assert.Equal(decimal.Round(number, 3), number);
        }
    }

    [Fact]
    public async Task Row_24_What_a_budget_does_not_have_is_kept_back_until_the_next_one()
    {
        await using var world = await FilledAsync(Noise + ",\"budget\":{\"epsilon\":1.2,\"per\":\"P30D\"}", "\"audience\":\"coop\",");

        var first = await world.TellAsync(All);
        output.WriteLine($"Row 24 recovered: {first.Count} of 10 cells for 0.5 each from a budget of 1.2");
        Assert.Equal(2, first.Count);
        Assert.Equal(first, await world.TellAsync(All));
        Assert.Equal(first, await world.TellAsync(All, "avg"));
        Assert.Equal(10, (await world.TellAsync(All, "totalCount")).Count);
        var answer = await world.AskAsync($"aggrMethods=avg&{All}");
        var until = DateTimeOffset.Parse(answer["Waziup-Budget"]!, CultureInfo.InvariantCulture);
        world.Pass((until - world.Broker.Clock.GetUtcNow()).TotalHours);

        var second = await world.TellAsync(All);
        Assert.Equal(2, second.Count);
        Assert.Equal(first, second);
        var later = await world.TellAsync("timerel=between&timeAt=2026-01-05T00:00:00Z&endTimeAt=2026-01-07T00:00:00Z&aggrPeriodDuration=P1D");
        Assert.Empty(later);
    }

    [Fact]
    public async Task Row_24_What_is_refused_or_not_offered_costs_nothing_and_what_is_kept_back_says_until_when()
    {
        await using var world = await FilledAsync(Noise + ",\"methods\":[\"avg\"],\"budget\":{\"epsilon\":0.5,\"per\":\"P30D\"}", "\"audience\":\"coop\",");

        Assert.Equal(400, (await world.AskAsync("aggrMethods=avg&aggrPeriodDuration=PT7M&timerel=before&timeAt=2030-01-01T00:00:00Z")).Status);
        Assert.Empty(await world.TellAsync(All, "sum"));
        Assert.Single(await world.TellAsync(All));
        var kept = await world.AskAsync("attrs=level&aggrMethods=avg&timerel=after&timeAt=2026-01-05T00:00:00Z");
        Assert.Equal(200, kept.Status);
        Assert.NotNull(kept["Waziup-Budget"]);
    }

    [Fact]
    public async Task Row_24_A_limit_keeps_its_budget()
    {
        await using var world = await FilledAsync(Noise, "\"audience\":\"coop\",");
        await world.World.HoldAsync($$$"""
            {"id":"urn:p:l","effect":"limit","who":["anybody"],"rights":["history"],"entities":{"type":"Well"},
             "attributes":{"level":{"aggregate":{"period":"P1D"{{{Noise}}},"budget":{"epsilon":1,"per":"P30D"} } } } }
            """);

        Assert.Equal(2, (await world.TellAsync(All)).Count);
    }

    [Theory]
    [InlineData("\"epsilon\":0.5")]
    [InlineData("\"clamp\":[0,100],\"epsilon\":0")]
    [InlineData("\"clamp\":[0,100],\"epsilon\":0.0005")]
    [InlineData("\"clamp\":[100,0],\"epsilon\":1")]
    [InlineData("\"clamp\":[0],\"epsilon\":1")]
    [InlineData("\"clamp\":[0,100],\"epsilon\":1,\"methods\":[\"min\"]")]
    [InlineData("\"clamp\":[0,100],\"budget\":{\"epsilon\":1,\"per\":\"P1M\"}")]
    [InlineData("\"clamp\":[0,100],\"epsilon\":1,\"budget\":{\"epsilon\":1}")]
    [InlineData("\"clamp\":[0,100],\"epsilon\":1,\"budget\":{\"epsilon\":1,\"per\":\"P0D\"}")]
    [InlineData("\"minSamples\":1")]
    [InlineData("\"methods\":[\"distinctCount\"]")]
    [InlineData("\"methods\":[]")]
    [InlineData("\"period\":\"PT7H\"")]
    [InlineData("\"period\":\"P2M\"")]
    [InlineData("\"noise\":1")]
    public async Task What_makes_no_sense_is_refused(string members)
    {
        var form = members.Contains("period", StringComparison.Ordinal) ? $$"""{"aggregate":{ {{members}} } }""" : $$"""{"aggregate":{"period":"P1D",{{members}} } }""";

        var refused = await Assert.ThrowsAsync<Model.NgsiLdException>(() => CellWorld.WithAsync(form));

        Assert.Equal(400, refused.Error.Status);
    }

    private static async Task<CellWorld> FilledAsync(string form, string members, int days = 10)
    {
        var world = await CellWorld.WithAsync($$"""{"aggregate":{"period":"P1D"{{form}}} }""", members);
        await world.ReadAsync([.. Enumerable.Range(0, days * 12).Select(i => (i * 2.0, i % 2 == 0 ? "20" : "80"))]);
        world.Pass((days + 2) * 24);
        return world;
    }
}
