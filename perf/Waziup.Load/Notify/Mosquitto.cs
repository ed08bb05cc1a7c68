using System.Diagnostics;
using System.Globalization;

namespace Waziup.Load.Notify;

/// <summary>An MQTT server of one's own on loopback.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    readonly Process _process;
    readonly string _file;

    Mosquitto(Process process, string file, int port) => (_process, _file, Port) = (process, file, port);

    public int Port { get; }

    public static async Task<Mosquitto> StartAsync(CancellationToken cancel)
    {
        var port = Launch.FreePort();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture,
            $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 1000\nset_tcp_nodelay true\nlog_type none\n"), cancel);
        var process = Process.Start(Launch.Info("/usr/sbin/mosquitto", "-c", file)) ?? throw new IOException("mosquitto did not start (apt-get install mosquitto).");
        await Task.Delay(500, cancel);
        return new Mosquitto(process, file, port);
    }

    /// <summary>Has mosquitto's own client publish lines with QoS 1, and waits for its end.</summary>
    public async Task PublishAsync(string topic, string line, int count, CancellationToken cancel)
    {
        var info = Launch.Info("/usr/bin/mosquitto_pub", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-q", "1", "-t", topic, "-l", "-V", "5");
        info.RedirectStandardInput = true;
        using var process = Process.Start(info) ?? throw new IOException("mosquitto_pub did not start (apt-get install mosquitto-clients).");
        for (var i = 0; i < count; i++)
            await process.StandardInput.WriteLineAsync(line.AsMemory(), cancel);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        File.Delete(_file);
    }
}
