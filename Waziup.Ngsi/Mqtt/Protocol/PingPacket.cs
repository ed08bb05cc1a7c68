namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>PINGREQ or PINGRESP.</summary>
internal sealed record PingPacket : Packet
{
    public static readonly PingPacket Request = new(PacketType.Pingreq);
    public static readonly PingPacket Response = new(PacketType.Pingresp);

    private PingPacket(PacketType type) : base(type)
    {
    }
}
