namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Reads CONNECT, which says itself what version it is.</summary>
internal static class ConnectReader
{
    public static ConnectPacket Read(ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        if (!fields.Take(6).SequenceEqual("\0\u0004MQTT"u8))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, "the protocol is not MQTT");
        var version = (MqttVersion)fields.Byte();
        if (version is not (MqttVersion.V311 or MqttVersion.V5))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, $"the protocol level {(int)version} is not known");
        var flags = Flags(fields.Byte(), version);
        var keepAlive = fields.TwoBytes();
        var properties = Properties(ref fields, version, PacketType.Connect);
        var clientId = fields.Text();
        var packet = new ConnectPacket(version, clientId)
        {
            IsCleanStart = (flags & 0x02) != 0,
            KeepAliveSeconds = keepAlive,
            Properties = properties,
            Will = (flags & 0x04) != 0 ? Will(ref fields, flags, version) : null,
            User = (flags & 0x80) != 0 ? fields.Text() : null,
            Password = (flags & 0x40) != 0 ? (ReadOnlyMemory<byte>?)fields.Binary() : null,
        };
        fields.End();
        return packet;
    }

    private static byte Flags(byte flags, MqttVersion version)
    {
        var willQos = (flags >> 3) & 3;
        var hasWill = (flags & 0x04) != 0;
        if ((flags & 1) != 0 || willQos == 3 || (!hasWill && (flags & 0x38) != 0))
            throw MqttProtocolException.Malformed($"CONNECT has the flags 0x{flags:X2}");
        if (version == MqttVersion.V311 && (flags & 0xC0) == 0x40)
            throw MqttProtocolException.Malformed("CONNECT has a password without a user");
        return flags;
    }

    private static LastWill Will(ref FieldReader fields, byte flags, MqttVersion version)
    {
        var properties = Properties(ref fields, version, PacketType.Will);
        var topic = fields.Text();
        if (!Topics.IsTopic(topic))
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "the will has an empty topic, or one with wildcards");
        return new LastWill(topic, fields.Binary(), (Qos)((flags >> 3) & 3), (flags & 0x20) != 0) { Properties = properties };
    }

    private static Properties Properties(ref FieldReader fields, MqttVersion version, PacketType type) =>
        version == MqttVersion.V5 ? PropertyCodec.Read(ref fields, type) : Protocol.Properties.None;
}
