using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Waziup.Server.Tests.Identity;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Transport;

/// <summary>Who does not get in by a certificate, and who is not asked for one.</summary>
public sealed class ClientCertificateFaultTests : CertificateCallers
{
    const string Public = """{"who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""";

    [Fact]
    public async Task What_is_not_good_lets_nobody_in_even_where_anybody_may()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        await server.AllowAsync(root, "urn:waziup:Policy:public", Public);
        using var other = new TestAuthority();
        using var good = Authority.IssueForClient();
        using var selfSigned = SelfSigned();
        await BindAsync(server, root, good, """ "name":"good","roles":["reader"] """);
        X509Certificate2[] bad =
        [
            selfSigned, other.IssueForClient(), Authority.IssueForClient(DateTimeOffset.UtcNow.AddHours(-1)), Authority.Issue(), Authority.Issue(20, TestAuthority.ForServers),
        ];

        for (var i = 0; i < bad.Length; i++)
        {
            // Also where an administrator has bound it.
            await BindAsync(server, root, bad[i], $$""" "name":"bad{{i}}","roles":["reader"] """);
            foreach (var chain in new X509Certificate2[][] { [(i == 1 ? other : Authority).Between], [] })
            {
                using var client = Secure.Showing(https, bad[i], chain);
                Assert.Equal(401, await StatusAsync(client, Plots));
                Assert.Equal(401, await StatusAsync(client, Plots, ("Authorization", $"Bearer {root}")));
            }
        }
        // By an authority of the same name, which has not signed it: hands are not shaken.
        using var forged = Secure.Showing(https, bad[1], Authority.Between);
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(forged, Plots));
        // Good, and nobody's.
        using var unnamed = Authority.IssueForClient();
        using var stranger = Secure.Showing(https, unnamed, Authority.Between);
        Assert.Equal(401, await StatusAsync(stranger, Plots));
        using var right = Secure.Showing(https, good, Authority.Between);
        Assert.Equal(200, await StatusAsync(right, Plots));
        using var none = Secure.Client(https);
        Assert.Equal(200, await StatusAsync(none, Plots));
        foreach (var one in bad)
            one.Dispose();
    }

    [Fact]
    public async Task What_is_not_good_is_taken_down_and_counted()
    {
        var (server, https, root) = await StartAsync("--max-failures", "3");
        await using var _ = server;
        using var good = Authority.IssueForClient();
        using var late = Authority.IssueForClient();
        await BindAsync(server, root, good, """ "name":"good","roles":["reader"] """);
        await BindAsync(server, root, late, """ "name":"late","roles":["reader"] """);
        using var selfSigned = SelfSigned();
        using var unnamed = Authority.IssueForClient();
        using var known = Secure.Showing(https, good, Authority.Between);
        using var wrong = Secure.Showing(https, selfSigned);
        using var stranger = Secure.Showing(https, unnamed, Authority.Between);
        using var behind = Secure.Showing(https, late, Authority.Between);
        Assert.Equal(200, await StatusAsync(known, Plots));

        Assert.Equal((401, 401, 401), (await StatusAsync(wrong, Plots), await StatusAsync(stranger, Plots), await StatusAsync(wrong, Plots)));

        Assert.Equal((429, 429, 429), (await StatusAsync(wrong, Plots), await StatusAsync(stranger, Plots), await StatusAsync(behind, Plots)));
        // What has let somebody in goes on.
        Assert.Equal(200, await StatusAsync(known, Plots));
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, Plots)).Status);
        foreach (var one in new[] { selfSigned, unnamed })
            await Secure.UntilAsync(() => Task.FromResult(server.Output.Split('\n').Any(line => line.Contains("refused", StringComparison.Ordinal) && line.Contains(FingerprintOf(one), StringComparison.Ordinal))));
        Assert.DoesNotContain(server.Output.Split('\n'), line => line.Contains("refused", StringComparison.Ordinal) && line.Contains(FingerprintOf(good), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_of_a_chain_is_not_fetched_and_may_lie_beside_the_roots()
    {
        using var place = new TcpListener(IPAddress.Loopback, 0);
        place.Start();
        using var leaf = Authority.IssueForClient(null, new X509AuthorityInformationAccessExtension(null, [$"http://127.0.0.1:{((IPEndPoint)place.LocalEndpoint).Port}/between.crt"]));
        foreach (var (beside, expected) in new[] { ("", 401), (Authority.Between.ExportCertificatePem(), 200) })
        {
            Folder.Write("roots.pem", $"{Authority.Root.ExportCertificatePem()}\n{beside}\n");
            var (server, https, root) = await StartPlainAsync("--client-roots", "roots.pem");
            await using var _ = server;
            await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
            using var client = Secure.Showing(https, leaf);

            Assert.Equal(expected, await StatusAsync(client, Plots));
        }
        Assert.False(place.Pending());
    }

    [Fact]
    public async Task Without_the_option_nobody_is_asked_and_with_it_by_the_names_of_the_roots()
    {
        using var leaf = Authority.IssueForClient();
        var (with, there, _) = await StartAsync();
        await using var one = with;
        var (without, https, root) = await StartPlainAsync();
        await using var other = without;
        await BindAsync(without, root, leaf, """ "name":"pump","roles":["reader"] """);
        using var client = Secure.Showing(https, leaf, Authority.Between);

        Assert.Equal(401, await StatusAsync(client, Plots));
        Assert.Equal(200, await StatusAsync(client, Plots, ("Authorization", $"Bearer {root}")));
        Assert.Empty(await AskedAsync(https));
        if (OperatingSystem.IsLinux())
            Assert.Equal(["CN=Root of a test"], await AskedAsync(there));
    }

    [Theory]
    [InlineData("nothing.pem", "nothing.pem")]
    [InlineData("text.pem", "holds no certificate in PEM")]
    [InlineData("between.pem", "holds no root")]
    public async Task A_file_without_roots_stops_the_start_with_one_line(string file, string reason)
    {
        Folder.Write("text.pem", "no root");
        Folder.Write("between.pem", Authority.Between.ExportCertificatePem());

        var result = await Launch.RunAsync(Folder, "--store", "memory", "--identity", "--urls", "https://127.0.0.1:0", "--client-roots", file);

        Assert.Equal(1, result.Code);
        Assert.Contains(reason, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    // The subject of those that are good.
    static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(TestAuthority.ForClients);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>The names by which a server asks for certificates; empty: it does not.</summary>
    static async Task<string[]> AskedAsync(Uri https)
    {
        string[] asked = [];
        using var socket = new TcpClient();
        await socket.ConnectAsync(https.Host, https.Port, Cancel);
        await using var stream = new SslStream(socket.GetStream());
        var options = Secure.Options(null, []);
        options.LocalCertificateSelectionCallback = (_, _, _, _, issuers) =>
        {
            asked = issuers.Length > 0 ? issuers : asked;
            return null!;
        };
        await stream.AuthenticateAsClientAsync(options, Cancel);
        await stream.WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancel);
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1], Cancel));
        return asked;
    }
}
