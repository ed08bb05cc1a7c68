using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>The HTTP client that fetches @contexts where the host brings none: no cookies, no credentials, no redirects of its own, within the egress rule.</summary>
internal static class ContextClient
{
    public static HttpClient Make(EgressOptions egress)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 4,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            ConnectCallback = new Egress(egress).ConnectAsync,
        };
#pragma warning disable RS0030 // This is the one bounded client that outgoing requests go through.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
    }
}
