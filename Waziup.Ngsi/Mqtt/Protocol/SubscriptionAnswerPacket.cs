using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>SUBACK or UNSUBACK: a reason for each filter, in their order. The UNSUBACK of 3.1.1 has none.</summary>
internal sealed record SubscriptionAnswerPacket(PacketType Type, ushort PacketId, ImmutableArray<ReasonCode> Reasons) : Packet(Type)
{
    public Properties Properties { get; init; } = Properties.None;
}
