namespace Waziup.Ngsi.Sensors.Codecs.LoRaWan;

/// <summary>What was read of a message.</summary>
/// <param name="Event">The event; null where there is an error.</param>
/// <param name="Error">Why there is no event; null where there is one.</param>
public sealed record LoRaWanMessage(LoRaWanEvent? Event, CodecError? Error);
