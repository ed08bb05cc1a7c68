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
}

/// <summary>A payload for a device.</summary>
/// <param name="Payload">The bytes; none where there is an error.</param>
/// <param name="Error">Why there is no payload; null where there is one.</param>
public sealed record Encoded(ReadOnlyMemory<byte> Payload, CodecError? Error);

/// <summary>Why a payload could not be read or written.</summary>
/// <param name="Message">What is wrong, for the person who looks after the device.</param>
/// <param name="Offset">The byte at which reading stopped; null where the fault has no place.</param>
public sealed record CodecError(string Message, int? Offset = null);
