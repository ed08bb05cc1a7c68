using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>The HTTP client that posts notifications: connections are kept, no redirects, no cookies, within the egress rule.</summary>
internal static class NotificationClient
{
    private const int MostDrained = 64 * 1024;

    public static HttpClient Make(NgsiLdOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = options.Notifications.MaxPerEndpoint,
            ConnectTimeout = options.Notifications.Timeout,
            // receiverInfo may hold any text.
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
            // What an endpoint answers does not matter; a long answer ends the connection.
            MaxResponseDrainSize = MostDrained,
            ConnectCallback = new Egress(options.Egress).ConnectAsync,
        };
#pragma warning disable RS0030 // This is the one bounded client that notifications go through.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
    }
}
