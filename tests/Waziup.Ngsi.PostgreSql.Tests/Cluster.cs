using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(Waziup.Ngsi.PostgreSql.Tests.Cluster))]

namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>A database server of the tests' own, made when the first test asks for it and gone after the last.</summary>
/// <remarks>It needs the programs of PostgreSQL. Without them the tests are skipped; on the build machine they fail.</remarks>
public sealed class Cluster : IAsyncDisposable
{
    private static readonly SemaphoreSlim Gate = new(1);
    private static Cluster? _started;
    private static int _schemas;

    private readonly string _folder = Path.Combine("/tmp", "waziup-pg-" + Path.GetRandomFileName());
    private readonly int _port = FreePort();

    /// <summary>How to reach the database.</summary>
    public string Connection => $"Host=127.0.0.1;Port={_port};Username=ngsi;Database=postgres";

    /// <summary>A name for a schema that nobody has.</summary>
    public static string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _schemas)}");

    /// <summary>The server that all tests share.</summary>
    public static async Task<Cluster> SharedAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (_started is null)
            {
                var cluster = new Cluster();
                await cluster.StartNewAsync();
                _started = cluster;
            }
            return _started;
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server of one test's own, which it may stop and kill.</summary>
    public static async Task<Cluster> OwnAsync()
    {
        var cluster = new Cluster();
        await cluster.StartNewAsync();
        return cluster;
    }

    /// <summary>Starts it, again.</summary>
    public Task StartAsync() => RunAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "server.log"), "-w", "-t", "60", "start");

    /// <summary>Stops it: <c>fast</c> ends connections, <c>immediate</c> is a crash.</summary>
    public Task StopAsync(string mode) => RunAsync("pg_ctl", "-D", Data, "-m", mode, "-w", "stop");

    /// <summary>Dumps a schema and restores it in another cluster, with the programs that operators use.</summary>
    public async Task DumpAsync(Cluster other, string schema)
    {
        var file = Path.Combine(_folder, "dump");
        await RunAsync("pg_dump", "-Fc", "-n", schema, "-f", file, "-h", _folder, "-p", Text(_port), "-U", "ngsi", "postgres");
        await RunAsync("pg_restore", "-h", other._folder, "-p", Text(other._port), "-U", "ngsi", "-d", "postgres", file);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Runs a statement as the owner of everything.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a statement and reads its one value.</summary>
    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        // The fixture of the assembly stands for the server that was started, if one was.
        var cluster = Directory.Exists(_folder) ? this : Interlocked.Exchange(ref _started, null);
        if (cluster is null)
            return;
        try
        {
            await cluster.StopAsync("immediate");
        }
        catch (InvalidOperationException)
        {
            // It was stopped already.
        }
        await RunAsync("rm", "-rf", cluster._folder);
    }

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private async Task StartNewAsync()
    {
        if (Programs() is null)
        {
            const string Missing = "the programs of PostgreSQL are not installed (Debian: postgresql, postgresql-15-postgis-3)";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, Missing);
            Assert.Fail(Missing);
        }
        Directory.CreateDirectory(_folder);
        if (IsRoot)
            await ExecuteAsync("chown", ["postgres:", _folder]);
        await RunAsync("initdb", "-D", Data, "-U", "ngsi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        var settings = string.Create(CultureInfo.InvariantCulture,
            $"listen_addresses = '127.0.0.1'\nport = {_port}\nunix_socket_directories = '{_folder}'\nmax_connections = 400\nshared_buffers = 128MB\njit = off\ntimezone = 'UTC'\n");
        await RunAsync("sh", "-c", $"printf '%s' \"{settings}\" >> {Data}/postgresql.conf");
        await StartAsync();
    }

    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).OrderBy(bin => bin, StringComparer.Ordinal).LastOrDefault()
        : null;

    // The server refuses to run as root.
    private static Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs()!, program);
        var command = File.Exists(path) ? path : program;
        return IsRoot ? ExecuteAsync("runuser", ["-u", "postgres", "--", command, .. arguments]) : ExecuteAsync(command, arguments);
    }

    private static async Task ExecuteAsync(string program, string[] arguments)
    {
        // The server would keep a pipe open: what it says is in its log.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > /dev/null 2>&1", program, .. arguments]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
