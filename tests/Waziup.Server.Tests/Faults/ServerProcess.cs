using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Sqlite;

namespace Waziup.Server.Tests.Faults;

/// <summary>The real server as a process of its own, on a port of its own, with its store in a folder.</summary>
sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly HttpClient _client;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = address };
    }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>Its number; of the process that was started, which may be a wrapper.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="wrapper">What runs it, in front of its own command line; empty for nothing.</param>
    /// <param name="options">More options.</param>
    public static async Task<ServerProcess> StartAsync(string data, string[]? wrapper = null, params string[] options)
    {
        var process = Launch(data, wrapper ?? [], options);
        var told = new StringBuilder();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartTime);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            told.AppendLine(line);
            if (Serves().Match(line) is not { Success: true } match)
                continue;
            // Nobody may be held up by a full pipe.
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return new ServerProcess(process, new Uri(match.Groups["url"].Value));
        }
        throw new InvalidOperationException($"the server did not start: {told}{await process.StandardError.ReadToEndAsync(limit.Token)}");
    }

    /// <summary>Starts it where it cannot start, and returns its exit code and what it says.</summary>
    public static async Task<(int Code, string Told)> RefusalAsync(string data)
    {
        using var process = Launch(data, [], []);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartTime);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var told = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, told + await output);
    }

    /// <summary>Opens the store that a server left behind.</summary>
    public static async Task<SqliteStorage> OpenAsync(string data)
    {
        var options = new SqliteOptions { Path = Path.Combine(data, "context.db") };
        var storage = new SqliteStorage(options, TimeProvider.System, NullLogger<SqliteStorage>.Instance);
        await storage.PrepareAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    /// <summary>Sends JSON; the status of the answer.</summary>
    public async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string body) => (await AnswerAsync(method, path, body)).Status;

    /// <summary>Sends JSON, or nothing where there is no body.</summary>
    public async Task<(HttpStatusCode Status, string Body)> AnswerAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "/ngsi-ld/v1/" + path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>kill -9, of a wrapper and all that it runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private static Process Launch(string data, string[] wrapper, string[] options)
    {
        string[] command =
        [
            .. wrapper, Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Waziup.Server.dll"), "--urls", "http://127.0.0.1:0", "--data", data, .. options,
        ];
        return Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
    }

    [GeneratedRegex(@"serves NGSI-LD on (?<url>http://[0-9.:]+)/")]
    private static partial Regex Serves();
}
