namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Why a payload could not be read or written.</summary>
/// <param name="Message">What is wrong, for the person who looks after the device.</param>
/// <param name="Offset">The byte at which reading stopped; null where the fault has no place.</param>
public sealed record CodecError(string Message, int? Offset = null);
