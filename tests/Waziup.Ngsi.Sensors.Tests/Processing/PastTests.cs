using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sensors.Tests.Processing;

/// <summary>What a pipeline has made stays what it is, whatever comes again, is corrected, was late, or is gone.</summary>
public class PastTests
{
    private const string Round = """[{"op":"quantise","decimals":0}]""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_taken_is_corrected_until_it_is_settled_and_what_was_late_stays_late()
    {
        await using var world = await PipelineWorld.StartAsync(Round, ""","allowedLateness":"PT10M" """);
        foreach (var minute in new[] { 0, 30, 120 })
            await world.TellAsync((minute, 1.2));
        await world.TellAsync((60, 9.2));

        await world.TellAsync((60, 8.2), (120, 3.2));
        world.Restart();
        await world.TellAsync((121, 4.2));
        Assert.Equal("0:1/2 30:1/2 120:3/2 121:4/2", await world.MadeAsync());

        // What is settled waits for a replay.
        await world.TellAsync((0, 2.2));
        Assert.Equal("0:1/2 30:1/2 120:3/2 121:4/2", await world.MadeAsync());
        await world.ReplayAsync(0);
        Assert.Equal("0:2/2 30:1/2 60:8/2 120:3/2 121:4/2", await world.MadeAsync());
        world.Restart();
        await world.TellAsync((122, 4.2));
        Assert.Equal("0:2/2 30:1/2 60:8/2 120:3/2 121:4/2 122:4/2", await world.MadeAsync());
    }

    [Theory]
    [InlineData("PT0S")]
    [InlineData("PT1H")]
    public async Task Who_tells_old_readings_again_takes_nothing_away(string lateness)
    {
        await using var world = await PipelineWorld.StartAsync(Round, $$""","allowedLateness":"{{lateness}}" """);
        for (var i = 0; i < 400; i++)
            await world.TellAsync((i, i + 0.2));

        var again = await world.TellAsync([.. Enumerable.Range(0, 300).Select(i => ((double)i, i + 0.2))]);
        await world.AppendAsync("""{"name":{"type":"Property","value":"x"}}""");
        await world.TellAsync((400, 400.2));
        world.Restart();
        await world.TellAsync((100, 100.2), (401, 401.2));

        Assert.Equal(300, again.Stored);
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 402).Select(i => $"{i}:{i}/2")), await world.MadeAsync());
    }

    [Fact]
    public async Task Old_readings_that_lie_far_apart_are_known_too()
    {
        await using var world = await PipelineWorld.StartAsync(Round, ""","allowedLateness":"PT0S" """);
        await world.TellAsync([.. Enumerable.Range(0, 3000).Select(i => ((double)i, i + 0.2))]);
        await world.TellAsync((3000, 1));

        var again = await world.TellAsync((0, 0.2), (1500, 1500.2), (2999, 2999.2), (2999.5, 7));

        Assert.Equal(4, again.Stored);
        Assert.Equal(3002, await world.RawAsync());
        Assert.Equal(3001, (await world.MadeAsync()).Split(' ').Length);
    }

    [Fact]
    public async Task A_large_payload_in_any_order_is_not_late_for_itself_after_a_restart()
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        for (var i = -200; i < -70; i++)
            await world.TellAsync((i, 1.2));
        world.Clock.Advance(TimeSpan.FromSeconds(5));

        await world.TellAsync([.. Enumerable.Range(0, 2500).Reverse().Select(i => ((double)i, i + 0.2))]);
        world.Restart();
        await world.TellAsync((2500, 2500.2));

        Assert.Equal(2631, (await world.MadeAsync()).Split(' ').Length);
    }

    [Fact]
    public async Task A_lateness_that_is_made_shorter_takes_nothing_away()
    {
        await using var world = await PipelineWorld.StartAsync(Round, ""","allowedLateness":"P7D" """);
        foreach (var minute in new[] { 0, 300, 100, 200, 310 })
            await world.TellAsync((minute, 1.2));

        await world.PutAsync("p", $$"""{"selector":{},"steps":{{Round}},"allowedLateness":"PT1H"}""");
        await world.TellAsync((320, 1.2));

        Assert.Equal(6, (await world.MadeAsync()).Split(' ').Length);
    }

    [Fact]
    public async Task A_reading_of_the_future_is_kept_apart_and_does_not_stop_the_others()
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        await world.TellAsync((0, 1.2));

        await world.TellAsync((60 * 24 * 365 * 50, 9.2));
        await world.TellAsync((1, 2.2), (100, 3.2));
        world.Restart();
        await world.TellAsync((101, 4.2));

        Assert.Equal("0:1/2 1:2/2 100:3/2 101:4/2", await world.MadeAsync());
        Assert.Equal(5, await world.RawAsync());
    }

    [Fact]
    public async Task A_text_beside_a_number_leaves_what_was_made_of_the_number()
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        await world.TellAsync((0, 1.2), (1, 2.2));

        await world.TellAsync([new Reading("t", JsonElement.Parse("\"ok\""), PipelineWorld.At(1))]);

        Assert.Equal("0:1/2 1:2/2", await world.MadeAsync());
    }

    [Fact]
    public async Task A_correction_shows_in_all_that_is_told_of_a_value()
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        await world.TellAsync((0, 1.2));

        await world.TellAsync((0, 1.3));

        var row = Assert.Single(await world.RowsAsync(null));
        Assert.Equal("1.3", JsonElement.Parse(row.Body.Span).GetProperty("https://uri.etsi.org/ngsi-ld/default-context/rawValue").GetProperty("value").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sensor_that_was_deleted_and_comes_again_has_no_past(bool withHistory)
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        await world.PutAsync("p", $$"""{"selector":{},"steps":{{Round}}}""");
        for (var i = 0; i < 70; i++)
            await world.TellAsync((i * 60, 1.2));
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.DeleteAsync(withHistory);
        world.Clock.Advance(TimeSpan.FromSeconds(5));

        var again = await world.TellAsync((0, 1.2));
        world.Restart();
        await world.TellAsync((1, 8.2));

        Assert.Equal(1, again.Stored);
        Assert.True(await world.IsThereAsync());
        Assert.StartsWith("0:1/2 1:8/2", await world.MadeAsync(), StringComparison.Ordinal);
        Assert.Equal("1:8", await world.PresentAsync());
    }

    [Fact]
    public async Task What_retention_has_taken_takes_nothing_with_it()
    {
        const string Mean = """[{"op":"tumbling","size":"PT10M","method":"avg"}]""";
        await using var world = await PipelineWorld.StartAsync(Mean, ""","allowedLateness":"P7D" """);
        for (var i = 0; i < 100; i++)
            await world.TellAsync((i, i));
        await world.Store.History.ForgetAsync(TenantId.Default, new HistoryLimit(null, Instant.None, 50), 0, Cancel);
        var before = await world.MadeAsync();

        world.Restart();
        await world.TellAsync((100, 100));

        Assert.StartsWith(before[..before.LastIndexOf(' ')], await world.MadeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"numValue":{"type":"Property","value":5,"observedAt":"2025-12-01T00:00:00Z","quality":{"type":"Property","value":0.5}}}""")]
    [InlineData("""{"numValue":{"type":"Property","value":5,"observedAt":"2025-12-01T00:00:00Z","quality":{"type":"Property","value":1},"method":{"type":"Property","value":7}}}""")]
    [InlineData("""{"numValue":{"type":"Property","value":5,"observedAt":"2025-12-01T00:00:00Z","datasetId":"urn:ngsi-ld:Dataset:raw","receivedAt":{"type":"Property","value":{"@value":7}}}}""")]
    [InlineData("""{"numValue":{"type":"Property","value":{"a":1},"observedAt":"2025-12-01T00:00:00Z","datasetId":"urn:ngsi-ld:Dataset:raw"}}""")]
    [InlineData("""{"numValue":{"type":"Relationship","object":"urn:a:b","observedAt":"2025-12-01T00:00:00Z","datasetId":"urn:ngsi-ld:Dataset:raw"}}""")]
    [InlineData("""{"numValue":{"type":"LanguageProperty","languageMap":{"en":"x"},"observedAt":"2025-12-01T00:00:00Z","datasetId":"urn:ngsi-ld:Dataset:raw"}}""")]
    public async Task What_others_write_does_not_stop_a_sensor(string fragment)
    {
        await using var world = await PipelineWorld.StartAsync(Round);
        await world.TellAsync((-1, 1.2));

        await world.AppendAsync(fragment);
        await world.Store.Documents.PutAsync(TenantId.Default, new Document(DocumentKind.Stream, PipelineWorld.Sensor, null, Instant.Of(world.Clock.GetUtcNow()), "{}"u8.ToArray()), Cancel);
        world.Restart();
        await world.TellAsync((1, 1.2));

        Assert.EndsWith("1:1/2", await world.MadeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_at_the_ends_of_what_there_is_do_not_stop_it_either()
    {
        await using var world = await PipelineWorld.StartAsync("""[{"op":"ema","alpha":1}]""", ""","allowedLateness":"PT0S" """);
        for (var i = 0; i < 75; i++)
            await world.TellAsync((i, i >= 50 ? 20 : i % 2 == 0 ? 1.7e308 : -1.7e308));

        Assert.EndsWith("74:20/1", (await world.MadeAsync()).Replace("/2", "/1", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("1.6")]
    public async Task Who_may_not_write_a_sensor_learns_nothing_of_its_values(string guess)
    {
        await using var world = await PipelineWorld.StartAsync(Round, policy: new OthersElsewhere());
        await world.TellAsync((0, 1.5));
        var heard = new Heard(Instant.Of(world.Clock.GetUtcNow()), [new Reading("t", JsonElement.Parse(guess), PipelineWorld.At(0))]);

        var refused = await Assert.ThrowsAsync<NgsiLdException>(() => world.Bridge.ReceiveAsync(TenantId.Default, Caller.Anonymous with { Subject = "mallory" }, "d", heard, Cancel).AsTask());

        Assert.Equal(404, refused.Error.Status);
    }

    /// <summary>Who has a name may do what he likes with wells, and sees nothing else.</summary>
    private sealed class OthersElsewhere : IAccessPolicy
    {
        private static readonly Grant Wells = new(new Filter.OfType(new Iri("https://uri.etsi.org/ngsi-ld/default-context/Well")), [AttributeRule.ShowAll(Filter.Everything)]);

        public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) => ValueTask.FromResult(caller.Subject is null ? Grant.Open : Wells);
    }
}

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqlitePastTests : PastTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlPastTests : PastTests;
