namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>A message that came.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its content, which stays valid.</param>
/// <param name="At">When it came here; the same however often it is handed over.</param>
/// <remarks>Immutable.</remarks>
public sealed record ReceivedMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset At);
