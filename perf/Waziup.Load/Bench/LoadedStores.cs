using Waziup.Load.Bench.Stores;

namespace Waziup.Load.Bench;

/// <summary>The filled stores of a run: one for each dataset that its workloads need, of host and floor.</summary>
internal sealed class LoadedStores
{
    readonly Dictionary<(string Subject, DataKind Data), LoadedStore> _stores = [];

    readonly Subject _broker;

    LoadedStores(Subject broker) => _broker = broker;

    /// <summary>Fills them, and compares what host and floor answer.</summary>
    /// <exception cref="IOException">The answers differ.</exception>
    public static async Task<LoadedStores> FillAsync(
        IStores stores, BenchOptions options, Subject host, Subject floor, TextWriter output, TimeProvider time, CancellationToken cancel)
    {
        var filled = new LoadedStores(host);
        var loads = options.Workloads.SelectMany(workload => new[] { workload, workload.FloorsLoad ?? workload });
        foreach (var kind in loads.Select(load => load.DataOf(options)).Where(kind => kind != DataKind.None).Distinct().Order())
        {
            // Stores of different sizes have different answers.
            var checkedLoads = options.Workloads.Where(workload => !options.IsScale && workload.Check is not null && workload.DataOf(options) == kind).ToList();
            var paths = checkedLoads.ConvertAll(workload => workload.Check!.Path);
            // In scenes the broker is its own floor.
            var isForBoth = loads.Any(load => load.Scene is null && load.DataOf(options) == kind);
            foreach (var subject in isForBoth ? (Subject[])[host, floor] : [host])
                filled._stores[(subject.Name, kind)] = await LoadedStore.FillAsync(stores, subject, Dataset.Of(kind, options, subject.Size), paths, time, cancel);

            foreach (var workload in checkedLoads)
            {
                var path = workload.Check!.Path;
                var common = workload.Check.Compare(filled._stores[(host.Name, kind)].Replies[path], filled._stores[(floor.Name, kind)].Replies[path]);
                output.WriteLine($"{workload.Name}: host and floor answer alike, {common}");
            }
        }

        return filled;
    }

    /// <summary>The broker's store with some data; null when there is none.</summary>
    public LoadedStore? OfBroker(DataKind data) => Of(_broker, data);

    /// <summary>The store of a subject with some data; null when there is none.</summary>
    public LoadedStore? Of(Subject subject, DataKind data) => _stores.GetValueOrDefault((subject.Name, data));
}
