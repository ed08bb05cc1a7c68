using System.Diagnostics;
using System.Globalization;

namespace Waziup.Load.Bench;

/// <summary>A running server, host or floor, as a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    const int LinesKept = 20;

    readonly Process _process;
    readonly Queue<string> _output = new();

    ServerProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Url { get; }

    public int Pid => _process.Id;

    /// <summary>How long it took from starting the process to its first answer.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <param name="subject">The program.</param>
    /// <param name="store">The arguments that have it use its store.</param>
    /// <param name="probe">The path that is asked for until there is an answer; any status will do but a refused connection or a 5xx.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public static async Task<ServerProcess> StartAsync(Subject subject, IReadOnlyList<string> store, string probe, TimeProvider time, CancellationToken cancel)
    {
        var url = new Uri($"http://127.0.0.1:{Launch.FreePort()}");
        var info = Launch.Info(subject.Command, ["--urls", url.ToString().TrimEnd('/'), .. store]);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        foreach (var (name, value) in subject.Environment)
            info.Environment[name] = value;

        var began = time.GetTimestamp();
        var server = new ServerProcess(Process.Start(info) ?? throw new IOException($"'{subject.Command}' did not start."), url);
        using var client = new Client(url);
        while (!await client.AnswersAsync(probe, cancel))
        {
            if (server._process.HasExited || time.GetElapsedTime(began) > StartLimit)
            {
                var output = server.Output();
                await server.DisposeAsync();
                throw new IOException($"{subject.Name} does not answer:\n{output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancel);
        }

        server.StartTime = time.GetElapsedTime(began);
        return server;
    }

    /// <summary>The last lines that the server wrote.</summary>
    public string Output()
    {
        lock (_output)
            return string.Join('\n', _output);
    }

    /// <summary>Ends the server without a warning, as a loss of power would.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Asks the server to end, as an operator would, and kills it only when it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var term = Process.Start(Launch.Info("kill", "-TERM", Pid.ToString(CultureInfo.InvariantCulture)));
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    void Keep(string? line)
    {
        if (line is null)
            return;

        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > LinesKept)
                _output.Dequeue();
        }
    }
}
