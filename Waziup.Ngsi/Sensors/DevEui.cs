namespace Waziup.Ngsi.Sensors;

/// <summary>The EUI of a device of LoRaWAN: 16 hexadecimal digits.</summary>
internal static class DevEui
{
    /// <summary>An EUI with small letters; null for anything else.</summary>
    public static string? Read(string? text) => text is { Length: 16 } && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
}
