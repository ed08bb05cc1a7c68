using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>SUBSCRIBE: one filter or more.</summary>
internal sealed record SubscribePacket(ushort PacketId, ImmutableArray<TopicFilter> Filters) : Packet(PacketType.Subscribe)
{
    public Properties Properties { get; init; } = Properties.None;
}
