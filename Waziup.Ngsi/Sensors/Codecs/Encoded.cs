namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>A payload for a device.</summary>
/// <param name="Payload">The bytes; none where there is an error.</param>
/// <param name="Error">Why there is no payload; null where there is one.</param>
public sealed record Encoded(ReadOnlyMemory<byte> Payload, CodecError? Error);
