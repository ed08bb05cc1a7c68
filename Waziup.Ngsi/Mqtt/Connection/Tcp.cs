using System.Net.Sockets;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>Connects to whatever address a name has.</summary>
internal static class Tcp
{
    public static async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
