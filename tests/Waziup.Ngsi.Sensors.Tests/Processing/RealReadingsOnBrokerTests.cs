using System.Globalization;
using System.Text.Json;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Tests.Pipeline;

namespace Waziup.Ngsi.Sensors.Tests.Processing;

/// <summary>Readings of a real field, sent in the order in which they came there, become the even series that the plan makes of all of them.</summary>
[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class RealReadingsOnBrokerTests
{
    private const string Steps = """
        [{"op":"parseNumber"},{"op":"duplicates","keep":"last"},{"op":"grossRange","failMin":0,"failMax":100},{"op":"resample","period":"PT5M","method":"avg"},
         {"op":"interpolate","method":"linear","maxGap":"PT6H"},{"op":"quantise","decimals":2}]
        """;

    [Theory]
    [InlineData("UGB-PILOTS_Sensor80-SH")]
    [InlineData("UGB-PILOTS_Sensor84-SH")]
    public async Task What_is_stored_is_the_even_series(string probe)
    {
        var samples = RealReadings.Load("waziup-soil-moisture", "raw", $"{probe}.csv.gz");
        await using var world = await PipelineWorld.StartAsync(Steps, ""","allowedLateness":"P31D" """);

        foreach (var (index, some) in samples.Chunk(60).Index())
        {
            var readings = some.Select(sample => new Reading("t", Value(sample), sample.Time));
            Assert.Equal(some.DistinctBy(sample => (sample.Time, sample.Text is null)).Count(), (await world.TellAsync([.. readings])).Stored);
            if (index % 5 == 4)
                world.Restart();
        }

        var now = Instant.Of(world.Clock.GetUtcNow());
        // Of several of one time the last one counts: it has taken the place of the others.
        var told = samples.Select(sample => sample with { Received = now, UnitCode = sample.Value is null ? null : "CEL" })
            .GroupBy(sample => (sample.Time, sample.Text is null)).Select(group => group.Last());
        var expected = PipelineReader.Read(Steps).Run(told, now).Outputs.Where(sample => sample.Value is not null).ToList();
        Assert.True(expected.Count > samples.Count / 4, $"{expected.Count} values of {samples.Count} readings");
        Assert.Equal(string.Join(' ', expected.Select(PipelineWorld.Text)), await world.MadeAsync());
    }

    private static JsonElement Value(Sample sample) =>
        JsonElement.Parse(sample.Text is { } text ? $"\"{text}\"" : sample.Value!.Value.ToString("R", CultureInfo.InvariantCulture));
}
