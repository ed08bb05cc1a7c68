using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Servers;

/// <summary>A server whose every packet the test decides on, for what a real one does not do.</summary>
sealed class ScriptedServer(MqttVersion version) : IAsyncDisposable
{
    private readonly TcpListener _listener = Listen();
    private readonly PacketReader _reader = new(version, 1 << 20);
    private readonly PacketWriter _writer = new(version);
    private TcpClient? _client;
    private PipeReader? _input;
    private PipeWriter? _output;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Takes the next connection and lets it in.</summary>
    public async Task<ConnectPacket> AcceptAsync(bool hasSession = false, params Property[] properties)
    {
        _client?.Dispose();
        _client = await _listener.AcceptTcpClientAsync(Ends.Cancel);
        _input = PipeReader.Create(_client.GetStream());
        _output = PipeWriter.Create(_client.GetStream());
        var connect = await NextAsync<ConnectPacket>();
        await SendAsync(new ConnackPacket(hasSession, ReasonCode.Success) { Properties = new([.. properties]) });
        return connect;
    }

    public async Task SendAsync(params Packet[] packets)
    {
        foreach (var packet in packets)
            _writer.Write(packet, _output!);
        await _output!.FlushAsync(Ends.Cancel);
    }

    public async Task SendBytesAsync(string hex) => await _output!.WriteAsync(Convert.FromHexString(hex), Ends.Cancel);

    /// <summary>The next packet; null when the client has closed.</summary>
    public async Task<Packet?> NextAsync()
    {
        while (true)
        {
            var read = await _input!.ReadAsync(Ends.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ends.Cancel);
            var buffer = read.Buffer;
            var isWhole = _reader.TryRead(ref buffer, out var packet);
            _input.AdvanceTo(buffer.Start, isWhole ? buffer.Start : buffer.End);
            if (isWhole || read.IsCompleted)
                return packet;
        }
    }

    public async Task<T> NextAsync<T>() where T : Packet => Assert.IsType<T>(await NextAsync());

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
