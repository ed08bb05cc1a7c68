namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>What a payload has told.</summary>
/// <param name="Readings">
/// The readings, in the order of the payload. Where there is an error they are those before it for the binary formats of small
/// devices (LPP, XLPP), and none for the others: a text that is broken is not believed.
/// </param>
/// <param name="Error">Why the payload could not be read to its end; null where it was.</param>
public sealed record Decoded(IReadOnlyList<Reading> Readings, CodecError? Error)
{
    /// <summary>Actuators that the device says it has, named as the codec wants them for writing; mostly none.</summary>
    public IReadOnlyList<string> Actuators { get; init; } = [];

    /// <summary>What is odd about the payload, though it was read, in the words of the codec; mostly nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
