namespace Waziup.Load.Bench.Stores;

/// <summary>Stores that are databases of a server that lives as long as the run.</summary>
internal sealed class PostgreSqlStores(DatabaseServer server) : IStores
{
    // What matters for a measurement.
    static readonly string[] Settings = ["shared_buffers = 256MB", "max_wal_size = 2GB", "min_wal_size = 2GB", "jit = off", "max_connections = 200"];

    // A server that has run for a while finds the segments of its log there; a new one would fill them with zeros during the measurement.
    const int Segments = 128;

    public static async Task<PostgreSqlStores> StartAsync(CancellationToken cancel)
    {
        var server = await DatabaseServer.CreateAsync(Launch.FreePort(), Settings, cancel);
        await server.QueryAsync(
            DatabaseServer.Maintenance, $"select count(pg_switch_wal()), count(pg_logical_emit_message(false, 'a', 'a')) from generate_series(1, {Segments})", cancel);
        await server.QueryAsync(DatabaseServer.Maintenance, "checkpoint", cancel);
        return new(server);
    }

    public string Description =>
        $"{server.Version}, a server of the run's own: fsync on, {string.Join(", ", Settings)}; its processor time is counted with that of host or floor";

    public string Folder => Path.GetDirectoryName(server.Folder)!;

    public int? DatabasePid => server.Pid;

    public IReadOnlyList<string> Arguments(bool isBroker, string store) => isBroker
        ? ["--store", "postgresql", "--connection", server.Connection(store)]
        : ["--connection", server.Connection(store)];

    public Task CreateAsync(string store, CancellationToken cancel) => server.QueryAsync(DatabaseServer.Maintenance, $"create database \"{store}\"", cancel);

    public async Task SettleAsync(string store, CancellationToken cancel)
    {
        await server.QueryAsync(store, "vacuum (analyze)", cancel);
        await server.QueryAsync(DatabaseServer.Maintenance, "checkpoint", cancel);
    }

    public async Task CopyAsync(string from, string to, CancellationToken cancel)
    {
        await server.QueryAsync(DatabaseServer.Maintenance, $"create database \"{to}\" template \"{from}\"", cancel);
        await server.QueryAsync(DatabaseServer.Maintenance, "checkpoint", cancel);
    }

    public Task DeleteAsync(string store) => server.QueryAsync(DatabaseServer.Maintenance, $"drop database if exists \"{store}\" with (force)", CancellationToken.None);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
