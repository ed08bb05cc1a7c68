namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>The versions that are spoken; the number is the protocol level of CONNECT.</summary>
internal enum MqttVersion : byte
{
    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.0.</summary>
    V5 = 5,
}
