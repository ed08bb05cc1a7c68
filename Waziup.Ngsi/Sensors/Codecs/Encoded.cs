namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>A payload for a device.</summary>
/// <param name="Payload">The bytes; none where there is an error.</param>
/// <param name="Error">Why there is no payload; null where there is one.</param>
public sealed record Encoded(ReadOnlyMemory<byte> Payload, CodecError? Error)
{
    /// <summary>The port on which the device expects it, 1 to 255; null where the codec does not say.</summary>
    public int? Port { get; init; }

    /// <summary>What is odd about the values, though they were written, in the words of the codec; mostly nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
