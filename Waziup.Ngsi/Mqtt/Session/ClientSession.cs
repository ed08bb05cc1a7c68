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
    private readonly Flows _flows = new(options);
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
                return _flows.Outflow.Count;
        }
    }

    /// <summary>Whether a connection is needed.</summary>
    public bool HasWork
    {
        get
        {
            lock (_gate)
                return _flows.Outflow.Count > 0 || _flows.Requests.Count > 0 || _flows.Requests.HasSubscriptions;
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
            if (_flows.Outflow.Count >= options.MaxPending || _flows.Outflow.Bytes + packet.Payload.Length > options.MaxPendingBytes)
                throw new MqttException($"{_flows.Outflow.Count} messages wait for {options.Server} already");
            node = _flows.Outflow.Add(packet);
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
            _flows.Requests.Add(request);
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
                Answer(_flows.Inflow.Acknowledge(message));
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
            _flows.Outflow.Open(hasSession, limits);
            _flows.Inflow.Open(hasSession);
            _flows.Requests.Open(hasSession);
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
            _flows.Outflow.FailAll(failure);
            _flows.Requests.FailAll(failure);
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
                else if (_flows.Write(writer, output, handed) is { } written)
                    bytes += written;
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
                _flows.Outflow.Complete(item);
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
                    var (isNew, answer) = _flows.Inflow.Receive(publish);
                    Answer(answer);
                    message = isNew ? new MqttMessage(publish, owner, _flows.Inflow.Connection, _flows.Inflow.Session) : null;
                    break;
                case AnswerPacket { Type: PacketType.Pubrel } release:
                    Answer(_flows.Inflow.Release(release.PacketId));
                    break;
                case AnswerPacket other:
                    Answer(_flows.Outflow.Receive(other));
                    break;
                case SubscriptionAnswerPacket other:
                    _flows.Requests.Receive(other);
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
            _flows.Outflow.Cancel(node, cancel);
    }

    private void Cancel(Request request, CancellationToken cancel)
    {
        lock (_gate)
            _flows.Requests.Cancel(request, cancel);
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
}
