using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>Messages from the server that are not acknowledged to their end.</summary>
/// <remarks>Pure and not thread-safe.</remarks>
/// <param name="most">How many the server may leave unacknowledged.</param>
internal sealed class Inflow(int most)
{
    // Messages with QoS 2 by identifier, and whether PUBREC was sent. Until PUBREL the identifier means the same message.
    private readonly Dictionary<ushort, bool> _once = [];

    // Identifiers of messages with QoS 1 that the application has.
    private readonly HashSet<ushort> _atLeastOnce = [];

    /// <summary>Grows with each connection, so that an acknowledgement that comes late is not taken for another message.</summary>
    public int Connection { get; private set; }

    /// <summary>Grows with each new session.</summary>
    public int Session { get; private set; }

    public void Open(bool hasSession)
    {
        Connection++;
        _atLeastOnce.Clear();
        if (hasSession)
            return;
        Session++;
        _once.Clear();
    }

    /// <summary>A message came.</summary>
    /// <returns>Whether it is new to the application, and what has to be said at once.</returns>
    /// <exception cref="MqttProtocolException">There are too many; this one is not remembered, so it is new when it comes again.</exception>
    public (bool IsNew, Packet? Answer) Receive(PublishPacket packet)
    {
        switch (packet.Qos)
        {
            case Qos.AtMostOnce:
                return (true, null);
            case Qos.AtLeastOnce:
                Check(_atLeastOnce.Contains(packet.PacketId));
                _atLeastOnce.Add(packet.PacketId);
                return (true, null);
            default:
                if (_once.TryGetValue(packet.PacketId, out var isTaken))
                    return (false, isTaken ? new AnswerPacket(PacketType.Pubrec, packet.PacketId) : null);
                Check(isKnown: false);
                _once.Add(packet.PacketId, false);
                return (true, null);
        }
    }

    /// <summary>The application has taken a message.</summary>
    /// <returns>What is said to the server; null where it will send the message again anyway, or knows.</returns>
    public Packet? Acknowledge(MqttMessage message)
    {
        var id = message.PacketId;
        if (message.Qos == Qos.AtLeastOnce)
            return message.Connection == Connection && _atLeastOnce.Remove(id) ? new AnswerPacket(PacketType.Puback, id) : null;
        if (message.Qos == Qos.AtMostOnce || message.Session != Session || !_once.TryGetValue(id, out var isTaken) || isTaken)
            return null;
        _once[id] = true;
        return new AnswerPacket(PacketType.Pubrec, id);
    }

    /// <summary>PUBREL came: the identifier is free.</summary>
    public Packet Release(ushort id) =>
        new AnswerPacket(PacketType.Pubcomp, id, _once.Remove(id) ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound);

    private void Check(bool isKnown)
    {
        if (!isKnown && _once.Count + _atLeastOnce.Count >= most)
            throw new MqttProtocolException(ReasonCode.ReceiveMaximumExceeded, $"the server sent more than {most} messages without an acknowledgement");
    }
}
