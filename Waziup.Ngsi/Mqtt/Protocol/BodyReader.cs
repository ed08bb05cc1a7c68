using System.Collections.Immutable;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>Reads what stands behind the fixed header of each packet.</summary>
internal ref struct BodyReader
{
    private readonly MqttVersion _version;
    private FieldReader _fields;

    private BodyReader(ReadOnlySpan<byte> body, MqttVersion version)
    {
        _fields = new FieldReader(body);
        _version = version;
    }

    /// <summary>Reads a packet to its end.</summary>
    /// <param name="first">The first byte: type and flags.</param>
    /// <param name="body">What stands behind the length.</param>
    /// <param name="version">The version of the connection.</param>
    public static Packet Read(byte first, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var type = (PacketType)(first >> 4);
        if (type == PacketType.Connect)
            return ConnectReader.Read(body);
        var reader = new BodyReader(body, version);
        var packet = type switch
        {
            PacketType.Connack => reader.Connack(),
            PacketType.Publish => reader.Publish(first),
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => reader.Answer(type),
            PacketType.Subscribe => reader.Subscribe(),
            PacketType.Unsubscribe => reader.Unsubscribe(),
            PacketType.Suback or PacketType.Unsuback => reader.SubscriptionAnswer(type),
            PacketType.Pingreq => PingPacket.Request,
            PacketType.Pingresp => PingPacket.Response,
            PacketType.Disconnect => reader.Disconnect(),
            _ => reader.Auth(),
        };
        reader._fields.End();
        return packet;
    }

    private Packet Connack()
    {
        var flags = _fields.Byte();
        if (flags > 1)
            throw MqttProtocolException.Malformed("CONNACK has flags that are not known");
        // A server that does not know 5.0 answers in the two bytes of 3.1.1; 5.0 has three at least.
        var isOld = _version == MqttVersion.V311 || _fields.Left == 1;
        var reason = isOld ? ReturnCode.Read(_fields.Byte()) : Reason(PacketType.Connack);
        if (flags == 1 && reason != ReasonCode.Success)
            throw MqttProtocolException.Violation("CONNACK refuses and yet has a session");
        return new ConnackPacket(flags == 1, reason) { Properties = isOld ? Protocol.Properties.None : Properties(PacketType.Connack) };
    }

    private Packet Publish(byte first)
    {
        var topic = _fields.Text();
        var qos = (Qos)((first >> 1) & 3);
        var id = qos == Qos.AtMostOnce ? (ushort)0 : _fields.PacketId();
        var properties = Properties(PacketType.Publish);
        // We never offer aliases, so nobody may use one.
        if (properties.Number(PropertyId.TopicAlias) is not null)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, "a topic alias was used, though none was offered");
        if (!Topics.IsTopic(topic))
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "a message has an empty topic, or one with wildcards");
        return new PublishPacket(topic, _fields.Rest(), qos)
        {
            PacketId = id,
            IsRetained = (first & 1) != 0,
            IsDuplicate = (first & 8) != 0,
            Properties = properties,
        };
    }

    // 5.0, section 3.4.2: reason and properties are left out where they say nothing.
    private Packet Answer(PacketType type)
    {
        var id = _fields.PacketId();
        if (_version == MqttVersion.V311 || _fields.IsAtEnd)
            return new AnswerPacket(type, id);
        return new AnswerPacket(type, id, Reason(type)) { Properties = PropertiesIfAny(type) };
    }

    private Packet Subscribe()
    {
        var id = _fields.PacketId();
        var properties = Properties(PacketType.Subscribe);
        var filters = ImmutableArray.CreateBuilder<TopicFilter>();
        do
        {
            filters.Add(Filter());
        }
        while (!_fields.IsAtEnd);
        return new SubscribePacket(id, filters.DrainToImmutable()) { Properties = properties };
    }

    private TopicFilter Filter()
    {
        var filter = FilterText();
        var options = _fields.Byte();
        var known = _version == MqttVersion.V5 ? 0x3F : 0x03;
        if ((options & ~known) != 0 || (options & 3) == 3 || (options & 0x30) == 0x30)
            throw MqttProtocolException.Malformed($"a subscription has the options 0x{options:X2}");
        if ((options & 4) != 0 && Topics.IsShared(filter))
            throw MqttProtocolException.Violation("a shared subscription leaves out the client's own messages");
        return new TopicFilter(filter, (Qos)(options & 3))
        {
            IsNoLocal = (options & 4) != 0,
            KeepsRetained = (options & 8) != 0,
            RetainHandling = (byte)(options >> 4),
        };
    }

    private string FilterText()
    {
        var filter = _fields.Text();
        return Topics.IsFilter(filter) ? filter : throw new MqttProtocolException(ReasonCode.TopicFilterInvalid, "a topic filter is not valid");
    }

    private Packet Unsubscribe()
    {
        var id = _fields.PacketId();
        var properties = Properties(PacketType.Unsubscribe);
        var filters = ImmutableArray.CreateBuilder<string>();
        do
        {
            filters.Add(FilterText());
        }
        while (!_fields.IsAtEnd);
        return new UnsubscribePacket(id, filters.DrainToImmutable()) { Properties = properties };
    }

    private Packet SubscriptionAnswer(PacketType type)
    {
        var id = _fields.PacketId();
        if (type == PacketType.Unsuback && _version == MqttVersion.V311)
            return new SubscriptionAnswerPacket(type, id, []);
        var properties = Properties(type);
        var reasons = ImmutableArray.CreateBuilder<ReasonCode>();
        do
        {
            reasons.Add(_version == MqttVersion.V5 ? Reason(type) : ReturnCode.ReadSuback(_fields.Byte()));
        }
        while (!_fields.IsAtEnd);
        return new SubscriptionAnswerPacket(type, id, reasons.DrainToImmutable()) { Properties = properties };
    }

    private Packet Disconnect()
    {
        if (_version == MqttVersion.V311 || _fields.IsAtEnd)
            return new DisconnectPacket(ReasonCode.Success);
        return new DisconnectPacket(Reason(PacketType.Disconnect)) { Properties = PropertiesIfAny(PacketType.Disconnect) };
    }

    private Packet Auth()
    {
        if (_fields.IsAtEnd)
            return new AuthPacket(ReasonCode.Success);
        return new AuthPacket(Reason(PacketType.Auth)) { Properties = PropertiesIfAny(PacketType.Auth) };
    }

    private ReasonCode Reason(PacketType type)
    {
        var reason = (ReasonCode)_fields.Byte();
        return ReasonCodes.IsAllowed(reason, type) ? reason : throw MqttProtocolException.Malformed($"{type} has the reason 0x{(byte)reason:X2}");
    }

    private Properties Properties(PacketType type) =>
        _version == MqttVersion.V5 ? PropertyCodec.Read(ref _fields, type) : Protocol.Properties.None;

    private Properties PropertiesIfAny(PacketType type) => _fields.IsAtEnd ? Protocol.Properties.None : PropertyCodec.Read(ref _fields, type);
}
