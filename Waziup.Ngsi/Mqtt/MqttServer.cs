using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>An MQTT server of the operator's, and as whom it is asked.</summary>
/// <param name="Host">A name or an address; an IPv6 address without its brackets.</param>
/// <param name="Port">Between 1 and 65,535.</param>
/// <param name="UsesTls">Whether the scheme is mqtts.</param>
/// <param name="User">The user; null for none.</param>
/// <remarks>Immutable.</remarks>
public sealed record MqttServer(string Host, int Port, bool UsesTls, string? User)
{
    internal const string Plain = "mqtt://";
    internal const string Secure = "mqtts://";
    internal const int PlainPort = 1883;
    internal const int SecurePort = 8883;

    /// <summary>The password; null for none.</summary>
    public string? Password { get; init; }

    /// <summary>The roots that its certificate may come from besides those of the system.</summary>
    /// <value>Default null: none.</value>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>Reads <c>mqtt[s]://[user@]host[:port]</c>; the ports are 1883 and 8883 where none is given.</summary>
    /// <returns>False where it is none, or holds a password, which does not belong where others can read it.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MqttServer? server)
    {
        server = null;
        var isSecure = text is not null && text.StartsWith(Secure, StringComparison.OrdinalIgnoreCase);
        if (text is null || (!isSecure && !text.StartsWith(Plain, StringComparison.OrdinalIgnoreCase)))
            return false;
        var authority = text[(isSecure ? Secure : Plain).Length..].TrimEnd('/');
        var at = authority.LastIndexOf('@');
        try
        {
            var user = at < 0 ? null : PercentText.Decode(authority[..at], "the user");
            var (host, port) = HostText.Read(authority[(at + 1)..], isSecure ? SecurePort : PlainPort);
            if (user is not null && (user.Length == 0 || authority[..at].Contains(':', StringComparison.Ordinal) || !ProtocolText.IsValid(user)))
                return false;
            server = new MqttServer(host, port, isSecure, user);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Without the password.</summary>
    public override string ToString() =>
        $"{(UsesTls ? Secure : Plain)}{(User is null ? "" : User + "@")}{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    internal MqttClientOptions ToOptions() => new() { Host = Host, Port = Port, UsesTls = UsesTls, User = User, Password = Password, RootsBeside = Roots };
}
