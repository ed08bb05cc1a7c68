using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>Starts what a scene needs, and puts it under load.</summary>
/// <param name="options">What is measured, and how long.</param>
/// <param name="stores">Where brokers store.</param>
/// <param name="workload">The workload.</param>
/// <param name="filled">The store with what the workload starts with; null: it starts with nothing.</param>
/// <param name="environment">Variables for the measured process.</param>
/// <param name="time">The clock.</param>
internal sealed class Stage(
    BenchOptions options, IStores stores, Workload workload, LoadedStore? filled, IReadOnlyDictionary<string, string> environment, TimeProvider time)
{
    // With one, a source that takes its time would leave the broker cold.
    const int WarmUpConnections = 8;

    public TimeProvider Time => time;

    /// <summary>Writes the load of the workload.</summary>
    public Func<ScriptSettings, string> Script => workload.Script;

    /// <summary>Starts the broker on a store.</summary>
    /// <param name="store">The store, which is there.</param>
    /// <param name="arguments">More options.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public Task<ServerProcess> StartBrokerAsync(string store, IEnumerable<string> arguments, CancellationToken cancel) =>
        ServerProcess.StartAsync(Subject("broker", options.HostCommand), [.. stores.Arguments(isBroker: true, store), .. arguments], Sample.PathOf(0), time, cancel);

    /// <summary>Starts the floor as something that has no store.</summary>
    /// <param name="probe">A path for which it has an answer.</param>
    /// <param name="arguments">What it is to be.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public Task<ServerProcess> StartFloorAsync(string probe, IReadOnlyList<string> arguments, CancellationToken cancel) =>
        ServerProcess.StartAsync(Subject("floor", options.FloorCommand), arguments, probe, time, cancel);

    /// <summary>Does something with a new store, which holds what the workload starts with, and is gone afterwards.</summary>
    public async Task<T> WithStoreAsync<T>(string store, Func<Task<T>> work, CancellationToken cancel)
    {
        await (filled is null ? stores.CreateAsync(store, cancel) : stores.CopyAsync(filled.Name, store, cancel));
        try
        {
            return await work();
        }
        finally
        {
            await stores.DeleteAsync(store);
        }
    }

    /// <summary>Puts a server under load, and measures it once it is warm.</summary>
    /// <param name="server">The server.</param>
    /// <param name="behind">The servers that it calls: what they take of the machine is no other load.</param>
    /// <param name="script">The load.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Measurement> LoadAsync(ServerProcess server, IReadOnlyList<ServerProcess> behind, Func<ScriptSettings, string> script, CancellationToken cancel)
    {
        var connections = workload.Connections > 0 ? workload.Connections : options.Connections;
        var settings = new ScriptSettings(server.Url.Authority, 'w', 0) { Entities = options.Size.Entities };
        await Wrk.RunAsync(server.Url, script(settings), Math.Max(connections, WarmUpConnections), options.WarmUp, cancel);
        var meter = new LoadMeter(server.Pid, stores.DatabasePid, [.. behind.Select(one => one.Pid)]);
        var result = await Wrk.RunAsync(server.Url, script(settings with { Phase = 'm' }), connections, options.Seconds * workload.Length, cancel);
        return Measurement.Of(result, workload.Items, meter, server.Pid);
    }

    /// <summary>How long a server that is warm takes to answer, in the middle.</summary>
    public async Task<TimeSpan> MedianAsync(ServerProcess server, Func<ScriptSettings, string> script, CancellationToken cancel) =>
        (await Wrk.RunAsync(server.Url, script(new ScriptSettings(server.Url.Authority, 'm', 0)), Math.Max(1, workload.Connections), options.Seconds, cancel)).P50;

    Subject Subject(string name, string command) => new(name, command, environment) { Size = options.Size };
}
