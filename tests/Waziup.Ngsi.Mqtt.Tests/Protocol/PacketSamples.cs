using System.Collections.Immutable;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests.Protocol;

/// <summary>Any packet that a version allows.</summary>
sealed class PacketSamples(int seed)
{
    static readonly string[] Texts = ["", "a", "a/b", "höhe", "\U0001F33E", "\uFFFD", new('x', 200)];
    static readonly string[] TopicTexts = ["a", "a/b", "/", "höhe/\U0001F33E", new('t', 130)];
    static readonly string[] Filters = ["a", "+", "#", "a/+/b", "a/#", "$share/g/a"];

    readonly Random _random = new(seed);

    public Packet Next(MqttVersion version)
    {
        var type = (PacketType)_random.Next(1, version == MqttVersion.V5 ? 16 : 15);
        var id = (ushort)_random.Next(1, 65_536);
        return type switch
        {
            PacketType.Connect => Connect(version),
            PacketType.Connack => Connack(version),
            PacketType.Publish => Publish(version, id),
            PacketType.Subscribe => new SubscribePacket(id, Many(() => Filter(version))) { Properties = Properties(version, type) },
            PacketType.Suback => new SubscriptionAnswerPacket(type, id, Many(() => Suback(version))) { Properties = Properties(version, type) },
            PacketType.Unsubscribe => new UnsubscribePacket(id, Many(() => Any(Filters))) { Properties = Properties(version, type) },
            PacketType.Unsuback => new SubscriptionAnswerPacket(type, id, version == MqttVersion.V5 ? Many(() => Reason(type)) : [])
            {
                Properties = Properties(version, type),
            },
            PacketType.Pingreq => PingPacket.Request,
            PacketType.Pingresp => PingPacket.Response,
            PacketType.Disconnect when version == MqttVersion.V311 => new DisconnectPacket(ReasonCode.Success),
            PacketType.Disconnect => new DisconnectPacket(Reason(type)) { Properties = Properties(version, type) },
            PacketType.Auth => new AuthPacket(Reason(type)) { Properties = Properties(version, type) },
            _ => new AnswerPacket(type, id, version == MqttVersion.V5 ? Reason(type) : ReasonCode.Success) { Properties = Properties(version, type) },
        };
    }

    ConnectPacket Connect(MqttVersion version)
    {
        var hasUser = Chance();
        return new(version, Any(Texts))
        {
            IsCleanStart = Chance(),
            KeepAliveSeconds = (ushort)_random.Next(65_536),
            User = hasUser ? Any(Texts) : null,
            Password = Chance() && (hasUser || version == MqttVersion.V5) ? (ReadOnlyMemory<byte>?)Data() : null,
            Will = Chance() ? new(Any(TopicTexts), Data(), Level(), Chance()) { Properties = Properties(version, PacketType.Will) } : null,
            Properties = Properties(version, PacketType.Connect),
        };
    }

    ConnackPacket Connack(MqttVersion version)
    {
        var reason = version == MqttVersion.V5 ? Reason(PacketType.Connack) : ReturnCode.Read((byte)_random.Next(6));
        return new(reason == ReasonCode.Success && Chance(), reason) { Properties = Properties(version, PacketType.Connack) };
    }

    PublishPacket Publish(MqttVersion version, ushort id)
    {
        var qos = Level();
        return new(Any(TopicTexts), Data(), qos)
        {
            PacketId = qos == Qos.AtMostOnce ? (ushort)0 : id,
            IsRetained = Chance(),
            IsDuplicate = qos != Qos.AtMostOnce && Chance(),
            Properties = Properties(version, PacketType.Publish),
        };
    }

    TopicFilter Filter(MqttVersion version)
    {
        var filter = Any(Filters);
        if (version == MqttVersion.V311)
            return new(filter, Level());
        return new(filter, Level()) { IsNoLocal = !Topics.IsShared(filter) && Chance(), KeepsRetained = Chance(), RetainHandling = (byte)_random.Next(3) };
    }

    ReasonCode Suback(MqttVersion version) =>
        version == MqttVersion.V5 ? Reason(PacketType.Suback) : Any([ReasonCode.Success, ReasonCode.GrantedQos1, ReasonCode.UnspecifiedError]);

    Properties Properties(MqttVersion version, PacketType type)
    {
        if (version == MqttVersion.V311 || Chance())
            return Mqtt.Protocol.Properties.None;
        var items = new List<Property>();
        foreach (var id in Enum.GetValues<PropertyId>())
        {
            var rule = PropertyRule.Of(id)!;
            if (rule.IsAllowedIn(type) && id != PropertyId.TopicAlias && Chance())
                items.Add(Value(id, rule));
        }
        items.RemoveAll(item => item.Id == PropertyId.AuthenticationData && !items.Exists(other => other.Id == PropertyId.AuthenticationMethod));
        if (Chance())
            items.AddRange([Property.User("k", Any(Texts)), Property.User("k", "")]);
        return new([.. items]);
    }

    Property Value(PropertyId id, PropertyRule rule)
    {
        var least = rule.CanBeZero ? 0 : 1;
        return rule.Kind switch
        {
            PropertyKind.Flag => new(id, (uint)_random.Next(2)),
            PropertyKind.TwoBytes => new(id, (uint)_random.Next(least, 65_536)),
            PropertyKind.FourBytes => new(id, (uint)_random.NextInt64(least, 1L << 32)),
            PropertyKind.VariableInteger => new(id, (uint)_random.Next(least, 1 << _random.Next(1, 28))),
            PropertyKind.Text => new(id, Text: id == PropertyId.ResponseTopic ? Any(TopicTexts) : Any(Texts)),
            PropertyKind.Binary => new(id, Data: Data()),
            _ => Property.User(Any(Texts), Any(Texts)),
        };
    }

    ReasonCode Reason(PacketType type) => Any([.. Enum.GetValues<ReasonCode>().Where(code => ReasonCodes.IsAllowed(code, type))]);

    byte[] Data()
    {
        var data = new byte[_random.Next(4) == 0 ? _random.Next(20_000) : _random.Next(8)];
        _random.NextBytes(data);
        return data;
    }

    ImmutableArray<T> Many<T>(Func<T> one) => [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => one())];

    T Any<T>(T[] from) => from[_random.Next(from.Length)];

    Qos Level() => (Qos)_random.Next(3);

    bool Chance() => _random.Next(2) == 0;
}
