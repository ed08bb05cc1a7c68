using System.Net;
using System.Net.Security;
using System.Text;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>The HTTP clients of the broker: no cookies, no credentials, no redirects of their own, within the egress rule.</summary>
/// <remarks>Whoever asks sets the time that a request may take.</remarks>
internal static class OutgoingClient
{
    private const int MostDrained = 64 * 1024;

    /// <summary>Fetches @contexts where the host brings no loader.</summary>
    public static HttpClient ForContexts(EgressOptions egress)
    {
        var handler = Handler(egress, mostConnections: 4, TimeSpan.FromSeconds(3));
        handler.AutomaticDecompression = DecompressionMethods.All;
        return Make(handler);
    }

    /// <summary>Posts notifications.</summary>
    public static HttpMessageInvoker ForNotifications(NgsiLdOptions options) =>
        ForRegistered(options, options.Notifications.MaxPerEndpoint, options.Notifications.Timeout);

    /// <summary>Asks context sources: bodies are read as they come, and nothing is added to a request.</summary>
    public static HttpMessageInvoker ForSources(NgsiLdOptions options) =>
        ForRegistered(options, options.Federation.MaxPerServer, options.Federation.Timeout);

    /// <summary>Speaks to the one broker that the operator has named, wherever it is.</summary>
    public static HttpMessageInvoker ForCloud(NgsiLdOptions options, TimeSpan connectTimeout)
    {
        var egress = new EgressOptions { OnlyPublic = false };
        egress.Roots.AddRange(options.Egress.Roots);
        return new HttpMessageInvoker(Handler(egress, mostConnections: 2, connectTimeout));
    }

    /// <summary>Asks providers of data: bodies are read as they come, and unpacked; whoever reads them counts.</summary>
    public static HttpMessageInvoker ForProviders(NgsiLdOptions options)
    {
        var handler = Registered(options.Egress, mostConnections: 2, TimeSpan.FromSeconds(10));
        handler.AutomaticDecompression = DecompressionMethods.All;
        return new HttpMessageInvoker(handler);
    }

    /// <summary>Speaks to whom somebody has subscribed or registered. A certificate is shown to trusted ones alone, as credentials are.</summary>
    private static HttpMessageInvoker ForRegistered(NgsiLdOptions options, int mostConnections, TimeSpan connectTimeout)
    {
        var usual = new HttpMessageInvoker(Registered(options.Egress, mostConnections, connectTimeout));
        if (options.Egress.ClientCertificate is not { } shown)
            return usual;
        var trusted = new HttpMessageInvoker(Registered(options.Egress, mostConnections, connectTimeout, shown));
        return new HttpMessageInvoker(new ByOrigin(usual, trusted, options.Federation.TrustedOrigins));
    }

    private static SocketsHttpHandler Registered(EgressOptions egress, int mostConnections, TimeSpan connectTimeout, SslStreamCertificateContext? shown = null)
    {
        var handler = Handler(egress, mostConnections, connectTimeout, shown);
        // receiverInfo and contextSourceInfo may hold any text.
        handler.RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8;
        // A long answer that nobody reads ends the connection.
        handler.MaxResponseDrainSize = MostDrained;
        return handler;
    }

    private static SocketsHttpHandler Handler(EgressOptions egress, int mostConnections, TimeSpan connectTimeout, SslStreamCertificateContext? shown = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = mostConnections,
        ConnectTimeout = connectTimeout,
        ConnectCallback = new Egress(egress).ConnectAsync,
        SslOptions = new OutgoingTls(egress.Roots).Options(shown),
    };

#pragma warning disable RS0030 // The one place that makes clients.
    private static HttpClient Make(SocketsHttpHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
}
