using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Bridge;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>As whom a message is stored.</summary>
/// <remarks>The MQTT server lets each publish what is his: a message on the topic of a device is from that device.</remarks>
/// <param name="identity">Whether callers say who they are here; without it everybody may write.</param>
/// <param name="clock">The clock.</param>
internal sealed class MqttCallers(bool identity, TimeProvider clock)
{
    private const string Network = "network-server";

    // While a message is stored; nobody else vouches for a device.
    private static readonly TimeSpan Holds = TimeSpan.FromMinutes(1);

    // Grants are kept by the list, so that it is the same one.
    private static readonly ImmutableArray<string> DeviceRoles = ["device"];
    private static readonly ImmutableArray<string> NetworkRoles = [Network];

    /// <summary>A device has the role <c>device</c>, and the id of its entity as subject; what sends events of LoRaWAN has the role <c>network-server</c>.</summary>
    public Caller Of(DeviceTopic topic) => !identity ? Caller.Anonymous
        : new Caller(topic.IsOfNetwork ? Network : DeviceBridge.IdOf(topic.Device), new Tenants(false, [topic.Tenant]), topic.IsOfNetwork ? NetworkRoles : DeviceRoles, [])
        {
            ValidUntil = Instant.Of(clock.GetUtcNow() + Holds),
        };
}
