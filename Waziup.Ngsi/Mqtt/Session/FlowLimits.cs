using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Session;

/// <summary>What a server takes, as its CONNACK says.</summary>
/// <param name="InFlight">How many messages with QoS 1 and 2 may be unacknowledged.</param>
/// <param name="MaxQos">The highest QoS.</param>
/// <param name="TakesRetained">Whether messages may be retained.</param>
internal sealed record FlowLimits(int InFlight, Qos MaxQos, bool TakesRetained)
{
    /// <summary>Why a message cannot be sent there; null where it can.</summary>
    public MqttException? Objection(PublishPacket packet)
    {
        if (packet.Qos > MaxQos)
            return new($"the server takes messages up to QoS {(int)MaxQos}, not {(int)packet.Qos}", ReasonCode.QosNotSupported);
        if (packet.IsRetained && !TakesRetained)
            return new("the server does not take retained messages", ReasonCode.RetainNotSupported);
        return null;
    }
}
