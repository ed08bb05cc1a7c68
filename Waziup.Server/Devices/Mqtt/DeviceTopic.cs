using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>What a topic says of a message: whose device it is of, and how it is read.</summary>
/// <param name="Tenant">The tenant, of <c>tenants/{tenant}/…</c>, else the default one.</param>
/// <param name="Kind">How the message is read.</param>
/// <param name="Device">What the device is called, or what a network server calls it.</param>
/// <param name="Sensor">The sensor, or the event of ChirpStack; null where the message itself says.</param>
internal sealed record DeviceTopic(TenantId Tenant, TopicKind Kind, string Device, string? Sensor = null)
{
    private const string AnyTenant = "tenants/+/";

    private static readonly string[] Below = ["devices/+/payloads", "devices/+/sensors/+/value", "devices/+/sensors/+/values", "application/+/device/+/event/+", "v3/+/devices/+/#"];

    /// <summary>What is subscribed to.</summary>
    public static IReadOnlyList<string> Filters { get; } = [.. Below, .. Below.Select(filter => AnyTenant + filter)];

    /// <summary>Whether a network server has sent the message, and not the device.</summary>
    public bool IsOfNetwork => Kind is TopicKind.ChirpStack or TopicKind.TheThingsStack;

    /// <summary>Reads a topic; null where messages there are not for us, such as what others send to devices.</summary>
    public static DeviceTopic? Of(string topic)
    {
        var tenant = TenantId.Default;
        var levels = topic.Split('/');
        if (levels is ["tenants", var name, .. var below])
        {
            if (!TenantId.TryParse(name, out tenant))
                return null;
            levels = below;
        }
        return levels switch
        {
            ["devices", { Length: > 0 } device, "payloads"] => new(tenant, TopicKind.Payload, device),
            ["devices", { Length: > 0 } device, "sensors", { Length: > 0 } sensor, "value" or "values"] => new(tenant, TopicKind.Value, device, sensor),
            ["application", _, "device", { Length: > 0 } device, "event", _] => ChirpStack.EventOf(topic) is { } told ? new(tenant, TopicKind.ChirpStack, device, told) : null,
            ["v3", _, "devices", _, "down", "push" or "replace"] => null,
            ["v3", _, "devices", { Length: > 0 } device, _, ..] => new(tenant, TopicKind.TheThingsStack, device),
            _ => null,
        };
    }

    /// <summary>What messages of one device have in common, which are taken one after the other.</summary>
    public static string LaneOf(string topic) => Of(topic) is { } known ? $"{known.Tenant.Value}/{known.IsOfNetwork}/{known.Device}" : topic;
}

/// <summary>How a message is read.</summary>
internal enum TopicKind
{
    /// <summary>By the codec that the device names, else as JSON.</summary>
    Payload,

    /// <summary>As JSON of one sensor.</summary>
    Value,

    /// <summary>As an event of ChirpStack.</summary>
    ChirpStack,

    /// <summary>As a message of The Things Stack.</summary>
    TheThingsStack,
}
