namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>CONNECT: the first packet of a client.</summary>
internal sealed record ConnectPacket(MqttVersion Version, string ClientId) : Packet(PacketType.Connect)
{
    /// <summary>Whether an older session is thrown away; in 3.1.1 also whether this one ends with the connection.</summary>
    public bool IsCleanStart { get; init; } = true;

    public ushort KeepAliveSeconds { get; init; }

    public string? User { get; init; }

    public ReadOnlyMemory<byte>? Password { get; init; }

    public LastWill? Will { get; init; }

    public Properties Properties { get; init; } = Properties.None;
}
