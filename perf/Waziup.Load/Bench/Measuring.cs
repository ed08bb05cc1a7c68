using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>Puts a program under a load and measures it, on a store that has what the load asks for.</summary>
internal sealed class Measuring(BenchOptions options, IStores stores, LoadedStores loaded, TimeProvider time)
{
    /// <param name="workload">The load.</param>
    /// <param name="subject">The program.</param>
    /// <param name="isHost">Whether it is the host.</param>
    /// <param name="attempt">The number of the pair.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Measurement> RunAsync(Workload workload, Subject subject, bool isHost, int attempt, CancellationToken cancel)
    {
        if (workload.Scene is { } scene)
            return await scene.MeasureAsync(new Stage(options, stores, workload, loaded.OfBroker(workload.Data), subject.Environment, time), isHost, cancel);

        var filled = loaded.Of(subject, workload.DataOf(options));
        if (filled is not null && workload.OnlyReads)
            return await RunAsync(workload, subject, filled.Name, attempt, cancel);

        try
        {
            await (filled is null ? stores.CreateAsync(subject.Name, cancel) : stores.CopyAsync(filled.Name, subject.Name, cancel));
            return await RunAsync(workload, subject, subject.Name, attempt, cancel);
        }
        finally
        {
            await stores.DeleteAsync(subject.Name);
        }
    }

    async Task<Measurement> RunAsync(Workload workload, Subject subject, string store, int attempt, CancellationToken cancel)
    {
        await using var server = await ServerProcess.StartAsync(subject, stores.Arguments(subject.IsBroker, store), Sample.PathOf(0), time, cancel);
        var connections = workload.Connections > 0 ? workload.Connections : options.Connections;
        // A seed for each attempt, the same for host and floor.
        var settings = new ScriptSettings(server.Url.Authority, 'w', attempt * 10)
        {
            Entities = subject.Size.Entities,
            Gauges = Past.Entities(subject.Size.HistoryRows),
        };
        await Wrk.RunAsync(server.Url, workload.Script(settings), connections, options.WarmUp, cancel);

        var meter = new LoadMeter(server.Pid, stores.DatabasePid);
        var result = await Wrk.RunAsync(server.Url, workload.Script(settings with { Phase = 'm' }), connections, options.Seconds * workload.Length, cancel);
        return Measurement.Of(result, workload.Items, meter, server.Pid);
    }
}
