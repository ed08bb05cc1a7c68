using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>A store of a subject that holds a dataset, filled through its API once.</summary>
internal sealed record LoadedStore(string Name)
{
    // What a server keeps for start-up work has been given back by then.
    static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <summary>Resident memory of the server with an empty store, without requests.</summary>
    public required long IdleResident { get; init; }

    /// <summary>Resident memory of the server that has just taken in everything.</summary>
    public required long LoadedResident { get; init; }

    /// <summary>From the start of the process with the full store to its first answer.</summary>
    public required TimeSpan StartTime { get; init; }

    /// <summary>An entity as the server returns it.</summary>
    public required byte[] Answer { get; init; }

    /// <summary>What the server answers to the requests that were to be compared, by path.</summary>
    public required IReadOnlyDictionary<string, Reply> Replies { get; init; }

    /// <summary>How it answers long queries; null where it has none.</summary>
    public Streaming? Streaming { get; init; }

    /// <param name="stores">Where it is made.</param>
    /// <param name="subject">The program.</param>
    /// <param name="data">What it takes in.</param>
    /// <param name="compared">The requests whose answers are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the filling.</param>
    public static async Task<LoadedStore> FillAsync(
        IStores stores, Subject subject, Dataset data, IEnumerable<string> compared, TimeProvider time, CancellationToken cancel)
    {
        var name = $"{subject.Name}-{data.Name}";
        var arguments = stores.Arguments(subject.IsBroker, name);
        await stores.CreateAsync(name, cancel);
        long idle, loaded;
        byte[] answer;
        await using (var server = await ServerProcess.StartAsync(subject, arguments, data.Probe, time, cancel))
        {
            await Task.Delay(Settle, time, cancel);
            idle = Proc.Resident(server.Pid);
            using var client = new Client(server.Url);
            await client.LoadAsync(data, cancel);
            loaded = Proc.Resident(server.Pid);
            answer = (await client.GetAsync(data.Probe, cancel)).Body;
            if (subject.IsBroker)
            {
                foreach (var path in data.Misses)
                    await IndexWait.RunAsync(client, path, time, cancel);
            }
        }

        await stores.SettleAsync(name, cancel);
        await using var again = await ServerProcess.StartAsync(subject, arguments, data.Probe, time, cancel);
        using var asking = new Client(again.Url);
        var replies = new Dictionary<string, Reply>();
        foreach (var path in compared)
            replies[path] = await asking.GetAsync(path, cancel);

        var streaming = data.HasLongAnswers ? await Streaming.MeasureAsync(asking, again.Pid, time, cancel) : null;
        return new(name)
        {
            IdleResident = idle,
            LoadedResident = loaded,
            StartTime = again.StartTime,
            Answer = answer,
            Replies = replies,
            Streaming = streaming,
        };
    }
}
