using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>A context source on this machine that reads one request from each connection and then does what a test says with it.</summary>
internal sealed class SourceServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private long _sent;

    private SourceServer(Func<SourceServer, NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _running = RunAsync(answer);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/ngsi-ld/v1/entities?type=Tank");

    /// <summary>The requests, with their bodies, in Latin-1.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many bytes of answers were taken from it.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Ends when the first request was read.</summary>
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static SourceServer Start(Func<SourceServer, NetworkStream, CancellationToken, Task> answer) => new(answer);

    /// <summary>Answers with these bytes, in Latin-1, and hangs up.</summary>
    public static SourceServer Start(string answer) => new((server, stream, cancel) => server.WriteAsync(stream, answer, cancel));

    /// <summary>Says nothing, and waits.</summary>
    public static Task Silence(CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    public Task WriteAsync(NetworkStream stream, string text, CancellationToken cancel) => WriteAsync(stream, Encoding.Latin1.GetBytes(text), cancel);

    public async Task WriteAsync(NetworkStream stream, byte[] bytes, CancellationToken cancel)
    {
        await stream.WriteAsync(bytes, cancel);
        Interlocked.Add(ref _sent, bytes.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<SourceServer, NetworkStream, CancellationToken, Task> answer)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var stream = client.GetStream();
                Requests.Enqueue(await ReadAsync(stream, _stop.Token));
                Asked.TrySetResult();
                await answer(this, stream, _stop.Token);
            }
            catch (IOException)
            {
                // The client had heard enough.
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (true)
        {
            var head = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && text.Length - head - 4 >= LengthIn(text.ToString()))
                return text.ToString();
            var read = await stream.ReadAsync(buffer, cancel);
            if (read == 0)
                return text.ToString();
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }

    private static int LengthIn(string request) =>
        request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture) : 0;
}
