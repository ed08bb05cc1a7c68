using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>Measures the host against the floor.</summary>
/// <remarks>
/// 1 describe the machine                        4 measure pairs: host and floor in turn, each on a fresh store
/// 2 compile the slow flush, if it is asked for  5 throw away pairs that others disturbed or that had errors
/// 3 fill a store for each of the two            6 report
/// </remarks>
internal sealed class BenchRun(BenchOptions options, TextWriter output, TimeProvider time)
{
    // A disturbed pair is measured again, but a machine that is never quiet must not hold the run for ever.
    const int TriesPerPair = 3;
    static readonly TimeSpan QuietSample = TimeSpan.FromSeconds(1);
    static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(2);
    static readonly Dictionary<string, string> Undisturbed = [];

    readonly Dictionary<string, LoadedStore> _stores = [];

    /// <returns>The exit code: 0 all numbers are reached, 1 some are not.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        try
        {
            // 1, 2
            Directory.CreateDirectory(options.Folder);
            var machine = Machine.Describe(options.Folder, time);
            output.WriteLine(machine);
            var environment = options.FlushDelayMilliseconds > 0
                ? await SlowFlush.PrepareAsync(options.Folder, options.FlushDelayMilliseconds, cancel)
                : Undisturbed;
            var host = new Subject("host", options.HostCommand, environment);
            var floor = new Subject("floor", options.FloorCommand, environment);

            // 3 – filled without the slow flush: it is the load that is measured, not the filling
            if (options.Workloads.Any(workload => workload.IsLoaded))
            {
                foreach (var subject in (Subject[])[host, floor])
                {
                    var folder = Path.Combine(options.Folder, subject.Name + "-loaded");
                    _stores[subject.Name] = await LoadedStore.FillAsync(subject with { Environment = Undisturbed }, folder, time, cancel);
                }
            }

            // 4, 5
            var outcomes = new List<Outcome>();
            foreach (var workload in options.Workloads)
                outcomes.Add(await MeasureAsync(workload, host, floor, cancel));

            // 6
            var report = new Report(options, machine, _stores.GetValueOrDefault(host.Name), _stores.GetValueOrDefault(floor.Name), outcomes);
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

    async Task<Outcome> MeasureAsync(Workload workload, Subject host, Subject floor, CancellationToken cancel)
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
                h = await MeasureAsync(workload, host, attempt, cancel);
                f = await MeasureAsync(workload.FloorsLoad ?? workload, floor, attempt, cancel);
            }
            else
            {
                f = await MeasureAsync(workload.FloorsLoad ?? workload, floor, attempt, cancel);
                h = await MeasureAsync(workload, host, attempt, cancel);
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

    async Task<Measurement> MeasureAsync(Workload workload, Subject subject, int attempt, CancellationToken cancel)
    {
        var folder = Path.Combine(options.Folder, subject.Name);
        if (workload.IsLoaded)
            _stores[subject.Name].CopyTo(folder);

        try
        {
            await using var server = await ServerProcess.StartAsync(subject, folder, Sample.PathOf(0), time, cancel);
            var connections = workload.Connections > 0 ? workload.Connections : options.Connections;
            // A seed for each attempt, the same for host and floor.
            var settings = new ScriptSettings(server.Url.Authority, 'w', attempt * 10);
            await Wrk.RunAsync(server.Url, workload.Script(settings), connections, options.WarmUp, cancel);

            var meter = new LoadMeter(server.Pid);
            var result = await Wrk.RunAsync(server.Url, workload.Script(settings with { Phase = 'm' }), connections, options.Seconds * workload.Length, cancel);
            var (cpu, other) = meter.Read();
            var items = (double)result.Requests * workload.Items;
            return new()
            {
                Rate = items / result.Duration.TotalSeconds,
                CpuPerThousand = cpu / items * 1000,
                P50 = result.P50,
                P99 = result.P99,
                Resident = Proc.Resident(server.Pid),
                OtherLoad = other,
                Errors = result.Errors,
            };
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Waits until others leave the machine alone, or for so long that the measurement itself has to tell.</summary>
    async Task QuietAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        double other;
        do
        {
            var meter = new LoadMeter(Environment.ProcessId);
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
        var names = string.Join('-', options.Workloads.Select(workload => workload.Name));
        var slow = options.FlushDelayMilliseconds > 0 ? "-slow" : "";
        var file = Path.Combine(options.ReportFolder, $"{time.GetUtcNow():yyyy-MM-dd}-{names}{slow}.md");
        File.WriteAllText(file, text);
        output.WriteLine($"Written to {file}");
    }
}
