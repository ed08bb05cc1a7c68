using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>UNSUBSCRIBE: one filter or more.</summary>
internal sealed record UnsubscribePacket(ushort PacketId, ImmutableArray<string> Filters) : Packet(PacketType.Unsubscribe)
{
    public Properties Properties { get; init; } = Properties.None;
}
