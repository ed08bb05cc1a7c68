namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>The other side sent what MQTT does not allow; the connection has to end.</summary>
internal sealed class MqttProtocolException(ReasonCode reason, string message) : Exception(message)
{
    /// <summary>What DISCONNECT says about it.</summary>
    public ReasonCode Reason { get; } = reason;

    public static MqttProtocolException Malformed(string message) => new(ReasonCode.MalformedPacket, message);

    public static MqttProtocolException Violation(string message) => new(ReasonCode.ProtocolError, message);
}
