using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Tests.Hosting;

/// <summary>Whom the broker believes over https, and what it shows.</summary>
public sealed class OutgoingTlsTests : IDisposable
{
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly TestRoot _root = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_private_root_is_believed_where_it_is_given_and_by_every_client()
    {
        using var leaf = _root.Issue();
        await using var origin = SecureOrigin.Start(leaf);
        var (with, without) = (Options(_root.Certificate), Options());

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForNotifications(without), origin));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForSources(without), origin));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForContexts(without.Egress), origin));
        Assert.Empty(origin.Callers);
        await SendAsync(OutgoingClient.ForNotifications(with), origin);
        await SendAsync(OutgoingClient.ForSources(with), origin);
        await SendAsync(OutgoingClient.ForContexts(with.Egress), origin);
        Assert.Equal(["", "", ""], origin.Callers);
    }

    [Fact]
    public async Task A_private_root_vouches_for_no_other_name_no_other_use_and_nothing_that_has_ended()
    {
        using var stranger = new TestRoot();
        X509Certificate2[] bad =
        [
            _root.Issue("other.example"), _root.Issue("127.0.0.2"), _root.Issue(days: 5), stranger.Issue(),
            _root.Issue(more: new X509EnhancedKeyUsageExtension([new Oid(Client)], false)),
        ];
        foreach (var leaf in bad)
        {
            await using var origin = SecureOrigin.Start(leaf);
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForNotifications(Options(_root.Certificate)), origin));
            Assert.Empty(origin.Callers);
            leaf.Dispose();
        }
        using var good = _root.Issue(more: new X509EnhancedKeyUsageExtension([new Oid(Server)], false));
        await using var right = SecureOrigin.Start(good);
        await SendAsync(OutgoingClient.ForNotifications(Options(_root.Certificate)), right);
        Assert.Single(right.Callers);
    }

    [Fact]
    public async Task One_certificate_may_be_trusted_without_a_root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var own = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var origin = SecureOrigin.Start(own);

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForNotifications(Options(_root.Certificate)), origin));
        await SendAsync(OutgoingClient.ForNotifications(Options(_root.Certificate, own)), origin);

        Assert.Single(origin.Callers);
    }

    [Fact]
    public async Task Nothing_is_fetched_from_an_address_that_stands_in_a_certificate()
    {
        await using var secret = Origin.Start(_ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var stranger = new TestRoot();
        using var leaf = stranger.Issue(more: new X509AuthorityInformationAccessExtension([$"http://127.0.0.1:{secret.Port}/ocsp"], [$"http://127.0.0.1:{secret.Port}/root"]));
        await using var origin = SecureOrigin.Start(leaf);
        var options = Options(_root.Certificate);
        (options.Egress.OnlyPublic, _) = (true, options.Egress.Allowed.Add($"127.0.0.1:{origin.Port}"));

        foreach (var egress in new[] { options, Options() })
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForNotifications(egress), origin));
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(OutgoingClient.ForContexts(egress.Egress), origin));
        }

        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task A_certificate_is_shown_to_trusted_origins_alone()
    {
        using var leaf = _root.Issue();
        await using var trusted = SecureOrigin.Start(leaf);
        await using var other = SecureOrigin.Start(leaf);
        using var client = _root.Issue("broker.example");
        var options = Options(_root.Certificate);
        options.Egress.ClientCertificate = SslStreamCertificateContext.Create(client, null, offline: true);
        options.Federation.TrustedOrigins.Add($"https://127.0.0.1:{trusted.Port}");

        using var sources = OutgoingClient.ForSources(options);
        using var notifications = OutgoingClient.ForNotifications(options);
        foreach (var one in new[] { sources, notifications, sources })
        {
            await SendAsync(one, trusted, keep: true);
            await SendAsync(one, other, keep: true);
        }
        await SendAsync(OutgoingClient.ForContexts(options.Egress), trusted);

        Assert.Equal(["CN=broker.example", "CN=broker.example", "CN=broker.example", ""], trusted.Callers);
        Assert.Equal(["", "", ""], other.Callers);
    }

    private static NgsiLdOptions Options(params X509Certificate2[] roots)
    {
        var options = new NgsiLdOptions { Egress = { OnlyPublic = false } };
        options.Egress.Roots.AddRange(roots);
        return options;
    }

    private static async Task SendAsync(HttpMessageInvoker client, SecureOrigin origin, bool keep = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, origin.Address);
        try
        {
            using var response = await client.SendAsync(request, Cancel);
            Assert.Equal(200, (int)response.StatusCode);
            await response.Content.ReadAsByteArrayAsync(Cancel);
        }
        finally
        {
            if (!keep)
                client.Dispose();
        }
    }
}
