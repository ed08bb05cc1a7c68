using System.Buffers;
using Waziup.Ngsi.Mqtt.Connection;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>What client and server owe each other, over all connections. Thread-safe.</summary>
/// <remarks>Those who publish, the sender and the receiver of the connection meet here, each for a short time.</remarks>
/// <param name="owner">Whose messages these are.</param>
/// <param name="options">The bounds.</param>
internal sealed class ClientSession(IMqttConnection owner, MqttClientOptions options)
{
    // Larger than what a server can cause that keeps to its receive maximum.
    private const int MostAnswers = 1 << 17;
    private const int EnoughBytes = 1 << 16;

    private readonly Lock _gate = new();
    private readonly Parts _parts = new(options);
    private readonly Queue<Packet> _answers = new();
    private bool _isOpen;
    private bool _isEnding;
    private Exception? _end;

    /// <summary>Heard when there may be something to send.</summary>
    public Signal Work { get; } = new();

    /// <summary>How many publishes are not ended yet.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
                return _parts.Outflow.Count;
        }
    }

    /// <summary>Whether a connection is needed.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
                return _parts.Outflow.Count > 0 || _parts.Requests.Count > 0 || _parts.Requests.HasSubscriptions;
        }
    }

    /// <summary>Sends a message and waits for its end.</summary>
    public async Task PublishAsync(PublishPacket packet, Signal wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        LinkedListNode<Outgoing> node;
        lock (_gate)
        {
            Refuse();
            if (_parts.Outflow.Count >= options.MaxPending || _parts.Outflow.Bytes + packet.Payload.Length > options.MaxPendingBytes)
                throw new MqttException($"{_parts.Outflow.Count} messages wait for {options.Server} already");
            node = _parts.Outflow.Add(packet);
        }
        Tell(wanted);
        using (cancel.UnsafeRegister(_ => Cancel(node, cancel), null))
            await node.Value.End;
    }

    /// <summary>Asks for subscriptions, or their end, and waits for the answer.</summary>
    public async Task RequestAsync(Request request, Signal wanted, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            Refuse();
            _parts.Requests.Add(request);
        }
        Tell(wanted);
        using (cancel.UnsafeRegister(_ => Cancel(request, cancel), null))
            await request.End;
    }

    public void Acknowledge(IReadOnlyList<MqttMessage> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
                Answer(_parts.Inflow.Acknowledge(message));
        }
        Work.Set();
    }

    /// <summary>A connection is open.</summary>
    public void Open(bool hasSession, FlowLimits limits)
    {
        lock (_gate)
        {
            _isOpen = true;
            _answers.Clear();
            _parts.Outflow.Open(hasSession, limits);
            _parts.Inflow.Open(hasSession);
            _parts.Requests.Open(hasSession);
            _isEnding = _end is not null;
            if (_isEnding)
                Answer(Goodbye(ReasonCode.Success));
        }
        Work.Set();
    }

    /// <summary>The connection is gone.</summary>
    public void Close()
    {
        lock (_gate)
            _isOpen = false;
    }

    /// <summary>Says goodbye: nothing else is sent afterwards on this connection.</summary>
    public void Leave(ReasonCode reason)
    {
        lock (_gate)
        {
            _isEnding = true;
            Answer(Goodbye(reason));
        }
        Work.Set();
    }

    /// <summary>Asks the server for a sign of life.</summary>
    public void Ping()
    {
        lock (_gate)
            Answer(PingPacket.Request);
        Work.Set();
    }

    /// <summary>Everything that waits fails.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="isLast">Whether what comes later fails too.</param>
    public void Fail(Exception failure, bool isLast)
    {
        lock (_gate)
        {
            if (isLast)
                _end ??= failure;
            _parts.Outflow.FailAll(failure);
            _parts.Requests.FailAll(failure);
        }
    }

    /// <summary>Writes what is due, up to a moderate amount.</summary>
    /// <param name="writer">Writes in the version of the connection.</param>
    /// <param name="output">Where to.</param>
    /// <param name="handed">Gets the messages with QoS 0, which end when the output is flushed.</param>
    /// <returns>Whether there is more, and whether the last word was said.</returns>
    public (bool HasMore, bool IsLast) Fill(PacketWriter writer, IBufferWriter<byte> output, List<Outgoing> handed)
    {
        lock (_gate)
        {
            var bytes = 0;
            while (bytes < EnoughBytes)
            {
                if (_answers.TryDequeue(out var answer))
                    bytes += writer.Write(answer, output);
                else if (_isEnding)
                    return (false, true);
                else if (_parts.Requests.Next() is { } request)
                    bytes += Write(writer, request, output);
                else if (_parts.Outflow.Next() is var (packet, item))
                    bytes += Write(writer, packet, item, output, handed);
                else
                    return (false, false);
            }
            return (true, false);
        }
    }

    /// <summary>Messages with QoS 0 are with the socket.</summary>
    public void Complete(List<Outgoing> handed)
    {
        lock (_gate)
        {
            foreach (var item in handed)
                _parts.Outflow.Complete(item);
        }
        handed.Clear();
    }

    /// <summary>A packet came.</summary>
    /// <returns>A message that is new to the application; null for everything else.</returns>
    /// <exception cref="MqttProtocolException">It is not one that a server sends, or does not fit.</exception>
    /// <exception cref="MqttException">The server ends the connection.</exception>
    public MqttMessage? Receive(Packet packet)
    {
        MqttMessage? message = null;
        lock (_gate)
        {
            switch (packet)
            {
                case PublishPacket publish:
                    var (isNew, answer) = _parts.Inflow.Receive(publish);
                    Answer(answer);
                    message = isNew ? new MqttMessage(publish, owner, _parts.Inflow.Connection, _parts.Inflow.Session) : null;
                    break;
                case AnswerPacket { Type: PacketType.Pubrel } release:
                    Answer(_parts.Inflow.Release(release.PacketId));
                    break;
                case AnswerPacket other:
                    Answer(_parts.Outflow.Receive(other));
                    break;
                case SubscriptionAnswerPacket other:
                    _parts.Requests.Receive(other);
                    break;
                case PingPacket { Type: PacketType.Pingresp }:
                    return null;
                case DisconnectPacket end when options.Version == MqttVersion.V5:
                    throw new MqttException($"{options.Server} ended the connection: {end.Reason.Text()}", end.Reason);
                default:
                    throw MqttProtocolException.Violation($"a server does not send {packet.Type} here");
            }
        }
        Work.Set();
        return message;
    }

    private int Write(PacketWriter writer, Packet packet, Outgoing item, IBufferWriter<byte> output, List<Outgoing> handed)
    {
        try
        {
            var bytes = writer.Write(packet, output);
            if (item.Packet.Qos == Qos.AtMostOnce)
                handed.Add(item);
            return bytes;
        }
        catch (PacketTooLargeException failure)
        {
            _parts.Outflow.Refuse(item, new MqttException(failure.Message, ReasonCode.PacketTooLarge));
        }
        catch (ArgumentException failure)
        {
            _parts.Outflow.Refuse(item, failure);
        }
        return 0;
    }

    private int Write(PacketWriter writer, Request request, IBufferWriter<byte> output)
    {
        try
        {
            return writer.Write(request.ToPacket(), output);
        }
        catch (PacketTooLargeException failure)
        {
            _parts.Requests.Refuse(request, new MqttException(failure.Message, ReasonCode.PacketTooLarge));
            return 0;
        }
    }

    private void Answer(Packet? packet)
    {
        if (packet is null || !_isOpen)
            return;
        if (_answers.Count >= MostAnswers)
            throw new MqttProtocolException(ReasonCode.MessageRateTooHigh, "the server does not read the answers to what it sends");
        _answers.Enqueue(packet);
    }

    // Who starts clean does not come back to a session, so the server need not keep it; unless we come back after a fault.
    private DisconnectPacket Goodbye(ReasonCode reason) => new(reason)
    {
        Properties = options.IsCleanStart && _end is not null ? Properties.Of(new Property(PropertyId.SessionExpiryInterval, 0)) : Properties.None,
    };

    private void Cancel(LinkedListNode<Outgoing> node, CancellationToken cancel)
    {
        lock (_gate)
            _parts.Outflow.Cancel(node, cancel);
    }

    private void Cancel(Request request, CancellationToken cancel)
    {
        lock (_gate)
            _parts.Requests.Cancel(request, cancel);
    }

    private void Refuse()
    {
        if (_end is { } end)
            throw new MqttException(end.Message, end);
    }

    private void Tell(Signal wanted)
    {
        Work.Set();
        wanted.Set();
    }

    /// <summary>The three flows share their identifiers.</summary>
    private sealed class Parts
    {
        public Parts(MqttClientOptions options)
        {
            var ids = new PacketIds();
            Outflow = new Outflow(ids, options.MaxSends);
            Requests = new Requests(ids);
            // 3.1.1 cannot say how many we take, and mosquitto 2.0.11 does not count quite right after QoS 2.
            Inflow = new Inflow(options.Version == MqttVersion.V5 ? 2 * options.ReceiveMaximum : ushort.MaxValue);
        }

        public Outflow Outflow { get; }

        public Inflow Inflow { get; }

        public Requests Requests { get; }
    }
}
