namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>When what is hidden was changed is hidden too, and so is what is made of it (POLICIES 4, rows 17 and 19).</summary>
public sealed class LeakTimeTests
{
    private const string Past = Farm.PastOfOne + "?timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z&options=sysAttrs";

    [Theory]
    [InlineData("\"note\":{\"type\":\"Property\",\"value\":1}")]
    [InlineData("\"numValue\":{\"type\":\"Property\",\"value\":18.8,\"unitCode\":\"CEL\"}")]
    [InlineData("\"crop\":{\"type\":\"Property\",\"value\":\"millet\"}")]
    [InlineData("\"depth\":{\"type\":\"Property\",\"value\":6,\"datasetId\":\"urn:d:S3CR3T\"}")]
    [InlineData("\"soil\":{\"type\":\"Property\",\"value\":3,\"calibration\":{\"type\":\"Property\",\"value\":5}}")]
    public async Task Row_17_Where_what_is_hidden_is_changed_no_byte_moves(string change)
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        string[] paths = [Farm.One + "?options=sysAttrs", "/entities?type=Reading&options=sysAttrs", Farm.PastOfOne + "?options=sysAttrs", Past, Past + "&lastN=1"];
        var before = await AllAsync(broker, paths);

        await broker.ChangeAsync(change);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(before, await AllAsync(broker, paths));
    }

    [Fact]
    public async Task Row_17_The_entity_was_changed_when_what_is_shown_was()
    {
        await using var broker = await Farm.WithAsync("17.6", Farm.Rest);
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        await broker.ChangeAsync("\"level\":{\"type\":\"Property\",\"value\":2}");
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        await broker.ChangeAsync("\"note\":{\"type\":\"Property\",\"value\":2},\"numValue\":{\"type\":\"Property\",\"value\":40,\"unitCode\":\"CEL\"}");

        Assert.Equal("2026-01-01T00:05:00Z", (string?)(await broker.GetAsync(Farm.One + "?options=sysAttrs")).Json["modifiedAt"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?options=temporalValues")]
    [InlineData("?timerel=before&timeAt=2030-01-01T00:00:00Z")]
    [InlineData("?lastN=2")]
    public async Task An_observed_value_is_in_the_past_in_the_form_it_is_shown_in(string query)
    {
        await using var broker = await Farm.WithAsync("1");
        await broker.RecordAsync($"\"numValue\":[{Farm.Celsius("17.6", ",\"observedAt\":\"2025-06-01T10:00:00Z\"")},{Farm.Celsius("31", ",\"observedAt\":\"2025-06-01T11:00:00Z\"")}]");

        var body = (await broker.GetAsync(Farm.PastOfOne + query)).Body;

        Assert.Contains("20", body[body.IndexOf("numValue", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("17.6", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corrections_within_a_step_do_not_show_in_the_order_of_the_past()
    {
        var answers = new HashSet<string>();
        foreach (var isCorrected in (bool[])[true, false])
        {
            await using var broker = await Farm.StartAsync();
            var value = $"\"numValue\":{Farm.Celsius("17.6", ",\"observedAt\":\"2025-06-01T10:00:00Z\"")}";
            await broker.CreateAsync(Farm.Reading(1, $$"""{{value}},"crop":{"type":"Property","value":"yam","observedAt":"2025-06-01T10:00:00Z"}"""), LossyPolicy.Root);
            broker.Clock.Advance(TimeSpan.FromMinutes(1));
            if (isCorrected)
                await broker.ChangeAsync(value.Replace("17.6", "18.8", StringComparison.Ordinal));
            foreach (var more in (string[])["", "&lastN=1", "&options=temporalValues"])
                answers.Add(more + (await broker.GetAsync($"{Farm.PastOfOne}?timerel=before&timeAt=2025-07-01T00:00:00Z{more}")).Body);
        }
        Assert.Equal(3, answers.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&aggrPeriodDuration=PT1H")]
    public async Task Row_19_Aggregates_are_made_of_what_is_shown(string period)
    {
        var answers = new HashSet<string>();
        foreach (var values in (string[][])[["17.5", "22.4", "31"], ["22.4", "17.5", "28"]])
        {
            await using var broker = await Farm.WithAsync("1");
            var number = 0;
            await broker.RecordAsync($"\"numValue\":[{string.Join(',', values.Select(value => Farm.Celsius(value, $",\"observedAt\":\"2025-06-01T10:{number++}0:00Z\"")))}],\"note\":[{{\"type\":\"Property\",\"value\":{values[0]},\"observedAt\":\"2025-06-01T10:00:00Z\"}}]");
            foreach (var window in (string[])["timerel=before&timeAt=2025-07-01T00:00:00Z", "timerel=after&timeAt=2025-01-01T00:00:00Z"])
                answers.Add(window + (await broker.GetAsync($"{Farm.PastOfOne}?{window}&options=aggregatedValues&aggrMethods=avg,sum,min,max,stddev,sumsq,totalCount,distinctCount{period}")).Body);
        }
        Assert.Equal(2, answers.Count);
        Assert.All(answers, answer => Assert.Contains("numValue", answer, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain("note", answer, StringComparison.Ordinal));
    }

    private static async Task<string> AllAsync(TestBroker broker, string[] paths)
    {
        var answers = new List<string>();
        foreach (var path in paths)
            answers.Add(path + "\n" + (await broker.GetAsync(path)).Everything);
        return string.Join("\n\n", answers);
    }
}
