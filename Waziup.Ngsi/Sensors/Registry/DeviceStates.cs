namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>What <c>deviceState</c> says of how a device came to be here.</summary>
internal static class DeviceStates
{
    /// <summary>It was heard, and nobody has said yet what it is: its readings are not stored.</summary>
    public const string Pending = "pending";

    /// <summary>Somebody has registered or approved it.</summary>
    public const string Registered = "registered";
}
