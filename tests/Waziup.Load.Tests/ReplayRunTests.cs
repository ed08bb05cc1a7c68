using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Waziup.Load.Replay;
using Waziup.Ngsi.Contract;

namespace Waziup.Load.Tests;

public sealed class ReplayRunTests : IDisposable
{
    static readonly DateTimeOffset Noon = new(2019, 2, 2, 12, 0, 0, TimeSpan.Zero);

    readonly string _folder = Directory.CreateTempSubdirectory("waziup-replay-").FullName;
    readonly StringWriter _output = new(CultureInfo.InvariantCulture);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_reading_arrives_and_the_newest_is_current()
    {
        await using var broker = await FakeBroker.StartAsync(Cancel);
        Export("pond-DO", (3, 30), (1, 10), (2, 20), (2, 21));

        var exit = await Run(broker, batch: 3).RunAsync(Cancel);

        Assert.Equal(0, exit);
        Assert.Equal([2, 3, 1], broker.Batches);
        Assert.Equal(3, broker.History.Count);
        Assert.Equal(30, (double)broker.Entities["urn:ngsi-ld:DeviceMeasurement:pond:DO"]["numValue"]!["value"]!);
        Assert.Contains("urn:ngsi-ld:Device:pond", broker.Entities.Keys);
        Assert.Contains("1 of 1 sensors hold their newest reading", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Wrong", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_answer_is_tried_again()
    {
        await using var broker = await FakeBroker.StartAsync(Cancel);
        broker.CutOff = 2;
        Export("pond-DO", (1, 10), (2, 20));

        var exit = await Run(broker, time: new HastyTime()).RunAsync(Cancel);

        Assert.Equal(0, exit);
        Assert.Equal(2, broker.Failures);
        Assert.Equal(2, broker.History.Count);
        Assert.Contains("2 requests repeated", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_replay_goes_on_where_it_stopped()
    {
        await using var broker = await FakeBroker.StartAsync(Cancel);
        Export("pond-DO", [.. Enumerable.Range(1, 10).Select(i => (i, (double)i))]);
        broker.DiesAfter = 3;
        await Assert.ThrowsAsync<IOException>(() => Run(broker, batch: 2, state: true, time: new HastyTime()).RunAsync(Cancel));
        Assert.Equal(4, broker.History.Count);

        broker.DiesAfter = int.MaxValue;
        broker.Batches.Clear();
        var exit = await Run(broker, batch: 2, state: true).RunAsync(Cancel);

        Assert.Equal(0, exit);
        // The registration again, then only the three batches that were missing.
        Assert.Equal([2, 2, 2, 2], broker.Batches);
        Assert.Equal(10, broker.History.Count);
    }

    [Fact]
    public async Task A_broker_that_lost_its_store_gets_everything_again()
    {
        Export("pond-DO", (1, 10), (2, 20));
        await using var broker = await FakeBroker.StartAsync(Cancel);
        await Run(broker, state: true).RunAsync(Cancel);
        broker.Entities.Clear();
        broker.History.Clear();

        var exit = await Run(broker, state: true).RunAsync(Cancel);

        Assert.Equal(0, exit);
        Assert.Equal(2, broker.History.Count);
    }

    [Fact]
    public async Task A_value_that_the_broker_does_not_hold_fails_the_comparison()
    {
        Export("pond-DO", (1, 10), (2, 20));
        await using var broker = await FakeBroker.StartAsync(Cancel);
        await Run(broker, state: true).RunAsync(Cancel);
        broker.Entities["urn:ngsi-ld:DeviceMeasurement:pond:DO"]["numValue"]!["value"] = 10;

        var exit = await Run(broker, state: true).RunAsync(Cancel);

        Assert.Equal(1, exit);
        Assert.Contains("Wrong: pond/DO: value 10, newest reading 20", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_the_real_readings_arrives_completely()
    {
        var data = TestData.Require("data");
        await using var broker = await FakeBroker.StartAsync(Cancel);

        var exit = await Run(broker, folder: data, limit: 200).RunAsync(Cancel);

        var expected = ReadingFolder.Read(data, 200);
        Assert.Equal(0, exit);
        Assert.Equal(expected.Series.Sum(series => series.Distinct), broker.History.Count);
        Assert.Contains("18 of 18 sensors hold their newest reading", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_the_readings_are_found_under_any_expanded_name()
    {
        using var stats = JsonDocument.Parse("""{"byAttribute":{"https://uri.etsi.org/ngsi-ld/default-context/numValue":7,"https://x.example/notnumValue":5,"https://x.example#numValue":1}}""");

        Assert.Equal(8, ReplayVerifier.RowsIn(stats.RootElement));
    }

    ReplayRun Run(FakeBroker broker, int batch = 500, bool state = false, int limit = int.MaxValue, string? folder = null, TimeProvider? time = null) =>
        new(
            new ReplayOptions
            {
                Folder = folder ?? _folder,
                Url = broker.Url,
                Batch = batch,
                Limit = limit,
                StateFolder = state ? _folder : null,
                Verify = true,
            },
            _output,
            time ?? TimeProvider.System);

    void Export(string name, params (int Minute, double Value)[] readings)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(_folder, name + ".csv.gz")), CompressionLevel.Fastest));
        writer.WriteLine("date_received,timestamp,value");
        foreach (var (minute, value) in readings)
        {
            var observed = Noon.AddMinutes(minute);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{observed.AddSeconds(value):O},{observed:O},{value}"));
        }
    }

    /// <summary>A clock whose pauses last a thousandth of their time, so that back-off is run through without waiting for it.</summary>
    sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(30) ? dueTime : dueTime / 1000, period);
    }
}
