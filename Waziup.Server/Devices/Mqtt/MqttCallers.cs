using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>As whom a message is stored.</summary>
/// <remarks>The MQTT server lets each publish what is his: a message on the topic of a device is from that device.</remarks>
/// <param name="identity">Whether callers say who they are here; without it everybody may write.</param>
internal sealed class MqttCallers(bool identity)
{
    /// <summary>The role of devices, whose subject is the id of their entity.</summary>
    public const string Device = "device";

    /// <summary>The role of what sends events of LoRaWAN.</summary>
    public const string Network = "network-server";

    public Caller Of(DeviceTopic topic)
    {
        if (!identity)
            return Caller.Anonymous;
        var tenants = new Tenants(false, [topic.Tenant]);
        return topic.IsOfNetwork ? new Caller(Network, tenants, [Network], []) : new Caller(DeviceBridge.IdOf(topic.Device), tenants, [Device], []);
    }
}
