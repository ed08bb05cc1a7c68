namespace Waziup.Load.Replay;

/// <summary>Which sensor of which device, as WAZIUP names them; and the identifiers that the two entities get.</summary>
/// <param name="Device">The device's own id, for example <c>UGB-PILOTS_Sensor80</c>.</param>
/// <param name="Sensor">The sensor's code on that device, for example <c>SH</c>.</param>
internal sealed record SensorId(string Device, string Sensor)
{
    // WAZIUP allows spaces and other characters that a URN does not.
    public string DeviceUrn => "urn:ngsi-ld:Device:" + Uri.EscapeDataString(Device);

    public string SensorUrn => $"urn:ngsi-ld:DeviceMeasurement:{Uri.EscapeDataString(Device)}:{Uri.EscapeDataString(Sensor)}";

    public override string ToString() => $"{Device}/{Sensor}";
}
