namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>What the server publishes when the client is gone without a word.</summary>
internal sealed record LastWill(string Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool IsRetained)
{
    public Properties Properties { get; init; } = Properties.None;
}
