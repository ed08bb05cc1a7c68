using System.IO.Pipelines;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Session;

namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>One network connection, from CONNACK to its end.</summary>
/// <remarks>
/// One loop sends, one receives, one watches; the first that ends, ends all. Whatever waits when the sender comes round goes into one
/// flush, so a lone message is sent at once and many share a write.
/// </remarks>
internal sealed class Link : IAsyncDisposable
{
    // How long a last word may take when the other side does not read.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly PacketReader _reader;
    private readonly PacketWriter _writer;
    private readonly ClientSession _session;
    private readonly TimeProvider _time;

    private Link(Stream stream, MqttClientOptions options, ClientSession session, TimeProvider time)
    {
        _stream = stream;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 14, leaveOpen: true));
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 1 << 14, leaveOpen: true));
        _reader = new PacketReader(options.Version, options.MaxPacketBytes);
        _writer = new PacketWriter(options.Version);
        _session = session;
        _time = time;
    }

    /// <summary>Connects and asks to be let in.</summary>
    /// <exception cref="MqttException">The server cannot be reached, or refuses.</exception>
    public static async Task<(Link Link, ConnackPacket Answer)> OpenAsync(
        MqttClientOptions options, ConnectPacket ask, ClientSession session, TimeProvider time, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        Link? link = null;
        try
        {
            link = new Link(await Dial.OpenAsync(options, either.Token), options, session, time);
            var answer = await link.AskAsync(ask, either.Token);
            Handshake.Check(answer, options);
            link._writer.MaxBytes = Handshake.MaxBytes(answer);
            return (link, answer);
        }
        catch (Exception failure)
        {
            if (link is not null)
                await link.DisposeAsync();
            if (late.IsCancellationRequested && !cancel.IsCancellationRequested)
                throw new MqttException($"{options.Server} did not answer within {options.ConnectTimeout.TotalSeconds} s", failure);
            if (failure is MqttException or OperationCanceledException)
                throw;
            throw new MqttException($"{options.Server} cannot be reached: {failure.Message}", failure);
        }
    }

    /// <summary>Carries messages until the connection ends: quietly after the last word, else with what ended it.</summary>
    /// <param name="keepAlive">The interval that was agreed on.</param>
    /// <param name="deliver">Takes messages; while it does, nothing else is read.</param>
    /// <param name="cancel">Cuts the connection.</param>
    public async Task RunAsync(TimeSpan keepAlive, Func<MqttMessage, CancellationToken, ValueTask> deliver, CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var heartbeat = new Heartbeat(keepAlive, _time);
        var send = SendAsync(heartbeat, end.Token);
        var receive = ReceiveAsync(heartbeat, deliver, end.Token);
        var watch = heartbeat.WatchAsync(_session.Ping, end.Token);
        var first = await Task.WhenAny(send, receive, watch);
        if (first == receive && receive.Exception?.InnerException is MqttProtocolException fault)
            await SayWhyAsync(fault, send);
        await end.CancelAsync();
        await _stream.DisposeAsync();
        await Task.WhenAll(send, receive, watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _input.CompleteAsync();
        // What was written and not flushed is thrown away.
        await _output.CompleteAsync(new ObjectDisposedException(nameof(Link)));
    }

    private async Task<ConnackPacket> AskAsync(ConnectPacket ask, CancellationToken cancel)
    {
        _writer.Write(ask, _output);
        await _output.FlushAsync(cancel);
        while (true)
        {
            var read = await _input.ReadAsync(cancel);
            var buffer = read.Buffer;
            var isWhole = _reader.TryRead(ref buffer, out var packet);
            _input.AdvanceTo(buffer.Start, isWhole ? buffer.Start : buffer.End);
            if (isWhole)
                return packet as ConnackPacket ?? throw MqttProtocolException.Violation($"the server answers CONNECT with {packet!.Type}");
            if (read.IsCompleted)
                throw new MqttException("the server closed the connection instead of answering");
        }
    }

    private async Task SendAsync(Heartbeat heartbeat, CancellationToken cancel)
    {
        var handed = new List<Outgoing>();
        for (var isLast = false; !isLast;)
        {
            await _session.Work.WaitAsync(cancel);
            for (var hasMore = true; hasMore;)
            {
                (hasMore, isLast) = _session.Fill(_writer, _output, handed);
                if (_output.UnflushedBytes == 0)
                    continue;
                await _output.FlushAsync(cancel);
                heartbeat.Sent();
                _session.Complete(handed);
            }
        }
    }

    private async Task ReceiveAsync(Heartbeat heartbeat, Func<MqttMessage, CancellationToken, ValueTask> deliver, CancellationToken cancel)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancel);
            heartbeat.Heard();
            var buffer = read.Buffer;
            while (_reader.TryRead(ref buffer, out var packet))
            {
                if (_session.Receive(packet) is not { } message)
                    continue;
                heartbeat.IsBusy = true;
                await deliver(message, cancel);
                heartbeat.IsBusy = false;
                heartbeat.Heard();
            }
            _input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
                throw new MqttException("the server closed the connection");
        }
    }

    private async Task SayWhyAsync(MqttProtocolException fault, Task send)
    {
        _session.Leave(fault.Reason);
        await Task.WhenAny(send, Task.Delay(Farewell, _time, CancellationToken.None));
    }
}
