using System.Net;
using System.Net.Sockets;

namespace Waziup.Ngsi.Mqtt.Tests.Servers;

/// <summary>Stands between client and server, and can stop passing anything on without closing, as a broken network does; or cut.</summary>
sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _open = [];
    private readonly int _target;
    private volatile int _stalled;

    public StallingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there have been.</summary>
    public int Connections { get; private set; }

    /// <summary>Nothing goes through the connections that stand now; later ones work.</summary>
    public void Stall() => _stalled = Connections;

    /// <summary>Cuts all connections.</summary>
    public void Cut()
    {
        lock (_open)
        {
            foreach (var client in _open)
                client.Dispose();
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
                lock (_open)
                    _open.AddRange([client, server]);
                Connections++;
                var number = Connections;
                _ = PassAsync(client, server, number);
                _ = PassAsync(server, client, number);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, int number)
    {
        var buffer = new byte[1 << 14];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var count)
            {
                if (number <= _stalled)
                    continue;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            to.Dispose();
        }
    }
}
