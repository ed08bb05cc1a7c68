namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>PUBLISH: a message.</summary>
internal sealed record PublishPacket(string Topic, ReadOnlyMemory<byte> Payload, Qos Qos) : Packet(PacketType.Publish)
{
    /// <summary>Between 1 and 65,535 with QoS 1 and 2, else 0.</summary>
    public ushort PacketId { get; init; }

    public bool IsRetained { get; init; }

    /// <summary>Whether it may have been sent before.</summary>
    public bool IsDuplicate { get; init; }

    public Properties Properties { get; init; } = Properties.None;
}
