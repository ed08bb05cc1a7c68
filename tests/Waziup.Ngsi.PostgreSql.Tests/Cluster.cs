using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Waziup.Load.Bench.Stores;

[assembly: AssemblyFixture(typeof(Waziup.Ngsi.PostgreSql.Tests.Cluster))]

namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>A database server of the tests' own, made when the first test asks for it and gone after the last.</summary>
/// <remarks>It needs the programs of PostgreSQL. Without them the tests are skipped; on the build machine they fail.</remarks>
public sealed class Cluster : IAsyncDisposable
{
    private static readonly string[] Settings = ["max_connections = 400", "jit = off"];
    private static readonly SemaphoreSlim Gate = new(1);
    private static Cluster? _shared;
    private static int _schemas;

    private DatabaseServer? _server;

    /// <summary>How to reach the database.</summary>
    public string Connection => _server!.Connection(DatabaseServer.Maintenance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A name for a schema that nobody has.</summary>
    public static string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _schemas)}");

    /// <summary>The server that all tests share.</summary>
    public static async Task<Cluster> SharedAsync()
    {
        await Gate.WaitAsync(Cancel);
        try
        {
            return _shared ??= await OwnAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server of one test's own, which it may stop and kill.</summary>
    public static async Task<Cluster> OwnAsync()
    {
        if (DatabaseServer.Programs() is null)
        {
            const string Missing = "the programs of PostgreSQL are not installed (Debian: postgresql)";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, Missing);
            Assert.Fail(Missing);
        }
        return new Cluster { _server = await DatabaseServer.CreateAsync(FreePort(), Settings, Cancel) };
    }

    /// <summary>Starts it, again.</summary>
    public Task StartAsync() => _server!.StartAsync(Cancel);

    /// <summary>Stops it: <c>fast</c> ends connections, <c>immediate</c> is a crash.</summary>
    public Task StopAsync(string mode) => _server!.StopAsync(mode, Cancel);

    /// <summary>Dumps a schema and restores it in another cluster, with the programs that operators use.</summary>
    public async Task DumpAsync(Cluster other, string schema)
    {
        var file = Path.Combine(_server!.Folder, "dump");
        await _server.ClientAsync("pg_dump", ["-Fc", "-n", schema, "-f", file, DatabaseServer.Maintenance], Cancel);
        await other._server!.ClientAsync("pg_restore", ["-d", DatabaseServer.Maintenance, file], Cancel);
    }

    /// <summary>Runs statements as the owner of everything; also when the test has ended.</summary>
    public Task ExecuteAsync(string sql) => _server!.QueryAsync(DatabaseServer.Maintenance, sql, CancellationToken.None);

    /// <summary>Runs a statement and reads its one value.</summary>
    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        // The fixture of the assembly has no server; it stands for the shared one, if that was started.
        var server = _server ?? Interlocked.Exchange(ref _shared, null)?._server;
        if (server is not null)
            await server.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
