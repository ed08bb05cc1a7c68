using System.Buffers;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Writes packets.</summary>
/// <remarks>Not thread-safe: what stands before a payload is gathered in a buffer of its own, because its length is written first.</remarks>
/// <param name="version">The version of the connection; CONNECT names its own.</param>
internal sealed class PacketWriter(MqttVersion version)
{
    private readonly ArrayBufferWriter<byte> _body = new(256);
    private readonly ArrayBufferWriter<byte> _properties = new(256);

    /// <summary>How large a packet may be, with its header: the maximum packet size that the other side named.</summary>
    public int MaxBytes { get; set; } = FieldWriter.LargestVariableInteger;

    /// <summary>Writes one packet. On failure nothing was written.</summary>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="ArgumentException">A string or a value in it cannot be written.</exception>
    /// <exception cref="PacketTooLargeException">It is larger than <see cref="MaxBytes"/>.</exception>
    public int Write(Packet packet, IBufferWriter<byte> output)
    {
        _body.ResetWrittenCount();
        _properties.ResetWrittenCount();
        var flags = Body(packet);
        var payload = packet is PublishPacket publish ? publish.Payload : default;
        var length = (long)_body.WrittenCount + payload.Length;
        var size = length > FieldWriter.LargestVariableInteger ? long.MaxValue : 1 + FieldWriter.Size((int)length) + length;
        if (size > MaxBytes)
            throw new PacketTooLargeException(size, MaxBytes);
        var header = new FieldWriter(output);
        header.Byte((byte)(((int)packet.Type << 4) | flags));
        header.VariableInteger((uint)length);
        header.Bytes(_body.WrittenSpan);
        header.Bytes(payload.Span);
        return (int)size;
    }

    private int Body(Packet packet)
    {
        var fields = new FieldWriter(_body);
        switch (packet)
        {
            case ConnectPacket connect:
                Connect(fields, connect);
                return 0;
            case ConnackPacket connack:
                fields.Byte(connack.IsSessionPresent ? (byte)1 : (byte)0);
                fields.Byte(version == MqttVersion.V5 ? (byte)connack.Reason : ReturnCode.Write(connack.Reason));
                Properties(connack.Properties, version);
                return 0;
            case PublishPacket publish:
                Publish(fields, publish);
                return (publish.IsDuplicate ? 8 : 0) | ((int)publish.Qos << 1) | (publish.IsRetained ? 1 : 0);
            case AnswerPacket answer:
                fields.TwoBytes(answer.PacketId);
                Reason(fields, answer.Reason, answer.Properties);
                return answer.Type == PacketType.Pubrel ? 2 : 0;
            case SubscribePacket subscribe:
                Subscribe(fields, subscribe);
                return 2;
            case UnsubscribePacket unsubscribe:
                fields.TwoBytes(unsubscribe.PacketId);
                Properties(unsubscribe.Properties, version);
                foreach (var filter in unsubscribe.Filters)
                    fields.Text(filter);
                return 2;
            case SubscriptionAnswerPacket answer:
                fields.TwoBytes(answer.PacketId);
                Properties(answer.Properties, version);
                foreach (var reason in answer.Reasons)
                    fields.Byte((byte)reason);
                return 0;
            case DisconnectPacket disconnect:
                Reason(fields, disconnect.Reason, disconnect.Properties);
                return 0;
            case AuthPacket auth:
                Reason(fields, auth.Reason, auth.Properties);
                return 0;
            default:
                return 0;
        }
    }

    private void Connect(FieldWriter fields, ConnectPacket connect)
    {
        fields.Bytes("\0\u0004MQTT"u8);
        fields.Byte((byte)connect.Version);
        fields.Byte(Flags(connect));
        fields.TwoBytes(connect.KeepAliveSeconds);
        Properties(connect.Properties, connect.Version);
        fields.Text(connect.ClientId);
        if (connect.Will is { } will)
        {
            Properties(will.Properties, connect.Version);
            fields.Text(will.Topic);
            fields.Binary(will.Payload.Span);
        }
        if (connect.User is { } user)
            fields.Text(user);
        if (connect.Password is { } password)
            fields.Binary(password.Span);
    }

    private static byte Flags(ConnectPacket connect)
    {
        var flags = (connect.User is null ? 0 : 0x80) | (connect.Password is null ? 0 : 0x40) | (connect.IsCleanStart ? 0x02 : 0);
        if (connect.Will is { } will)
            flags |= 0x04 | ((int)will.Qos << 3) | (will.IsRetained ? 0x20 : 0);
        return (byte)flags;
    }

    private void Publish(FieldWriter fields, PublishPacket publish)
    {
        fields.Text(publish.Topic);
        if (publish.Qos != Qos.AtMostOnce)
            fields.TwoBytes(publish.PacketId);
        Properties(publish.Properties, version);
    }

    private void Subscribe(FieldWriter fields, SubscribePacket subscribe)
    {
        fields.TwoBytes(subscribe.PacketId);
        Properties(subscribe.Properties, version);
        foreach (var filter in subscribe.Filters)
        {
            fields.Text(filter.Filter);
            var options = (int)filter.Qos;
            if (version == MqttVersion.V5)
                options |= (filter.IsNoLocal ? 4 : 0) | (filter.KeepsRetained ? 8 : 0) | (filter.RetainHandling << 4);
            fields.Byte((byte)options);
        }
    }

    // Left out where it says nothing; 3.1.1 has none.
    private void Reason(FieldWriter fields, ReasonCode reason, Properties properties)
    {
        if (version == MqttVersion.V311 || (reason == ReasonCode.Success && properties.Items.IsEmpty))
            return;
        fields.Byte((byte)reason);
        if (!properties.Items.IsEmpty)
            Properties(properties, version);
    }

    private void Properties(Properties properties, MqttVersion written)
    {
        if (written == MqttVersion.V5)
            PropertyCodec.Write(properties, _properties, _body);
    }
}
