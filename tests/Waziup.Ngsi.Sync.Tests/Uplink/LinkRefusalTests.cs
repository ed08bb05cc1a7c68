using Waziup.Ngsi.Sync.Uplink;

namespace Waziup.Ngsi.Sync.Tests.Uplink;

/// <summary>What a cloud refuses holds nothing up and is not lost; what it cannot answer now is told again.</summary>
public sealed class LinkRefusalTests
{
    private const string Bad = "urn:ngsi-ld:X:bad";
    private const string Good = "urn:ngsi-ld:X:good";

    [Fact]
    public async Task An_entity_that_is_refused_holds_no_other_up_and_is_told_with_all_of_its_past_when_it_is_wanted()
    {
        await using var bench = await LinkBench.StartAsync();
        bench.Answers = sent => sent.Body.Contains(Bad, StringComparison.Ordinal) ? (403, """{"type":"urn:x","title":"Not you"}""") : null;
        for (var value = 1; value <= 3; value++)
        {
            await bench.ObserveAsync(Bad, value);
            await bench.ObserveAsync(Good, value);
            await bench.TellAsync();
        }
        Assert.Equal(1, await bench.RefusedAsync());
        Assert.Null(await bench.AtCloudAsync(Bad));
        Assert.Equal([1, 2, 3], await bench.PastAtCloudAsync(Good));

        await bench.RestartAsync();
        bench.Clock.Advance(bench.Options.RetryRefused - TimeSpan.FromMinutes(1));
        bench.Answers = _ => null;
        await bench.TellAsync();
        Assert.Null(await bench.AtCloudAsync(Bad));

        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        await bench.TellAsync();

        // Each was current when it was refused, and would have gone with the present alone.
        Assert.Equal([1, 2, 3], await bench.PastAtCloudAsync(Bad));
        Assert.Equal(0, await bench.RefusedAsync());
    }

    [Fact]
    public async Task One_bad_row_among_many_stands_alone()
    {
        await using var bench = await LinkBench.StartAsync();
        for (var value = 100; value < 140; value++)
            await bench.ObserveAsync(Good, value);
        bench.Answers = sent => sent.Path.EndsWith("temporal/entities", StringComparison.Ordinal) && sent.Body.Contains(":117", StringComparison.Ordinal) ? (400, "{}") : null;

        await bench.TellAsync();

        Assert.Equal(Enumerable.Range(100, 40).Where(value => value != 117), await bench.PastAtCloudAsync(Good));
        Assert.Equal(1, await bench.RefusedAsync());

        // No more than that is told again, and the present.
        bench.Wire.Sent.Clear();
        bench.Answers = _ => null;
        bench.Clock.Advance(bench.Options.RetryRefused * 2);
        await bench.TellAsync();
        Assert.DoesNotContain(bench.Sent, sent => sent.Body.Contains(":118", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(100, 40), await bench.PastAtCloudAsync(Good));
        Assert.Equal(0, await bench.RefusedAsync());
    }

    [Fact]
    public async Task A_long_past_that_was_refused_goes_in_parts()
    {
        await using var bench = await LinkBench.StartAsync(set: options => options.MaxRows = 7);
        bench.Answers = sent => sent.Body.Contains(Good, StringComparison.Ordinal) ? (403, "") : null;
        for (var value = 0; value < 40; value++)
            await bench.ObserveAsync(Good, value);
        await bench.TellAsync();
        bench.Wire.Sent.Clear();
        bench.Answers = _ => null;
        bench.Clock.Advance(bench.Options.RetryRefused * 2);

        await bench.TellAsync();

        Assert.Equal(Enumerable.Range(0, 40), await bench.PastAtCloudAsync(Good));
        Assert.All(bench.Sent.Where(sent => sent.Path.Contains("temporal", StringComparison.Ordinal)), sent => Assert.InRange(sent.Body.Split("observedAt").Length - 1, 1, 7));
        Assert.Equal(0, await bench.RefusedAsync());
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(302, "")]
    [InlineData(503, "")]
    [InlineData(429, "")]
    [InlineData(200, "<html>Welcome to the hotspot</html>")]
    [InlineData(200, "[]")]
    public async Task A_cloud_that_cannot_be_asked_has_refused_nothing_and_taken_nothing(int status, string body)
    {
        await using var bench = await LinkBench.StartAsync();
        await bench.ObserveAsync(Good, 1);
        bench.Answers = _ => (status, body);

        await Assert.ThrowsAsync<CloudAwayException>(bench.TellAsync);
        Assert.Equal(0, await bench.RefusedAsync());
        bench.Answers = _ => null;
        await bench.TellAsync();

        Assert.Equal([1], await bench.PastAtCloudAsync(Good));
    }

    [Theory]
    [InlineData(207, "")]
    [InlineData(207, "[]")]
    [InlineData(207, """{"success":[]}""")]
    [InlineData(207, """{"errors":[{"error":{"status":500}}]}""")]
    [InlineData(501, "")]
    [InlineData(404, "no such path")]
    public async Task What_a_cloud_does_not_clearly_take_is_kept(int status, string body)
    {
        await using var bench = await LinkBench.StartAsync();
        await bench.ObserveAsync(Good, 1);
        bench.Answers = _ => (status, body);
        await bench.TellAsync();
        Assert.NotEqual(0, await bench.RefusedAsync());

        bench.Answers = _ => null;
        bench.Clock.Advance(bench.Options.RetryRefused * 2);
        await bench.TellAsync();

        Assert.Equal([1], await bench.PastAtCloudAsync(Good));
        Assert.Equal(0, await bench.RefusedAsync());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_ends_nothing()
    {
        await using var bench = await LinkBench.StartAsync();
        await bench.ObserveAsync(Good, 1);
        bench.Answers = _ => (207, """{"errors":[{"entityId":"\ud800","error":{}}]}""");

        await Assert.ThrowsAsync<CloudAwayException>(bench.TellAsync);
    }

    [Fact]
    public async Task A_cloud_that_takes_no_packed_bodies_gets_plain_ones()
    {
        await using var bench = await LinkBench.StartAsync();
        bench.Wire.TakesPlainOnly = true;
        for (var value = 0; value < 40; value++)
            await bench.ObserveAsync(Good, value);

        await bench.TellAsync();
        Assert.Equal(Enumerable.Range(0, 40), await bench.PastAtCloudAsync(Good));
        Assert.Equal(1, bench.Wire.Packed);
    }

    [Fact]
    public async Task A_bad_body_does_not_end_packing()
    {
        await using var bench = await LinkBench.StartAsync();
        bench.Answers = sent => sent.Path.EndsWith("temporal/entities", StringComparison.Ordinal) && sent.Body.Contains(":117", StringComparison.Ordinal) ? (400, "{}") : null;
        for (var value = 100; value < 140; value++)
            await bench.ObserveAsync(Good, value);
        await bench.TellAsync();
        var packed = bench.Wire.Packed;
        for (var value = 140; value < 180; value++)
            await bench.ObserveAsync(Good, value);

        await bench.TellAsync();

        Assert.True(bench.Wire.Packed > packed);
    }
}
