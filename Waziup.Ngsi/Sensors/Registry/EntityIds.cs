namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>The ids of the entities that stand for devices and what belongs to them.</summary>
/// <remarks>Ids of WAZIUP may hold blanks and colons; each part is percent-encoded, so that two devices never share an id.</remarks>
internal static class EntityIds
{
    private const string Prefix = "urn:ngsi-ld:";

    /// <summary>The id of a device.</summary>
    public static string Device(string device) => Of("Device", device);

    /// <summary>The id of a sensor of a device.</summary>
    public static string Sensor(string device, string sensor) => $"{Of("DeviceMeasurement", device)}:{Encode(sensor)}";

    /// <summary>The id of an actuator of a device.</summary>
    public static string Actuator(string device, string actuator) => $"{Of("Actuator", device)}:{Encode(actuator)}";

    /// <summary>The id of another thing, such as a Gateway or a Project.</summary>
    public static string Of(string type, string id) => $"{Prefix}{type}:{Encode(id)}";

    /// <summary>The id of a thing that is told by its name or its id.</summary>
    public static string OfNamed(string type, string id) => id.Contains(':', StringComparison.Ordinal) ? id : Of(type, id);

    /// <summary>What a device is called in its id; null where it is not the id of a device.</summary>
    public static string? DeviceOf(string entityId) => NameOf("Device", entityId);

    /// <summary>What a device calls an actuator; the id where that is not made of the device's.</summary>
    public static string ActuatorOf(string deviceId, string actuatorId) =>
        DeviceOf(deviceId) is { } device && Actuator(device, "") is var prefix && actuatorId.StartsWith(prefix, StringComparison.Ordinal) ? Uri.UnescapeDataString(actuatorId[prefix.Length..]) : actuatorId;

    /// <summary>What a thing of a type is called in its id; null where it is not the id of one.</summary>
    public static string? NameOf(string type, string entityId) => entityId.StartsWith($"{Prefix}{type}:", StringComparison.Ordinal)
        ? Uri.UnescapeDataString(entityId[(Prefix.Length + type.Length + 1)..]) : null;

    /// <summary>Whether a text is the same inside of an id.</summary>
    public static bool IsPlain(string id) => Encode(id) == id;

    private static string Encode(string id) => Uri.EscapeDataString(id);
}
