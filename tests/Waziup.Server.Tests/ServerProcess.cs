using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Waziup.Server.Tests;

/// <summary>A running server on a free port of loopback.</summary>
sealed partial class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    readonly StringBuilder _output = new();

    ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>What it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it with its store in the folder; an option given twice would stop it, so <c>--urls</c> is ours.</summary>
    public static async Task<ServerProcess> StartAsync(TestFolder folder, params string[] arguments)
    {
        var process = Launch.Start(folder.Path, new Dictionary<string, string>(), ["--urls", "http://127.0.0.1:0", .. arguments]);
        var server = new ServerProcess(process);
        var line = await server.WaitForAsync("serves NGSI-LD on");
        server.Address = new Uri(UrlOf().Match(line).Value);
        server.Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address };
        return server;
    }

    /// <summary>Waits until it writes a line with a text.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(limit.Token);
                if (line.Contains(text, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
            throw new IOException($"the server did not write '{text}':\n{Output}", failure);
        }
    }

    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        change?.Invoke(request);
        using var response = await Client.SendAsync(request, Cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    public Task<(int Status, string Body)> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task CreateAsync(string id)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", Entity(id));
        Assert.True(status == 201, $"{status} {answer}");
    }

    public static string Entity(string id) => $$$"""{"id":"{{{id}}}","type":"Plot","moisture":{"type":"Property","value":17}}""";

    /// <summary>Sends it a signal: TERM asks it to stop, KILL gives it no chance.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
        Assert.DoesNotContain("fail:", Output, StringComparison.Ordinal);
        Assert.DoesNotContain("crit:", Output, StringComparison.Ordinal);
    }

    void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        _lines.Writer.TryWrite(line);
    }

    [GeneratedRegex(@"http://[\d.]+:\d+")]
    private static partial Regex UrlOf();
}
