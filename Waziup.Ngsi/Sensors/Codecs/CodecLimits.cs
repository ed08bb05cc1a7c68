namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>How much one payload may hold. Beyond it a payload is refused, not cut.</summary>
public sealed record CodecLimits
{
    /// <summary>The limits of a codec that is given none.</summary>
    public static CodecLimits Default { get; } = new();

    /// <summary>Bytes in a payload.</summary>
    /// <value>Default 1 MiB, what gateways of WAZIUP push at once.</value>
    public int MaxPayloadBytes { get; init; } = 1024 * 1024;

    /// <summary>Readings in a payload.</summary>
    /// <value>Default 30,000, what gateways of WAZIUP push at once.</value>
    public int MaxReadings { get; init; } = 30_000;

    /// <summary>How deep arrays and objects may lie in one another.</summary>
    /// <value>Default 32, the payload's outermost one included. More than 64 is as 64.</value>
    public int MaxNesting { get; init; } = 32;

    /// <summary>Characters in the name of a sensor.</summary>
    /// <value>Default 256.</value>
    public int MaxNameLength { get; init; } = 256;

    /// <summary>Bytes in a payload for a device.</summary>
    /// <value>Default 242, the most that LoRaWAN carries in any region.</value>
    public int MaxDownlinkBytes { get; init; } = 242;

    /// <summary>The nesting that holds: what recursion is safe with, whatever is set.</summary>
    internal int Nesting => Math.Clamp(MaxNesting, 1, 64);
}
