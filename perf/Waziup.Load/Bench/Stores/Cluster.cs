using System.Diagnostics;
using System.Globalization;

namespace Waziup.Load.Bench.Stores;

/// <summary>A PostgreSQL server of the run's own, in the temporary folder: the user postgres has to reach it, and may not reach ours.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    /// <summary>What differs from PostgreSQL's defaults and matters for a measurement.</summary>
    public static readonly IReadOnlyList<string> Settings = ["shared_buffers = 256MB", "max_wal_size = 2GB", "jit = off", "max_connections = 200"];

    /// <summary>The database that is there from the start.</summary>
    public const string Maintenance = "postgres";

    readonly string _programs;
    readonly int _port = Launch.FreePort();

    Cluster(string programs) => _programs = programs;

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"waziup-bench-{Environment.ProcessId}");

    public string Version { get; private set; } = "";

    /// <summary>The server's first process, the parent of all others.</summary>
    public int Pid { get; private set; }

    public static async Task<Cluster> StartAsync(CancellationToken cancel)
    {
        var cluster = new Cluster(Programs() ?? throw new IOException("The programs of PostgreSQL are not installed (apt-get install postgresql)."));
        try
        {
            await cluster.CreateAsync(cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to reach a database, as Npgsql has it.</summary>
    public string Connection(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=ngsi;Database={database}");

    /// <summary>Runs a statement.</summary>
    public Task<string> ExecuteAsync(string database, string sql, CancellationToken cancel) => RunAsync(
        "psql",
        ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "ngsi", "-d", database, "-v", "ON_ERROR_STOP=1", "-qAtc", sql],
        cancel);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(PidFile))
            await RunAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"], CancellationToken.None);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    string Data => Path.Combine(Folder, "data");

    string PidFile => Path.Combine(Data, "postmaster.pid");

    static bool IsRoot => Environment.UserName == "root";

    async Task CreateAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        if (IsRoot)
            await StartAsync("chown", ["postgres:", Folder], cancel);
        await RunAsync("initdb", ["-D", Data, "-U", "ngsi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], cancel);
        string[] settings = ["listen_addresses = '127.0.0.1'", $"port = {_port}", "unix_socket_directories = ''", "timezone = 'UTC'", "fsync = on", .. Settings];
        await File.AppendAllLinesAsync(Path.Combine(Data, "postgresql.conf"), settings, cancel);
        await RunAsync("pg_ctl", ["-D", Data, "-l", Path.Combine(Folder, "server.log"), "-w", "-t", "60", "start"], cancel);
        Pid = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
        Version = "PostgreSQL " + (await ExecuteAsync(Maintenance, "show server_version", cancel)).Trim();
    }

    /// <summary>Where the programs of PostgreSQL lie; null where they are not installed.</summary>
    public static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).OrderBy(bin => bin, StringComparer.Ordinal).LastOrDefault()
        : null;

    // The server refuses to run as root.
    Task<string> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var path = Path.Combine(_programs, program);
        return IsRoot ? StartAsync("runuser", ["-u", "postgres", "--", path, .. arguments], cancel) : StartAsync(path, arguments, cancel);
    }

    async Task<string> StartAsync(string program, string[] arguments, CancellationToken cancel)
    {
        // Into a file: the server keeps what it is started with, and would keep a pipe open.
        var said = Path.Combine(Folder, "said");
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > \"$SAID\" 2>&1", program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["SAID"] = said },
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        var text = await File.ReadAllTextAsync(said, cancel);
        if (process.ExitCode != 0)
            throw new IOException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");

        return text;
    }
}
