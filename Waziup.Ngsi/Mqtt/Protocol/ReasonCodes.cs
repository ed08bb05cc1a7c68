using System.Collections.Frozen;
using static Waziup.Ngsi.Mqtt.Protocol.PacketType;

namespace Waziup.Ngsi.Mqtt.Protocol;

/// <summary>What each reason code means, and which packets may carry it (5.0, table 2-6).</summary>
internal static class ReasonCodes
{
    private static readonly FrozenDictionary<ReasonCode, Row> Table = Rows().ToFrozenDictionary(row => row.Code);

    public static bool IsFailure(this ReasonCode code) => (byte)code >= 0x80;

    /// <summary>Whether asking again later, unchanged, may be answered otherwise.</summary>
    public static bool IsPassing(this ReasonCode code) =>
        code is ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.ServerShuttingDown or ReasonCode.QuotaExceeded
            or ReasonCode.ConnectionRateExceeded or ReasonCode.UnspecifiedError or ReasonCode.ImplementationSpecificError;

    public static bool IsAllowed(ReasonCode code, PacketType type) => Table.TryGetValue(code, out var row) && row.Types.Contains(type);

    /// <summary>The code in words, for messages.</summary>
    public static string Text(this ReasonCode code) => Table.TryGetValue(code, out var row) ? row.Text : $"reason 0x{(byte)code:X2}";

    private static Row[] Rows() =>
    [
        new(ReasonCode.Success, "success", [Connack, Puback, Pubrec, Pubrel, Pubcomp, Suback, Unsuback, Disconnect, Auth]),
        new(ReasonCode.GrantedQos1, "granted with QoS 1", [Suback]),
        new(ReasonCode.GrantedQos2, "granted with QoS 2", [Suback]),
        new(ReasonCode.DisconnectWithWill, "disconnect with will", [Disconnect]),
        new(ReasonCode.NoMatchingSubscribers, "nobody subscribed", [Puback, Pubrec]),
        new(ReasonCode.NoSubscriptionExisted, "there was no such subscription", [Unsuback]),
        new(ReasonCode.ContinueAuthentication, "authentication goes on", [Auth]),
        new(ReasonCode.ReAuthenticate, "authenticate again", [Auth]),
        new(ReasonCode.UnspecifiedError, "no reason given", [Connack, Puback, Pubrec, Suback, Unsuback, Disconnect]),
        new(ReasonCode.MalformedPacket, "malformed packet", [Connack, Disconnect]),
        new(ReasonCode.ProtocolError, "protocol error", [Connack, Disconnect]),
        new(ReasonCode.ImplementationSpecificError, "a reason of its own", [Connack, Puback, Pubrec, Suback, Unsuback, Disconnect]),
        new(ReasonCode.UnsupportedProtocolVersion, "this version of MQTT is not supported", [Connack]),
        new(ReasonCode.ClientIdentifierNotValid, "the client id is not valid", [Connack]),
        new(ReasonCode.BadUserNameOrPassword, "wrong user name or password", [Connack]),
        new(ReasonCode.NotAuthorized, "not authorized", [Connack, Puback, Pubrec, Suback, Unsuback, Disconnect]),
        new(ReasonCode.ServerUnavailable, "the server is unavailable", [Connack]),
        new(ReasonCode.ServerBusy, "the server is busy", [Connack, Disconnect]),
        new(ReasonCode.Banned, "this client is banned", [Connack]),
        new(ReasonCode.ServerShuttingDown, "the server is shutting down", [Disconnect]),
        new(ReasonCode.BadAuthenticationMethod, "wrong authentication method", [Connack, Disconnect]),
        new(ReasonCode.KeepAliveTimeout, "nothing was heard for too long", [Disconnect]),
        new(ReasonCode.SessionTakenOver, "another connection uses the same client id", [Disconnect]),
        new(ReasonCode.TopicFilterInvalid, "the topic filter is not accepted", [Suback, Unsuback, Disconnect]),
        new(ReasonCode.TopicNameInvalid, "the topic is not accepted", [Connack, Puback, Pubrec, Disconnect]),
        new(ReasonCode.PacketIdentifierInUse, "the packet identifier is in use", [Puback, Pubrec, Suback, Unsuback]),
        new(ReasonCode.PacketIdentifierNotFound, "the packet identifier is not known", [Pubrel, Pubcomp]),
        new(ReasonCode.ReceiveMaximumExceeded, "more messages than the receive maximum", [Disconnect]),
        new(ReasonCode.TopicAliasInvalid, "the topic alias is not valid", [Disconnect]),
        new(ReasonCode.PacketTooLarge, "the packet is too large", [Connack, Disconnect]),
        new(ReasonCode.MessageRateTooHigh, "too many messages", [Disconnect]),
        new(ReasonCode.QuotaExceeded, "a quota is exceeded", [Connack, Puback, Pubrec, Suback, Disconnect]),
        new(ReasonCode.AdministrativeAction, "ended by the administrator", [Disconnect]),
        new(ReasonCode.PayloadFormatInvalid, "the payload is not in the format it claims", [Connack, Puback, Pubrec, Disconnect]),
        new(ReasonCode.RetainNotSupported, "retained messages are not supported", [Connack, Disconnect]),
        new(ReasonCode.QosNotSupported, "this QoS is not supported", [Connack, Disconnect]),
        new(ReasonCode.UseAnotherServer, "use another server", [Connack, Disconnect]),
        new(ReasonCode.ServerMoved, "the server has moved", [Connack, Disconnect]),
        new(ReasonCode.SharedSubscriptionsNotSupported, "shared subscriptions are not supported", [Suback, Disconnect]),
        new(ReasonCode.ConnectionRateExceeded, "too many connections in a short time", [Connack, Disconnect]),
        new(ReasonCode.MaximumConnectTime, "connected for as long as is allowed", [Disconnect]),
        new(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are not supported", [Suback, Disconnect]),
        new(ReasonCode.WildcardSubscriptionsNotSupported, "wildcards are not supported", [Suback, Disconnect]),
    ];

    private sealed record Row(ReasonCode Code, string Text, PacketType[] Types);
}
