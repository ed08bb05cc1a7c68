using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>Messages on their way to the server: those that wait, those that are sent again, those that are in flight.</summary>
/// <remarks>Pure and not thread-safe: it decides what is sent next, and what an answer means. Order is kept.</remarks>
/// <param name="ids">Where packet identifiers come from.</param>
/// <param name="maxSends">How often a message is sent at most.</param>
internal sealed class Outflow(PacketIds ids, int maxSends)
{
    private readonly LinkedList<Outgoing> _waiting = [];
    private readonly Queue<Outgoing> _again = new();
    private readonly Dictionary<ushort, Outgoing> _inFlight = [];
    private FlowLimits _limits = new(0, Qos.ExactlyOnce, true);
    private bool _hasSession;
    private int _places;
    private long _order;

    public int InFlight => _inFlight.Count;

    /// <summary>How many are not ended yet.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of payload they hold.</summary>
    public long Bytes { get; private set; }

    public LinkedListNode<Outgoing> Add(PublishPacket packet)
    {
        Count++;
        Bytes += packet.Payload.Length;
        return _waiting.AddLast(new Outgoing(packet, ++_order));
    }

    /// <summary>Nobody waits for it any longer. What was sent with QoS 2 still has to come to its end.</summary>
    public void Cancel(LinkedListNode<Outgoing> node, CancellationToken cancel)
    {
        if (!node.Value.Cancel(cancel))
            return;
        Forget(node.Value);
        if (node.List is not null)
            _waiting.Remove(node);
    }

    /// <summary>A connection is open.</summary>
    /// <param name="hasSession">Whether the server knows what was sent before.</param>
    /// <param name="limits">What it takes.</param>
    public void Open(bool hasSession, FlowLimits limits)
    {
        _limits = limits;
        _hasSession = hasSession;
        _places = limits.InFlight;
        _again.Clear();
        foreach (var item in _inFlight.Values.OrderBy(item => item.Order).ToList())
        {
            item.TakesPlace = false;
            if (!item.IsOver && item.Progress == Progress.Sent && item.Sends >= maxSends)
                Fail(item, new MqttException($"the connection was lost {item.Sends} times after it was sent; it is not sent again"));
            if (Resume(item, hasSession))
                _again.Enqueue(item);
            else
                Remove(item);
        }
    }

    /// <summary>The next packet to be sent; null when nothing waits, or nothing may be sent now.</summary>
    public (Packet Packet, Outgoing Item)? Next()
    {
        while (_again.TryPeek(out var item))
        {
            // Answered or given up in the meantime.
            var isKnown = _inFlight.GetValueOrDefault(item.Packet.PacketId) == item;
            if (!isKnown || !Resume(item, _hasSession))
            {
                _again.Dequeue();
                Remove(item);
                continue;
            }
            if (item.Progress != Progress.Released && _places == 0)
                return null;
            _again.Dequeue();
            return (item.Progress == Progress.Released ? new AnswerPacket(PacketType.Pubrel, item.Packet.PacketId) : Send(item), item);
        }
        while (_waiting.First is { } first)
        {
            var item = first.Value;
            if (_limits.Objection(item.Packet) is { } objection)
            {
                _waiting.RemoveFirst();
                Fail(item, objection);
                continue;
            }
            if (item.Packet.Qos == Qos.AtMostOnce)
            {
                _waiting.RemoveFirst();
                return (item.Packet, item);
            }
            if (_places == 0 || ids.Take() is not (> 0 and var id))
                return null;
            _waiting.RemoveFirst();
            item.Packet = item.Packet with { PacketId = id };
            _inFlight.Add(id, item);
            return (Send(item), item);
        }
        return null;
    }

    /// <summary>It cannot be written.</summary>
    public void Refuse(Outgoing item, Exception failure)
    {
        Remove(item);
        Fail(item, failure);
    }

    /// <summary>QoS 0: it is with the socket.</summary>
    public void Complete(Outgoing item)
    {
        if (item.Complete())
            Forget(item);
    }

    /// <summary>An answer came.</summary>
    /// <returns>What has to be said to it; null for nothing.</returns>
    /// <exception cref="MqttProtocolException">It does not fit what was sent.</exception>
    public Packet? Receive(AnswerPacket answer)
    {
        var isKnown = _inFlight.TryGetValue(answer.PacketId, out var item);
        switch (answer.Type)
        {
            case PacketType.Puback when isKnown:
                Expect(item!.Packet.Qos == Qos.AtLeastOnce && item.Progress == Progress.Sent, answer);
                End(item, answer);
                return null;
            case PacketType.Pubrec when isKnown:
                Expect(item!.Packet.Qos == Qos.ExactlyOnce && item.Progress != Progress.Waiting, answer);
                if (answer.Reason.IsFailure())
                {
                    End(item, answer);
                    return null;
                }
                item.Progress = Progress.Released;
                return new AnswerPacket(PacketType.Pubrel, answer.PacketId);
            case PacketType.Pubrec:
                return answer.Reason.IsFailure() ? null : new AnswerPacket(PacketType.Pubrel, answer.PacketId, ReasonCode.PacketIdentifierNotFound);
            case PacketType.Pubcomp when isKnown:
                Expect(item!.Progress == Progress.Released, answer);
                // Not found means that it was completed before the answer was lost.
                End(item, answer with { Reason = ReasonCode.Success });
                return null;
            default:
                return null;
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void FailAll(Exception failure)
    {
        foreach (var item in _waiting.Concat(_inFlight.Values))
            Fail(item, failure);
        _waiting.Clear();
    }

    private static void Expect(bool fits, AnswerPacket answer)
    {
        if (!fits)
            throw MqttProtocolException.Violation($"{answer.Type} does not fit what was sent with the identifier {answer.PacketId}");
    }

    private Packet Send(Outgoing item)
    {
        _places--;
        item.TakesPlace = true;
        item.Sends++;
        var packet = item.Packet with { IsDuplicate = item.Progress == Progress.Sent };
        item.Progress = Progress.Sent;
        return packet;
    }

    // 4.4: the same identifier again, marked as repeated, where the server knows the session; else anew.
    private static bool Resume(Outgoing item, bool hasSession)
    {
        if (!hasSession)
        {
            item.Progress = Progress.Waiting;
            return !item.IsOver;
        }
        if (!item.IsOver)
            return true;
        // The payload belongs to the caller again. PUBREL frees the identifier at the server, whether or not the message came there.
        item.Progress = Progress.Released;
        return item.Packet.Qos == Qos.ExactlyOnce;
    }

    private void End(Outgoing item, AnswerPacket answer)
    {
        Remove(item);
        if (answer.Reason.IsFailure())
        {
            var told = answer.Properties.Text(PropertyId.ReasonString) is { } text ? $" ({text})" : "";
            Fail(item, new MqttException($"the server did not take the message: {answer.Reason.Text()}{told}", answer.Reason));
            return;
        }
        Complete(item);
    }

    private void Remove(Outgoing item)
    {
        if (_inFlight.GetValueOrDefault(item.Packet.PacketId) != item)
            return;
        _inFlight.Remove(item.Packet.PacketId);
        ids.Free(item.Packet.PacketId);
        if (item.TakesPlace)
            _places++;
    }

    private void Fail(Outgoing item, Exception failure)
    {
        if (item.Fail(failure))
            Forget(item);
    }

    private void Forget(Outgoing item)
    {
        Count--;
        Bytes -= item.Packet.Payload.Length;
    }
}
