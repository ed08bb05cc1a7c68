namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>A control packet.</summary>
internal abstract record Packet(PacketType Type);
