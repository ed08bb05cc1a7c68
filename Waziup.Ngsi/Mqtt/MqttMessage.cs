using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>A message that the server sent. It comes again after a lost connection, until it is acknowledged.</summary>
/// <param name="packet">What came.</param>
/// <param name="owner">Where it is acknowledged.</param>
/// <param name="connection">The connection that brought it.</param>
/// <param name="session">The session it belongs to.</param>
internal sealed class MqttMessage(PublishPacket packet, IMqttConnection owner, int connection, int session)
{
    public string Topic => packet.Topic;

    /// <summary>The content; it belongs to the message and stays valid.</summary>
    public ReadOnlyMemory<byte> Payload => packet.Payload;

    public Qos Qos => packet.Qos;

    public bool IsRetained => packet.IsRetained;

    /// <summary>Whether the server may have sent it before.</summary>
    public bool IsDuplicate => packet.IsDuplicate;

    public Properties Properties => packet.Properties;

    internal ushort PacketId => packet.PacketId;

    internal int Connection { get; } = connection;

    internal int Session { get; } = session;

    /// <summary>Tells the server that it was taken. Repeating does no harm.</summary>
    public ValueTask AcknowledgeAsync(CancellationToken cancel) => owner.AcknowledgeAsync([this], cancel);
}
