namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>The control packets by the number in the first four bits (5.0, table 2-1).</summary>
internal enum PacketType : byte
{
    /// <summary>No packet: the will inside CONNECT, whose properties have rules of their own.</summary>
    Will = 0,
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,
    Auth = 15,
}
