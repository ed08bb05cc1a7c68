using System.Net;

namespace Waziup.Server.Options;

/// <summary>An address to listen on: http or https, a numeric address, <c>localhost</c> or <c>*</c>, a port, nothing else.</summary>
internal static class ListenAddress
{
    /// <exception cref="FormatException">It is none.</exception>
    public static void Check(string url)
    {
        const string Form = "has the form http://ADDRESS:PORT or https://ADDRESS:PORT, ADDRESS being numeric, localhost or * for every address";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException wrong)
        {
            throw new FormatException(Form, wrong);
        }
        // Kestrel takes a name that it does not know for "every address": here that has to be said.
        var isNamed = address.Host is not ("localhost" or "*") && !IPAddress.TryParse(address.Host, out _);
        if (address.IsUnixPipe || address.PathBase.Length > 0 || isNamed || address.Port is < 0 or > 65535)
            throw new FormatException(Form);
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new FormatException("starts with http:// or https://");
        if (address is { Host: "localhost", Port: 0 })
            throw new FormatException("needs a port with localhost; 127.0.0.1:0 takes a free one");
    }

    /// <summary>Whether only this machine can reach it.</summary>
    public static bool IsLoopback(string url)
    {
        var host = BindingAddress.Parse(url).Host;
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Whether TLS is spoken there.</summary>
    public static bool IsHttps(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
