using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Waziup.Ngsi.Mqtt.Tests.Servers.Mosquitto))]

namespace Waziup.Ngsi.Mqtt.Tests.Servers;

/// <summary>A server of the tests' own, with a folder that is gone afterwards.</summary>
/// <remarks>It needs mosquitto. Without it the tests are skipped; on the build machine they fail.</remarks>
public sealed class Mosquitto : IAsyncDisposable
{
    /// <summary>The password of <c>admin</c>, where there is one.</summary>
    public const string AdminPassword = "admin-password";

    private const string Program = "/usr/sbin/mosquitto";
    private static readonly SemaphoreSlim Gate = new(1);
    private static Mosquitto? _shared;

    private Process? _process;

    public int Port { get; private set; }

    /// <summary>What lies beside the configuration.</summary>
    public string Folder { get; private set; } = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The server that tests share which neither stop it nor set it up.</summary>
    public static async Task<Mosquitto> SharedAsync()
    {
        await Gate.WaitAsync(Cancel);
        try
        {
            return _shared ??= await (await OwnAsync("allow_anonymous true", "max_queued_messages 100000")).StartAsync();
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>A server of one test's own.</summary>
    /// <param name="settings">Lines of its configuration; FOLDER stands for its folder.</param>
    public static async Task<Mosquitto> OwnAsync(params string[] settings)
    {
        Needs.File(Program, "mosquitto");
        var server = new Mosquitto { Folder = Directory.CreateTempSubdirectory("waziup-mqtt-").FullName, Port = FreePort() };
        string[] own = [$"listener {server.Port} 127.0.0.1", $"user {Environment.UserName}", "persistence_location FOLDER/", "log_dest stderr"];
        var lines = own.Concat(settings).Select(line => line.Replace("FOLDER", server.Folder, StringComparison.Ordinal));
        await File.WriteAllLinesAsync(Path.Combine(server.Folder, "mosquitto.conf"), lines, Cancel);
        return server;
    }

    /// <summary>A server of one test's own whose accounts <c>admin</c> makes.</summary>
    public static async Task<Mosquitto> DynamicAsync()
    {
        Needs.File(Program, "mosquitto");
        var plugin = Directory.GetDirectories("/usr/lib").Select(folder => Path.Combine(folder, "mosquitto_dynamic_security.so")).FirstOrDefault(File.Exists) ?? "mosquitto_dynamic_security.so";
        Needs.File(plugin, "mosquitto");
        var server = await OwnAsync("allow_anonymous false", $"plugin {plugin}", "plugin_opt_config_file FOLDER/dynamic.json");
        var start = new ProcessStartInfo("/usr/bin/mosquitto_ctrl", ["dynsec", "init", Path.Combine(server.Folder, "dynamic.json"), "admin", AdminPassword]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var init = Process.Start(start)!;
        await init.StandardOutput.ReadToEndAsync(Cancel);
        await init.WaitForExitAsync(Cancel);
        Assert.Equal(0, init.ExitCode);
        return await server.StartAsync();
    }

    /// <summary>Sets a password file up.</summary>
    public async Task AddUserAsync(string user, string password)
    {
        using var process = Process.Start("/usr/bin/mosquitto_passwd", ["-c", "-b", Path.Combine(Folder, "passwords"), user, password]);
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Starts it, again, and waits until it answers.</summary>
    public async Task<Mosquitto> StartAsync()
    {
        var start = new ProcessStartInfo(Program, ["-c", Path.Combine(Folder, "mosquitto.conf")]) { RedirectStandardError = true, UseShellExecute = false };
        _process = Process.Start(start)!;
        var log = new List<string>();
        while (await _process.StandardError.ReadLineAsync(Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel) is { } line)
        {
            log.Add(line);
            if (!line.Contains(" running", StringComparison.Ordinal))
                continue;
            // Somebody has to read on, or it stops when the pipe is full.
            _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
            return this;
        }
        throw new InvalidOperationException($"mosquitto did not start: {string.Join('\n', log)}");
    }

    /// <summary>Ends it as an operator would: it keeps what it was told to keep.</summary>
    public async Task StopAsync()
    {
        using var signal = Process.Start("/bin/kill", ["-TERM", $"{_process!.Id}"]);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        // The fixture of the assembly has no server; it stands for the shared one, if that was started.
        if (Folder.Length == 0)
        {
            if (Interlocked.Exchange(ref _shared, null) is { } shared)
                await shared.DisposeAsync();
            return;
        }
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
