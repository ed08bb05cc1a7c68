namespace Waziup.Load.Bench.Stores;

/// <summary>Stores that are databases of a server that lives as long as the run.</summary>
internal sealed class PostgreSqlStores(Cluster cluster) : IStores
{
    public string Description =>
        $"{cluster.Version}, a server of the run's own: fsync on, {string.Join(", ", Cluster.Settings)}; its processor time is counted with that of host or floor";

    public string Folder => Path.GetDirectoryName(cluster.Folder)!;

    public int? DatabasePid => cluster.Pid;

    public IReadOnlyList<string> Arguments(bool isBroker, string store) => isBroker
        ? ["--store", "postgresql", "--connection", cluster.Connection(store)]
        : ["--connection", cluster.Connection(store)];

    public Task CreateAsync(string store, CancellationToken cancel) => cluster.ExecuteAsync(Cluster.Maintenance, $"create database \"{store}\"", cancel);

    public async Task SettleAsync(string store, CancellationToken cancel)
    {
        await cluster.ExecuteAsync(store, "vacuum (analyze)", cancel);
        await cluster.ExecuteAsync(Cluster.Maintenance, "checkpoint", cancel);
    }

    public async Task CopyAsync(string from, string to, CancellationToken cancel)
    {
        await cluster.ExecuteAsync(Cluster.Maintenance, $"create database \"{to}\" template \"{from}\"", cancel);
        await cluster.ExecuteAsync(Cluster.Maintenance, "checkpoint", cancel);
    }

    public Task DeleteAsync(string store) => cluster.ExecuteAsync(Cluster.Maintenance, $"drop database if exists \"{store}\" with (force)", CancellationToken.None);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
