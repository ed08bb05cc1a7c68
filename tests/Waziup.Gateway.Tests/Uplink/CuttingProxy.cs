using System.Net;
using System.Net.Sockets;

namespace Waziup.Gateway.Tests.Uplink;

/// <summary>A bad link: it passes connections on to a port, or cuts them after so many bytes of either direction, or has nobody behind it.</summary>
sealed class CuttingProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _work;

    public CuttingProxy()
    {
        _listener.Start();
        _work = RunAsync();
    }

    /// <summary>Its address.</summary>
    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>The port behind it; null while the link is down.</summary>
    public int? Target { get; set; }

    /// <summary>After how many bytes that go up, and that come down, the next connection is cut.</summary>
    public Func<(long Up, long Down)> Cut { get; set; } = () => (long.MaxValue, long.MaxValue);

    /// <summary>How many connections were cut.</summary>
    public int Cuts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    async Task ServeAsync(Socket client)
    {
        using var here = client;
        if (Target is not { } port)
        {
            client.Close(0);
            return;
        }
        try
        {
            using var there = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await there.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            var (up, down) = Cut();
            // Whichever ends first takes the other one with it.
            await Task.WhenAny(PassAsync(client, there, up), PassAsync(there, client, down));
            client.Close(0);
        }
        catch (SocketException)
        {
            // Nobody is behind it.
            client.Close(0);
        }
    }

    async Task PassAsync(Socket from, Socket to, long most)
    {
        try
        {
            var buffer = new byte[4096];
            while (most > 0)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most)), _stop.Token);
                if (read == 0)
                    return;
                await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                most -= read;
            }
            Cuts++;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It was cut.
        }
    }
}
