using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Waziup.Server.Tests.Transport;

/// <summary>Short ways to a server that listens by http and by https.</summary>
static partial class Secure
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts it; returns its https address too.</summary>
    public static async Task<(ServerProcess Server, Uri Https)> StartAsync(TestFolder folder, params string[] more)
    {
        var server = await ServerProcess.StartAsync(folder, ["--urls", "https://127.0.0.1:0", .. more]);
        return (server, new Uri(UrlOf().Match(await server.WaitForAsync("serves NGSI-LD on https://")).Value));
    }

    /// <summary>The fingerprint that the server tells.</summary>
    public static async Task<string> ToldAsync(this ServerProcess server) => FingerprintOf().Match(await server.WaitForAsync("Certificate: ")).Groups[1].Value;

    /// <summary>Shakes hands; returns the fingerprint of what is shown there.</summary>
    /// <param name="address">Where.</param>
    /// <param name="root">The only root that is trusted; null: any certificate is good.</param>
    public static async Task<string> HandshakeAsync(Uri address, X509Certificate2? root = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancel);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(Trusting(root), Cancel);
        return string.Join(':', SHA256.HashData(stream.RemoteCertificate!.GetRawCertData()).Select(one => $"{one:X2}"));
    }

    /// <summary>A client that trusts one root alone, or any certificate.</summary>
    public static HttpClient Client(Uri address, X509Certificate2? root = null) =>
        Client(address, Trusting(root));

    /// <summary>A client that shows a certificate to whoever asks.</summary>
    /// <param name="address">Where.</param>
    /// <param name="leaf">The certificate with its key.</param>
    /// <param name="chain">What is shown behind it.</param>
    public static HttpClient Showing(Uri address, X509Certificate2 leaf, params X509Certificate2[] chain) => Client(address, Options(leaf, chain));

    /// <summary>The same, by one version of TLS.</summary>
    public static HttpClient Showing(Uri address, X509Certificate2 leaf, X509Certificate2 between, SslProtocols tls)
    {
        var options = Options(leaf, [between]);
        options.EnabledSslProtocols = tls;
        return Client(address, options);
    }

    /// <summary>Trusts any server, and shows it a certificate.</summary>
    public static SslClientAuthenticationOptions Options(X509Certificate2? leaf, X509Certificate2[] chain)
    {
        var options = Trusting(null);
        if (leaf is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(leaf, [.. chain], offline: true);
        return options;
    }

    static HttpClient Client(Uri address, SslClientAuthenticationOptions options) => new(new SocketsHttpHandler { UseProxy = false, SslOptions = options }) { BaseAddress = address };

    /// <summary>Waits until something else is shown than a fingerprint.</summary>
    public static async Task<string> UntilOtherAsync(Uri address, string than)
    {
        var shown = than;
        await UntilAsync(async () => (shown = await HandshakeAsync(address)) != than);
        return shown;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (!await isSo())
            await Task.Delay(50, limit.Token);
    }

    static SslClientAuthenticationOptions Trusting(X509Certificate2? root)
    {
        if (root is null)
            return new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.Add(root);
        return new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy };
    }

    [GeneratedRegex(@"https://[\d.]+:\d+")]
    private static partial Regex UrlOf();

    [GeneratedRegex("SHA-256 ([0-9A-F:]{95})")]
    private static partial Regex FingerprintOf();
}
