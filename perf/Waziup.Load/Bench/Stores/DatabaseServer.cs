using System.Diagnostics;
using System.Globalization;

namespace Waziup.Load.Bench.Stores;

/// <summary>A PostgreSQL server of one's own, in the temporary folder: the user postgres has to reach it, and may not reach ours.</summary>
internal sealed class DatabaseServer : IAsyncDisposable
{
    /// <summary>The database that is there from the start.</summary>
    public const string Maintenance = "postgres";

    readonly string _programs;
    readonly int _port;

    DatabaseServer(string programs, int port) => (_programs, _port) = (programs, port);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "waziup-pg-" + Path.GetRandomFileName());

    public string Version { get; private set; } = "";

    /// <summary>The server's first process, the parent of all others.</summary>
    public int Pid { get; private set; }

    string Data => Path.Combine(Folder, "data");

    string PidFile => Path.Combine(Data, "postmaster.pid");

    static bool IsRoot => Environment.UserName == "root";

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="port">Where it listens on loopback.</param>
    /// <param name="settings">What differs from PostgreSQL's defaults, as lines of its configuration.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="IOException">The programs are not installed, or one of them failed.</exception>
    public static async Task<DatabaseServer> CreateAsync(int port, IEnumerable<string> settings, CancellationToken cancel)
    {
        var server = new DatabaseServer(Programs() ?? throw new IOException("The programs of PostgreSQL are not installed (apt-get install postgresql)."), port);
        try
        {
            Directory.CreateDirectory(server.Folder);
            if (IsRoot)
                await server.ExecuteAsync("chown", ["postgres:", server.Folder], cancel);
            await server.RunAsync("initdb", ["-D", server.Data, "-U", "ngsi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], cancel);
            string[] all = ["listen_addresses = '127.0.0.1'", $"port = {port}", "unix_socket_directories = ''", "timezone = 'UTC'", "fsync = on", .. settings];
            await File.AppendAllLinesAsync(Path.Combine(server.Data, "postgresql.conf"), all, cancel);
            await server.StartAsync(cancel);
            server.Version = "PostgreSQL " + (await server.QueryAsync(Maintenance, "show server_version", cancel)).Trim();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where the programs of PostgreSQL lie; null where they are not installed.</summary>
    public static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).OrderBy(bin => bin, StringComparer.Ordinal).LastOrDefault()
        : null;

    /// <summary>How to reach a database, as Npgsql has it.</summary>
    public string Connection(string database) => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=ngsi;Database={database}");

    /// <summary>Starts it, again.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await RunAsync("pg_ctl", ["-D", Data, "-l", Path.Combine(Folder, "server.log"), "-w", "-t", "60", "start"], cancel);
        Pid = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
    }

    /// <summary>Stops it: <c>fast</c> ends connections, <c>immediate</c> is a crash.</summary>
    public Task StopAsync(string mode, CancellationToken cancel) => RunAsync("pg_ctl", ["-D", Data, "-m", mode, "-w", "stop"], cancel);

    /// <summary>Runs statements; returns what they answer, as text.</summary>
    public Task<string> QueryAsync(string database, string sql, CancellationToken cancel) =>
        ClientAsync("psql", ["-d", database, "-v", "ON_ERROR_STOP=1", "-qXAtc", sql], cancel);

    /// <summary>Runs one of PostgreSQL's programs that talk with a server.</summary>
    public Task<string> ClientAsync(string program, string[] arguments, CancellationToken cancel) => RunAsync(
        program, ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", "ngsi", .. arguments], cancel);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(PidFile))
            await StopAsync("immediate", CancellationToken.None);
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    // The server refuses to run as root.
    Task<string> RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var path = Path.Combine(_programs, program);
        return IsRoot ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments], cancel) : ExecuteAsync(path, arguments, cancel);
    }

    async Task<string> ExecuteAsync(string program, string[] arguments, CancellationToken cancel)
    {
        // Into a file of its own: the server keeps what it is started with, and would keep a pipe open.
        var said = Path.Combine(Folder, "said-" + Path.GetRandomFileName());
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > \"$SAID\" 2>&1", program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["SAID"] = said },
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        var text = await File.ReadAllTextAsync(said, cancel);
        File.Delete(said);
        if (process.ExitCode != 0)
            throw new IOException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");

        return text;
    }
}
