namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>A packet is larger than the other side takes; nothing of it was written.</summary>
internal sealed class PacketTooLargeException(long bytes, int limit)
    : Exception($"the message needs {bytes} bytes, and the server takes {limit} at most");
