namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>DISCONNECT: the last packet of a connection.</summary>
internal sealed record DisconnectPacket(ReasonCode Reason) : Packet(PacketType.Disconnect)
{
    public Properties Properties { get; init; } = Properties.None;
}
