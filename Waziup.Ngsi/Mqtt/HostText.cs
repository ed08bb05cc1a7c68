using System.Globalization;

namespace Waziup.Ngsi.Mqtt;

/// <summary>Reads the part of a URI that says which server.</summary>
internal static class HostText
{
    /// <param name="text">A name or an address, an IPv6 address in its brackets, and where it is not the usual one a port behind a colon.</param>
    /// <param name="usual">The usual port.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static (string Host, int Port) Read(string text, int usual)
    {
        // Only an IPv6 address in its brackets has colons of its own.
        var colon = text.LastIndexOf(':') is var last && last > text.LastIndexOf(']') ? last : -1;
        var host = colon < 0 ? text : text[..colon];
        var port = usual;
        if (colon >= 0 && (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535))
            throw new FormatException("the port of an MQTT endpoint is a number between 1 and 65535");
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        var bare = isBracketed ? host[1..^1] : host;
        var kind = Uri.CheckHostName(bare);
        if (kind == UriHostNameType.Unknown || isBracketed != (kind == UriHostNameType.IPv6))
            throw new FormatException("an MQTT endpoint names a host, such as mqtt://host/topic");
        return (bare.ToLowerInvariant(), port);
    }
}
