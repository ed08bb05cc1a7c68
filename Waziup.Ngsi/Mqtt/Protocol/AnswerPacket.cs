namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP: a step in the delivery of a message.</summary>
internal sealed record AnswerPacket(PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success) : Packet(Type)
{
    public Properties Properties { get; init; } = Properties.None;

    public static bool IsAnswer(PacketType type) => type is >= PacketType.Puback and <= PacketType.Pubcomp;
}
