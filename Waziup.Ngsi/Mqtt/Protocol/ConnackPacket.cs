namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>CONNACK: whether the server takes the client.</summary>
internal sealed record ConnackPacket(bool IsSessionPresent, ReasonCode Reason) : Packet(PacketType.Connack)
{
    public Properties Properties { get; init; } = Properties.None;
}
