namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>How surely a message arrives.</summary>
internal enum Qos : byte
{
    /// <summary>0: sent once, not answered.</summary>
    AtMostOnce = 0,

    /// <summary>1: sent until PUBACK; it may arrive twice.</summary>
    AtLeastOnce = 1,

    /// <summary>2: PUBREC, PUBREL, PUBCOMP; it arrives once.</summary>
    ExactlyOnce = 2,
}
