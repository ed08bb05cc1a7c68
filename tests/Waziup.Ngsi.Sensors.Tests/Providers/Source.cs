using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.Sensors.Tests.Providers;

/// <summary>A source of data on this machine that answers each connection once, as it is told.</summary>
sealed class Source : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly ConcurrentQueue<Task> _answers = new();

    private Source(Func<string, Stream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _running = RunAsync(answer);
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/data";

    /// <summary>What it was asked, in order: heads of requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many it answers in this moment.</summary>
    public int Open;

    /// <summary>Answers as told; the stream is that of the connection.</summary>
    public static Source Start(Func<string, Stream, CancellationToken, Task> answer) => new(answer);

    /// <summary>Answers with what the request and its number say.</summary>
    public static Source Start(Func<string, int, string> answer)
    {
        var number = 0;
        return new((request, stream, cancel) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer(request, Interlocked.Increment(ref number))), cancel).AsTask());
    }

    /// <summary>Always the same.</summary>
    public static Source Saying(string body, string headers = "") => Start((_, _) => Answer(body, headers));

    public static string Answer(string body, string headers = "", string status = "200 OK") =>
        $"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        await Task.WhenAll(_answers);
        _stop.Dispose();
    }

    private async Task RunAsync(Func<string, Stream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
                _answers.Enqueue(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token), answer));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client, Func<string, Stream, CancellationToken, Task> answer)
    {
        Interlocked.Increment(ref Open);
        try
        {
            using (client)
            {
                var (head, buffer) = ("", new byte[8192]);
                while (!head.Contains("\r\n\r\n", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
                    head += Encoding.UTF8.GetString(buffer, 0, read);
                Requests.Enqueue(head);
                await answer(head, client.GetStream(), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException)
        {
            // The client had heard enough, or the test is over.
        }
        finally
        {
            Interlocked.Decrement(ref Open);
        }
    }
}
