using static Waziup.Ngsi.Mqtt.Protocol.PacketType;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>How the value of a property is written.</summary>
internal enum PropertyKind : byte
{
    Flag,
    TwoBytes,
    FourBytes,
    VariableInteger,
    Text,
    Binary,
    Pair,
}

/// <summary>How a property is written and where it may stand (5.0, table 2-4).</summary>
/// <param name="Kind">Its form.</param>
/// <param name="CanBeZero">Whether a number may be 0.</param>
/// <param name="Types">The packets that may carry it.</param>
internal sealed record PropertyRule(PropertyKind Kind, bool CanBeZero, params PacketType[] Types)
{
    // By identifier; all of them are below 0x2B.
    private static readonly PropertyRule?[] Table = Build();

    public static PropertyRule? Of(PropertyId id) => (int)id < Table.Length ? Table[(int)id] : null;

    public bool IsAllowedIn(PacketType type) => Types.Contains(type);

    private static PropertyRule?[] Build()
    {
        PacketType[] everywhere =
            [Will, Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp, Subscribe, Suback, Unsubscribe, Unsuback, Disconnect, Auth];
        PacketType[] answers = [Connack, Puback, Pubrec, Pubrel, Pubcomp, Suback, Unsuback, Disconnect, Auth];
        var table = new PropertyRule?[0x2B];
        table[(int)PropertyId.PayloadFormatIndicator] = new(PropertyKind.Flag, true, Publish, Will);
        table[(int)PropertyId.MessageExpiryInterval] = new(PropertyKind.FourBytes, true, Publish, Will);
        table[(int)PropertyId.ContentType] = new(PropertyKind.Text, true, Publish, Will);
        table[(int)PropertyId.ResponseTopic] = new(PropertyKind.Text, true, Publish, Will);
        table[(int)PropertyId.CorrelationData] = new(PropertyKind.Binary, true, Publish, Will);
        table[(int)PropertyId.SubscriptionIdentifier] = new(PropertyKind.VariableInteger, false, Publish, Subscribe);
        table[(int)PropertyId.SessionExpiryInterval] = new(PropertyKind.FourBytes, true, Connect, Connack, Disconnect);
        table[(int)PropertyId.AssignedClientIdentifier] = new(PropertyKind.Text, true, Connack);
        table[(int)PropertyId.ServerKeepAlive] = new(PropertyKind.TwoBytes, true, Connack);
        table[(int)PropertyId.AuthenticationMethod] = new(PropertyKind.Text, true, Connect, Connack, Auth);
        table[(int)PropertyId.AuthenticationData] = new(PropertyKind.Binary, true, Connect, Connack, Auth);
        table[(int)PropertyId.RequestProblemInformation] = new(PropertyKind.Flag, true, Connect);
        table[(int)PropertyId.WillDelayInterval] = new(PropertyKind.FourBytes, true, Will);
        table[(int)PropertyId.RequestResponseInformation] = new(PropertyKind.Flag, true, Connect);
        table[(int)PropertyId.ResponseInformation] = new(PropertyKind.Text, true, Connack);
        table[(int)PropertyId.ServerReference] = new(PropertyKind.Text, true, Connack, Disconnect);
        table[(int)PropertyId.ReasonString] = new(PropertyKind.Text, true, answers);
        table[(int)PropertyId.ReceiveMaximum] = new(PropertyKind.TwoBytes, false, Connect, Connack);
        table[(int)PropertyId.TopicAliasMaximum] = new(PropertyKind.TwoBytes, true, Connect, Connack);
        table[(int)PropertyId.TopicAlias] = new(PropertyKind.TwoBytes, false, Publish);
        table[(int)PropertyId.MaximumQos] = new(PropertyKind.Flag, true, Connack);
        table[(int)PropertyId.RetainAvailable] = new(PropertyKind.Flag, true, Connack);
        table[(int)PropertyId.UserProperty] = new(PropertyKind.Pair, true, everywhere);
        table[(int)PropertyId.MaximumPacketSize] = new(PropertyKind.FourBytes, false, Connect, Connack);
        table[(int)PropertyId.WildcardSubscriptionAvailable] = new(PropertyKind.Flag, true, Connack);
        table[(int)PropertyId.SubscriptionIdentifierAvailable] = new(PropertyKind.Flag, true, Connack);
        table[(int)PropertyId.SharedSubscriptionAvailable] = new(PropertyKind.Flag, true, Connack);
        return table;
    }
}
