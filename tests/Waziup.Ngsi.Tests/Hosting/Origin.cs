using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.Tests.Hosting;

/// <summary>A small web server on this machine that answers every connection once and counts them.</summary>
internal sealed class Origin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _connections;

    private Origin(Func<int, string> answer)
    {
        _listener.Start();
        _running = RunAsync(answer);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="answer">The answer to the first connection, the second and so on, in Latin-1.</param>
    public static Origin Start(Func<int, string> answer) => new(answer);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(Func<int, string> answer)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var number = Interlocked.Increment(ref _connections);
                var buffer = new byte[8192];
                var read = await client.GetStream().ReadAsync(buffer, _stop.Token);
                Requests.Enqueue(Encoding.Latin1.GetString(buffer, 0, read));
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer(number)), _stop.Token);
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
}
