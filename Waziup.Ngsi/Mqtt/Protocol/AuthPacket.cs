namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>AUTH: a step of an extended authentication (5.0). It is read so that it can be refused by name.</summary>
internal sealed record AuthPacket(ReasonCode Reason) : Packet(PacketType.Auth)
{
    public Properties Properties { get; init; } = Properties.None;
}
