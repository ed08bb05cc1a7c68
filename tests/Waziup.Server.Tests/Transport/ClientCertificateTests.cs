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

/// <summary>Callers who say who they are by a certificate, over https, and who does not get in by one.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    const string Plots = $"{Entities}?type=Plot";
    const string Readers = """{"who":["role:reader"],"rights":["read","subscribe"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""";
    const string Public = """{"who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}""";

    readonly TestFolder _folder = new();
    readonly TestAuthority _authority = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task A_certificate_that_a_key_names_is_its_caller_with_all_that_the_key_is()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        await server.AllowAsync(root, "urn:waziup:Policy:pump", """
            {"who":["key:pump"],"purposes":["research"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}
            """);
        using var leaf = _authority.IssueForClient();
        var made = await BindAsync(server, root, leaf, """ "name":"pump","groups":["coop"],"purposes":["research","billing"] """);
        using var client = Secure.Showing(https, leaf, _authority.Between);

        Assert.Null(made["key"]);
        Assert.Equal(FingerprintOf(leaf), made["certificate"]!.GetValue<string>());
        Assert.Equal(403, await StatusAsync(client, Plots));
        Assert.Equal(200, await StatusAsync(client, Plots, ("Waziup-Purpose", "research")));
        Assert.Equal(403, await StatusAsync(client, Plots, ("Waziup-Purpose", "billing")));
        Assert.Equal(404, await StatusAsync(client, Plots, ("Waziup-Purpose", "research"), ("NGSILD-Tenant", "farm")));
        var me = JsonNode.Parse(await client.GetStringAsync("/access/me", Cancel))!;
        Assert.Equal(("key:pump", "coop"), (me["subject"]!.GetValue<string>(), Assert.Single(me["groups"]!.AsArray())!.GetValue<string>()));
        Assert.Equal(403, await StatusAsync(client, "/access/keys"));
    }

    [Fact]
    public async Task It_is_known_under_every_protocol_and_who_shows_none_is_nobody()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = _authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);

        foreach (var (tls, version) in new[] { (SslProtocols.Tls12, HttpVersion.Version11), (SslProtocols.Tls13, HttpVersion.Version11), (SslProtocols.Tls13, HttpVersion.Version20) })
        {
            // A second connection too: what began an earlier one is not taken up again.
            for (var i = 0; i < 2; i++)
            {
                using var client = Secure.Showing(https, leaf, _authority.Between, tls);
                client.DefaultRequestVersion = version;
                client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
                Assert.Equal(200, await StatusAsync(client, Plots));
            }
        }
        using var none = Secure.Client(https);
        Assert.Equal(401, await StatusAsync(none, Plots));
        Assert.Equal(200, await StatusAsync(none, Plots, ("Authorization", $"Bearer {root}")));
    }

    [Fact]
    public async Task What_is_not_good_lets_nobody_in_even_where_anybody_may()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        await server.AllowAsync(root, "urn:waziup:Policy:public", Public);
        using var other = new TestAuthority();
        using var good = _authority.IssueForClient();
        using var selfSigned = SelfSigned();
        await BindAsync(server, root, good, """ "name":"good","roles":["reader"] """);
        X509Certificate2[] bad =
        [
            selfSigned, other.IssueForClient(), _authority.IssueForClient(DateTimeOffset.UtcNow.AddHours(-1)), _authority.Issue(), _authority.Issue(20, TestAuthority.ForServers),
        ];

        for (var i = 0; i < bad.Length; i++)
        {
            // Also where an administrator has bound it.
            await BindAsync(server, root, bad[i], $$""" "name":"bad{{i}}","roles":["reader"] """);
            foreach (var chain in new X509Certificate2[][] { [(i == 1 ? other : _authority).Between], [] })
            {
                using var client = Secure.Showing(https, bad[i], chain);
                Assert.Equal(401, await StatusAsync(client, Plots));
                Assert.Equal(401, await StatusAsync(client, Plots, ("Authorization", $"Bearer {root}")));
            }
        }
        // By an authority of the same name, which has not signed it: hands are not shaken.
        using var forged = Secure.Showing(https, bad[1], _authority.Between);
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(forged, Plots));
        // Good, and nobody's.
        using var unnamed = _authority.IssueForClient();
        using var stranger = Secure.Showing(https, unnamed, _authority.Between);
        Assert.Equal(401, await StatusAsync(stranger, Plots));
        using var right = Secure.Showing(https, good, _authority.Between);
        Assert.Equal(200, await StatusAsync(right, Plots));
        using var none = Secure.Client(https);
        Assert.Equal(200, await StatusAsync(none, Plots));
        foreach (var one in bad)
            one.Dispose();
    }

    [Fact]
    public async Task A_token_goes_over_a_good_certificate_and_is_judged_alone()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var named = _authority.IssueForClient();
        using var unnamed = _authority.IssueForClient();
        await BindAsync(server, root, named, """ "name":"pump","roles":["reader"] """);
        var secret = await server.KeyAsync(root, """{"name":"other","groups":["coop"]}""");

        foreach (var leaf in new[] { named, unnamed })
        {
            using var client = Secure.Showing(https, leaf, _authority.Between);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/access/me");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
            using var answer = await client.SendAsync(request, Cancel);
            Assert.Contains("key:other", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
            Assert.Equal(401, await StatusAsync(client, Plots, ("Authorization", $"Bearer {secret}x")));
            Assert.Equal(401, await StatusAsync(client, Plots, ("Authorization", "Bearer wzk_pump.x")));
        }
    }

    [Fact]
    public async Task With_its_key_it_ends_at_once_and_another_one_of_the_same_name_is_another()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var first = _authority.IssueForClient();
        using var second = _authority.IssueForClient();
        await BindAsync(server, root, first, """ "name":"pump","roles":["reader"] """);
        using var old = Secure.Showing(https, first, _authority.Between);
        using var fresh = Secure.Showing(https, second, _authority.Between);
        Assert.Equal((200, 401), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));

        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/pump")).Status);
        Assert.Equal((401, 401), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));
        await BindAsync(server, root, second, """ "name":"pump","roles":["reader"] """);
        Assert.Equal((401, 200), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));
        await BindAsync(server, root, first, $$""" "name":"brief","roles":["reader"],"expiresAt":"{{DateTimeOffset.UtcNow.AddSeconds(5):yyyy-MM-ddTHH:mm:ss.ffffffZ}}" """);
        Assert.Equal(200, await StatusAsync(old, Plots));
        await Secure.UntilAsync(async () => await StatusAsync(old, Plots) == 401);
    }

    [Fact]
    public async Task One_that_ends_while_its_connection_lasts_is_not_good_any_more()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = _authority.IssueForClient(DateTimeOffset.UtcNow.AddSeconds(10));
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
        using var socket = new TcpClient();
        await socket.ConnectAsync(https.Host, https.Port, Cancel);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(Secure.Options(leaf, [_authority.Between]), Cancel);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1, ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(stream) })
        {
            BaseAddress = new UriBuilder(https) { Scheme = "http" }.Uri,
        };

        Assert.Equal(200, await StatusAsync(client, Plots));
        await Secure.UntilAsync(async () => await StatusAsync(client, Plots) == 401);
        Assert.Equal(401, await StatusAsync(client, Plots, ("Authorization", $"Bearer {root}")));
    }

    [Fact]
    public async Task A_live_feed_tells_nothing_more_when_the_key_of_its_certificate_has_ended()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = _authority.IssueForClient();
        using var other = _authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
        await BindAsync(server, root, other, """ "name":"other","roles":["reader"] """);
        using var client = Secure.Showing(https, leaf, _authority.Between);
        using var calm = Secure.Showing(https, other, _authority.Between);
        var (mine, his) = (await FollowAsync(client), await FollowAsync(calm));
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:1"))).Status);
        await Secure.UntilAsync(() => Task.FromResult(Tells(mine, "urn:p:1") && Tells(his, "urn:p:1")));

        // The key that it has then is another one, and so is who comes by it.
        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/pump")).Status);
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
        foreach (var id in new[] { "urn:p:2", "urn:p:3" })
        {
            Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, Entities, ServerProcess.Entity(id))).Status);
            await Secure.UntilAsync(() => Task.FromResult(Tells(his, id)));
        }

        Assert.False(Tells(mine, "urn:p:2"));
        Assert.Equal(200, await StatusAsync(client, Plots));
    }

    [Fact]
    public async Task A_page_of_another_origin_gets_nothing_from_a_certificate_that_the_browser_has()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = _authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"me","roles":["administrator"],"tenants":["*"] """);
        using var client = Secure.Showing(https, leaf, _authority.Between);

        foreach (var (name, value, expected) in new[]
        {
            ("Sec-Fetch-Site", "cross-site", 403), ("Sec-Fetch-Site", "same-site", 403), ("Origin", "https://evil.example", 403), ("Origin", "null", 403),
            ("Sec-Fetch-Site", "same-origin", 201), ("Sec-Fetch-Site", "none", 201), ("Origin", https.GetLeftPart(UriPartial.Authority), 201),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/access/keys") { Content = new StringContent($$"""{"name":"k{{Guid.NewGuid():N}}"}""") };
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await client.SendAsync(request, Cancel);
            Assert.True((int)answer.StatusCode == expected, $"{name}: {value}: {answer.StatusCode}");
        }
        // A token the page has to know.
        Assert.Equal(200, await StatusAsync(client, "/access/keys", ("Sec-Fetch-Site", "cross-site"), ("Authorization", $"Bearer {root}")));
    }

    [Fact]
    public async Task What_is_not_good_is_taken_down_and_counted()
    {
        var (server, https, root) = await StartAsync("--max-failures", "3");
        await using var _ = server;
        using var good = _authority.IssueForClient();
        using var late = _authority.IssueForClient();
        await BindAsync(server, root, good, """ "name":"good","roles":["reader"] """);
        await BindAsync(server, root, late, """ "name":"late","roles":["reader"] """);
        using var selfSigned = SelfSigned();
        using var unnamed = _authority.IssueForClient();
        using var known = Secure.Showing(https, good, _authority.Between);
        using var wrong = Secure.Showing(https, selfSigned);
        using var stranger = Secure.Showing(https, unnamed, _authority.Between);
        using var behind = Secure.Showing(https, late, _authority.Between);
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
        using var leaf = _authority.IssueForClient(null, new X509AuthorityInformationAccessExtension(null, [$"http://127.0.0.1:{((IPEndPoint)place.LocalEndpoint).Port}/between.crt"]));
        foreach (var (beside, expected) in new[] { ("", 401), (_authority.Between.ExportCertificatePem(), 200) })
        {
            _folder.Write("roots.pem", $"{_authority.Root.ExportCertificatePem()}\n{beside}\n");
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
        using var leaf = _authority.IssueForClient();
        var (with, there, _) = await StartAsync();
        await using var one = with;
        var (without, https, root) = await StartPlainAsync();
        await using var other = without;
        await BindAsync(without, root, leaf, """ "name":"pump","roles":["reader"] """);
        using var client = Secure.Showing(https, leaf, _authority.Between);

        Assert.Equal(401, await StatusAsync(client, Plots));
        Assert.Equal(200, await StatusAsync(client, Plots, ("Authorization", $"Bearer {root}")));
        Assert.Empty(await AskedAsync(https));
        if (OperatingSystem.IsLinux())
            Assert.Equal(["CN=Root of a test"], await AskedAsync(there));
    }

    [Fact]
    public async Task A_certificate_has_one_key_and_is_written_in_either_way()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = _authority.IssueForClient();
        var mark = string.Join(':', leaf.GetCertHash(HashAlgorithmName.SHA256).Select(one => $"{one:X2}"));

        foreach (var wrong in new[] { "\"\"", "\"ab\"", $"\"{mark[1..]}\"", $"\"{mark.Replace('0', 'g')}g\"", "1", "null" })
            Assert.Equal(400, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"a","certificate":{{wrong}}}""")).Status);
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"a","roles":["reader"],"certificate":"{{mark}}"}""")).Status);
        Assert.Equal(409, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"b","roles":["administrator"],"certificate":"{{FingerprintOf(leaf)}}"}""")).Status);

        using var client = Secure.Showing(https, leaf, _authority.Between);
        Assert.Equal(200, await StatusAsync(client, Plots));
        var list = (await server.AsAsync(root, HttpMethod.Get, "/access/keys")).Body;
        Assert.Contains($"\"certificate\":\"{FingerprintOf(leaf)}\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"b\"", list, StringComparison.Ordinal);
        Assert.Equal(404, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/b")).Status);
    }

    [Theory]
    [InlineData("nothing.pem", "nothing.pem")]
    [InlineData("text.pem", "holds no certificate in PEM")]
    [InlineData("between.pem", "holds no root")]
    public async Task A_file_without_roots_stops_the_start_with_one_line(string file, string reason)
    {
        _folder.Write("text.pem", "no root");
        _folder.Write("between.pem", _authority.Between.ExportCertificatePem());

        var result = await Launch.RunAsync(_folder, "--store", "memory", "--identity", "--urls", "https://127.0.0.1:0", "--client-roots", file);

        Assert.Equal(1, result.Code);
        Assert.Contains(reason, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    Task<(ServerProcess Server, Uri Https, string Root)> StartAsync(params string[] more)
    {
        _folder.Write("roots.pem", _authority.Root.ExportCertificatePem());
        return StartPlainAsync(["--client-roots", "roots.pem", .. more]);
    }

    async Task<(ServerProcess Server, Uri Https, string Root)> StartPlainAsync(params string[] more)
    {
        var (server, https) = await Secure.StartAsync(_folder, ["--store", "memory", "--identity", .. more]);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:readers", Readers);
        return (server, https, root);
    }

    // The subject of those that are good.
    static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(TestAuthority.ForClients);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    static string FingerprintOf(X509Certificate2 leaf) => Convert.ToHexStringLower(leaf.GetCertHash(HashAlgorithmName.SHA256));

    static async Task<JsonNode> BindAsync(ServerProcess server, string root, X509Certificate2 leaf, string members)
    {
        var (status, body) = await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"certificate":"{{FingerprintOf(leaf)}}",{{members}}}""");
        Assert.True(status == 201, body);
        return JsonNode.Parse(body)!;
    }

    static async Task<int> StatusAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, Cancel);
        return (int)answer.StatusCode;
    }

    /// <summary>Reads a live feed for as long as the client lives.</summary>
    static async Task<ConcurrentQueue<string>> FollowAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Plots);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        var feed = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.OK, feed.StatusCode);
        var lines = new StreamReader(await feed.Content.ReadAsStreamAsync(Cancel));
        Assert.StartsWith("retry:", await lines.ReadLineAsync(Cancel), StringComparison.Ordinal);
        var told = new ConcurrentQueue<string>();
        _ = ReadAsync();
        return told;

        async Task ReadAsync()
        {
            using (feed)
            using (lines)
            {
                while (await lines.ReadLineAsync(Cancel) is { } line)
                    told.Enqueue(line);
            }
        }
    }

    static bool Tells(ConcurrentQueue<string> feed, string id) => feed.Any(line => line.Contains(id, StringComparison.Ordinal));

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
