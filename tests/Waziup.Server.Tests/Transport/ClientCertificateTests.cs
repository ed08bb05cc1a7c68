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

/// <summary>Callers who say who they are by a certificate, over https.</summary>
public sealed class ClientCertificateTests : CertificateCallers
{
    [Fact]
    public async Task A_certificate_that_a_key_names_is_its_caller_with_all_that_the_key_is()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        await server.AllowAsync(root, "urn:waziup:Policy:pump", """
            {"who":["key:pump"],"purposes":["research"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"moisture":"show"}}
            """);
        using var leaf = Authority.IssueForClient();
        var made = await BindAsync(server, root, leaf, """ "name":"pump","groups":["coop"],"purposes":["research","billing"] """);
        using var client = Secure.Showing(https, leaf, Authority.Between);

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
        using var leaf = Authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);

        foreach (var (tls, version) in new[] { (SslProtocols.Tls12, HttpVersion.Version11), (SslProtocols.Tls13, HttpVersion.Version11), (SslProtocols.Tls13, HttpVersion.Version20) })
        {
            // A second connection too: what began an earlier one is not taken up again.
            for (var i = 0; i < 2; i++)
            {
                using var client = Secure.Showing(https, leaf, Authority.Between, tls);
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
    public async Task A_token_goes_over_a_good_certificate_and_is_judged_alone()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var named = Authority.IssueForClient();
        using var unnamed = Authority.IssueForClient();
        await BindAsync(server, root, named, """ "name":"pump","roles":["reader"] """);
        var secret = await server.KeyAsync(root, """{"name":"other","groups":["coop"]}""");

        foreach (var leaf in new[] { named, unnamed })
        {
            using var client = Secure.Showing(https, leaf, Authority.Between);
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
        using var first = Authority.IssueForClient();
        using var second = Authority.IssueForClient();
        await BindAsync(server, root, first, """ "name":"pump","roles":["reader"] """);
        using var old = Secure.Showing(https, first, Authority.Between);
        using var fresh = Secure.Showing(https, second, Authority.Between);
        Assert.Equal((200, 401), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));

        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/pump")).Status);
        Assert.Equal((401, 401), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));
        await BindAsync(server, root, second, """ "name":"pump","roles":["reader"] """);
        Assert.Equal((401, 200), (await StatusAsync(old, Plots), await StatusAsync(fresh, Plots)));
        await BindAsync(server, root, first, $$""" "name":"brief","roles":["reader"],"expiresAt":"{{DateTimeOffset.UtcNow.AddSeconds(20):yyyy-MM-ddTHH:mm:ss.ffffffZ}}" """);
        Assert.Equal(200, await StatusAsync(old, Plots));
        await Secure.UntilAsync(async () => await StatusAsync(old, Plots) == 401);
    }

    [Fact]
    public async Task One_that_ends_while_its_connection_lasts_is_not_good_any_more()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = Authority.IssueForClient(DateTimeOffset.UtcNow.AddSeconds(20));
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
        using var socket = new TcpClient();
        await socket.ConnectAsync(https.Host, https.Port, Cancel);
        await using var stream = new SslStream(socket.GetStream());
        await stream.AuthenticateAsClientAsync(Secure.Options(leaf, [Authority.Between]), Cancel);
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
        using var leaf = Authority.IssueForClient();
        using var other = Authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"pump","roles":["reader"] """);
        await BindAsync(server, root, other, """ "name":"other","roles":["reader"] """);
        using var client = Secure.Showing(https, leaf, Authority.Between);
        using var calm = Secure.Showing(https, other, Authority.Between);
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
        using var leaf = Authority.IssueForClient();
        await BindAsync(server, root, leaf, """ "name":"me","roles":["administrator"],"tenants":["*"] """);
        using var client = Secure.Showing(https, leaf, Authority.Between);

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
    public async Task A_certificate_has_one_key_and_is_written_in_either_way()
    {
        var (server, https, root) = await StartAsync();
        await using var _ = server;
        using var leaf = Authority.IssueForClient();
        var mark = string.Join(':', leaf.GetCertHash(HashAlgorithmName.SHA256).Select(one => $"{one:X2}"));

        foreach (var wrong in new[] { "\"\"", "\"ab\"", $"\"{mark[1..]}\"", $"\"{mark.Replace('0', 'g')}g\"", "1", "null" })
            Assert.Equal(400, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"a","certificate":{{wrong}}}""")).Status);
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"a","roles":["reader"],"certificate":"{{mark}}"}""")).Status);
        Assert.Equal(409, (await server.AsAsync(root, HttpMethod.Post, "/access/keys", $$"""{"name":"b","roles":["administrator"],"certificate":"{{FingerprintOf(leaf)}}"}""")).Status);

        using var client = Secure.Showing(https, leaf, Authority.Between);
        Assert.Equal(200, await StatusAsync(client, Plots));
        var list = (await server.AsAsync(root, HttpMethod.Get, "/access/keys")).Body;
        Assert.Contains($"\"certificate\":\"{FingerprintOf(leaf)}\"", list, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"b\"", list, StringComparison.Ordinal);
        Assert.Equal(404, (await server.AsAsync(root, HttpMethod.Delete, "/access/keys/b")).Status);
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
}
