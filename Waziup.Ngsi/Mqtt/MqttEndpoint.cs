using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>Where notifications of a subscription go: a server, a topic, and how (GS CIM 009, clause 7.2).</summary>
/// <param name="Host">A name or an address; an IPv6 address without its brackets.</param>
/// <param name="Port">Between 1 and 65,535.</param>
/// <param name="UsesTls">Whether the scheme is mqtts.</param>
/// <param name="User">The user; null where none is given.</param>
/// <param name="Password">The password; null where none is given.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Version">The version that is spoken.</param>
/// <param name="Qos">How surely a message arrives.</param>
internal sealed record MqttEndpoint(string Host, int Port, bool UsesTls, string? User, string? Password, string Topic, MqttVersion Version, Qos Qos)
{
    public const string VersionKey = "MQTT-Version";
    public const string QosKey = "MQTT-QoS";

    /// <summary>Reads <c>mqtt[s]://[user][:password]@host[:port]/topic[/subtopic]*</c> and the settings that go with it.</summary>
    /// <param name="uri">The endpoint of the subscription.</param>
    /// <param name="settings">The pairs of notifierInfo; others than those of MQTT are not looked at.</param>
    /// <param name="endpoint">What it means.</param>
    /// <param name="error">What is wrong with it, for the sender; null where nothing is.</param>
    public static bool TryParse(
        string uri,
        IEnumerable<KeyValuePair<string, string>> settings,
        [NotNullWhen(true)] out MqttEndpoint? endpoint,
        [NotNullWhen(false)] out string? error)
    {
        try
        {
            var (version, qos) = Settings(settings);
            endpoint = Parse(uri, version, qos);
            error = null;
            return true;
        }
        catch (FormatException fault)
        {
            endpoint = null;
            error = fault.Message;
            return false;
        }
    }

    /// <summary>Without the password.</summary>
    public override string ToString() =>
        $"{(UsesTls ? MqttServer.Secure : MqttServer.Plain)}{(User is null ? "" : User + "@")}{Host}:{Port.ToString(CultureInfo.InvariantCulture)}/{Topic}";

    private static MqttEndpoint Parse(string uri, MqttVersion version, Qos qos)
    {
        var isSecure = uri.StartsWith(MqttServer.Secure, StringComparison.OrdinalIgnoreCase);
        if (!isSecure && !uri.StartsWith(MqttServer.Plain, StringComparison.OrdinalIgnoreCase))
            throw new FormatException("an MQTT endpoint begins with mqtt:// or mqtts://");
        var rest = uri[(isSecure ? MqttServer.Secure : MqttServer.Plain).Length..];
        if (rest.AsSpan().IndexOfAny('?', '#') >= 0)
            throw new FormatException("an MQTT endpoint has no query and no fragment; ? and # are written as %3F and %23");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? rest : rest[..slash];
        var topic = PercentText.Decode(slash < 0 ? "" : rest[(slash + 1)..], "the topic");
        if (!Topics.IsTopic(topic))
            throw new FormatException("the path of an MQTT endpoint is the topic: not empty, no wildcards (+ or #), no NUL, at most 65,535 bytes");
        var at = authority.LastIndexOf('@');
        var (user, password) = UserInfo(at < 0 ? "" : authority[..at], version);
        var (host, port) = HostText.Read(authority[(at + 1)..], isSecure ? MqttServer.SecurePort : MqttServer.PlainPort);
        return new MqttEndpoint(host, port, isSecure, user, password, topic, version, qos);
    }

    private static (string? User, string? Password) UserInfo(string text, MqttVersion version)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = PercentText.Decode(colon < 0 ? text : text[..colon], "the user");
        var password = colon < 0 ? null : PercentText.Decode(text[(colon + 1)..], "the password");
        if (!ProtocolText.IsValid(user) || (password is not null && !ProtocolText.IsValid(password)))
            throw new FormatException("user and password have no NUL and at most 65,535 bytes");
        if (user.Length == 0 && password is not null && version == MqttVersion.V311)
            throw new FormatException("with mqtt3.1.1 a password needs a user");
        return (user.Length == 0 ? null : user, password);
    }

    private static (MqttVersion Version, Qos Qos) Settings(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var (version, qos) = (MqttVersion.V5, Qos.AtMostOnce);
        foreach (var (key, value) in settings)
        {
            if (key == VersionKey)
            {
                version = value switch
                {
                    "mqtt5.0" => MqttVersion.V5,
                    "mqtt3.1.1" => MqttVersion.V311,
                    _ => throw new FormatException($"{VersionKey} is mqtt3.1.1 or mqtt5.0"),
                };
            }
            if (key == QosKey)
                qos = value is "0" or "1" or "2" ? (Qos)(value[0] - '0') : throw new FormatException($"{QosKey} is 0, 1 or 2");
        }
        return (version, qos);
    }
}
