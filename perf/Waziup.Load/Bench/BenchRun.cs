using System.Globalization;
using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>Measures the host against the floor.</summary>
/// <remarks>
/// 1 describe the machine                        4 measure pairs: host and floor in turn, each on a fresh store
/// 2 compile the slow flush, if it is asked for  5 throw away pairs that others disturbed or that had errors
/// 3 fill stores for the two, compare answers    6 report
/// </remarks>
internal sealed class BenchRun(BenchOptions options, TextWriter output, TimeProvider time)
{
    // A disturbed pair is measured again, but a machine that is never quiet must not hold the run for ever.
    const int TriesPerPair = 3;
    static readonly TimeSpan QuietSample = TimeSpan.FromSeconds(1);
    static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(2);
    static readonly Dictionary<string, string> Undisturbed = [];

    /// <returns>The exit code: 0 all numbers are reached, 1 some are not.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        try
        {
            // 1, 2
            await using IStores stores = options.Store == StoreKind.PostgreSql
                ? await PostgreSqlStores.StartAsync(cancel)
                : new SqliteStores(options.Folder);
            var machine = Machine.Describe(stores.Folder, time);
            output.WriteLine(machine);
            output.WriteLine(stores.Description);
            var environment = options.FlushDelayMilliseconds > 0
                ? await SlowFlush.PrepareAsync(options.Folder, options.FlushDelayMilliseconds, cancel)
                : Undisturbed;
            var host = new Subject("host", options.HostCommand, Undisturbed) { IsBroker = true, Size = options.Size };
            var floor = options.IsScale
                ? host with { Name = "small", Size = Size.Small }
                : new Subject("floor", options.FloorCommand, Undisturbed) { Size = options.Size };

            // 3 – filled without the slow flush: it is the load that is measured, not the filling
            var loaded = await LoadedStores.FillAsync(stores, options, host, floor, output, time, cancel);

            // 4, 5
            var measuring = new Measuring(options, stores, loaded, time);
            var outcomes = new List<Outcome>();
            foreach (var workload in options.Workloads)
                outcomes.Add(await MeasureAsync(measuring, workload, host with { Environment = environment }, floor with { Environment = environment }, cancel));

            // 6
            var report = new Report(options, machine, stores.Description, loaded.Of(host, DataKind.Stations), loaded.Of(floor, DataKind.Stations), loaded.Of(host, DataKind.Field)?.Streaming, outcomes);
            var text = report.Write(time.GetUtcNow(), out var allReached);
            output.WriteLine();
            output.WriteLine(text);
            Save(text);
            return allReached ? 0 : 1;
        }
        finally
        {
            if (Directory.Exists(options.Folder))
                Directory.Delete(options.Folder, recursive: true);
        }
    }

    async Task<Outcome> MeasureAsync(Measuring measuring, Workload workload, Subject host, Subject floor, CancellationToken cancel)
    {
        var pairs = new List<Pair>();
        var (noisy, faulty) = (0, 0);
        for (var attempt = 0; pairs.Count < options.Pairs && attempt < options.Pairs * TriesPerPair; attempt++)
        {
            await QuietAsync(cancel);
            // Who goes first changes, so that a drift of the machine favours neither.
            Measurement h, f;
            if (attempt % 2 == 0)
            {
                h = await measuring.RunAsync(workload, host, isHost: true, attempt, cancel);
                f = await measuring.RunAsync(workload.FloorsLoad ?? workload, floor, isHost: false, attempt, cancel);
            }
            else
            {
                f = await measuring.RunAsync(workload.FloorsLoad ?? workload, floor, isHost: false, attempt, cancel);
                h = await measuring.RunAsync(workload, host, isHost: true, attempt, cancel);
            }

            var pair = new Pair(h, f);
            var fate = pair.Errors > 0 ? $"void, {pair.Errors} errors" : pair.OtherLoad > options.OtherLoad ? "discarded" : "ok";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{workload.Name}: host {h.Rate:N0}/s, floor {f.Rate:N0}/s, ratio {pair.Rate:0.00}, other load {pair.OtherLoad:P0}: {fate}"));

            if (pair.Errors > 0)
                faulty++;
            else if (pair.OtherLoad > options.OtherLoad)
                noisy++;
            else
                pairs.Add(pair);
        }

        return new(workload, pairs, options.Pairs, noisy, faulty);
    }

    /// <summary>Waits until others leave the machine alone, or for so long that the measurement itself has to tell.</summary>
    async Task QuietAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        double other;
        do
        {
            var meter = new LoadMeter(Environment.ProcessId, null);
            await Task.Delay(QuietSample, time, cancel);
            other = meter.Read().OtherLoad;
        }
        while (other > options.OtherLoad && time.GetElapsedTime(began) < QuietLimit);
    }

    void Save(string text)
    {
        if (options.ReportFolder is null)
            return;

        Directory.CreateDirectory(options.ReportFolder);
        var file = Path.Combine(options.ReportFolder, Report.FileName(options, time.GetUtcNow()));
        File.WriteAllText(file, text);
        output.WriteLine($"Written to {file}");
    }
}
