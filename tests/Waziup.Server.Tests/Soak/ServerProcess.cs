using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Waziup.Server.Tests.Soak;

/// <summary>The server as a process of its own, on a free port of this machine, with its data in a folder of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data;

    private ServerProcess(Process process, DirectoryInfo data, int port)
    {
        _process = process;
        _data = data;
        Port = port;
    }

    public int Port { get; }

    public Uri Root => new($"http://127.0.0.1:{Port}/ngsi-ld/v1/");

    /// <summary>What of it lies in memory, as the kernel counts.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }
    }

    public static async Task<ServerProcess> StartAsync(HttpClient client, CancellationToken cancel)
    {
        var data = Directory.CreateTempSubdirectory("waziup-soak");
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Waziup.Server.dll"), "--urls", $"http://127.0.0.1:{port}", "--data", data.FullName])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(process, data, port);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await server.AnswersAsync(client, cancel))
        {
            Assert.False(process.HasExited, "the server has ended");
            await beat.WaitForNextTickAsync(cancel);
        }
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(Root, "info/sourceIdentity"), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
