using Waziup.Server.Tests.Identity;

namespace Waziup.Server.Tests.Transport;

/// <summary>Headers that browsers and caches go by.</summary>
public sealed class HeaderTests
{
    const string Entities = "/ngsi-ld/v1/entities";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_answer_tells_a_browser_to_do_nothing_with_it()
    {
        using var folder = new TestFolder();
        var (server, _) = await Secure.StartAsync(folder, "--store", "memory");
        await using var __ = server;
        (HttpMethod Method, string Path, string Host, int Status)[] requests =
        [
            (HttpMethod.Get, Entities + "?type=Plot", "localhost", 200), (HttpMethod.Get, Entities + "/urn:p:none", "localhost", 404), (HttpMethod.Put, Entities, "localhost", 405),
            (HttpMethod.Post, Entities, "localhost", 415), (HttpMethod.Get, Entities, "evil.example", 421), (HttpMethod.Get, "/metrics", "localhost", 200),
            (HttpMethod.Get, "/health/live", "localhost", 200), (HttpMethod.Get, "/elsewhere", "localhost", 404),
        ];
        foreach (var (method, path, host, status) in requests)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Host = host;

            using var answer = await server.Client.SendAsync(request, Cancel);

            Assert.True(status == (int)answer.StatusCode, $"{method} {path} {(int)answer.StatusCode}");
            Assert.Equal(("nosniff", "no-referrer", "default-src 'none'; frame-ancestors 'none'"),
                (Header(answer, "X-Content-Type-Options"), Header(answer, "Referrer-Policy"), Header(answer, "Content-Security-Policy")));
        }
    }

    [Fact]
    public async Task Browsers_are_told_to_insist_on_https_by_https_alone_and_under_a_given_certificate_alone()
    {
        using var folder = new TestFolder();
        using var authority = new TestAuthority();
        using var leaf = authority.Issue();
        folder.Write("server.pem", authority.Pem(leaf));
        var (given, secure) = await Secure.StartAsync(folder, "--store", "memory", "--certificate", "server.pem");
        await using var _ = given;
        var (own, self) = await Secure.StartAsync(folder, "--store", "memory");
        await using var __ = own;

        Assert.Equal("max-age=31536000", await HstsAsync(secure));
        Assert.Equal("", await HstsAsync(given.Address));
        Assert.Equal("", await HstsAsync(self));
        Assert.Equal("", await HstsAsync(own.Address));

        static async Task<string> HstsAsync(Uri address)
        {
            using var client = Secure.Client(address);
            using var answer = await client.GetAsync(Entities + "/urn:p:none", Cancel);
            return Header(answer, "Strict-Transport-Security");
        }
    }

    [Fact]
    public async Task What_one_caller_is_answered_nobody_keeps_for_another()
    {
        using var folder = new TestFolder();
        await using var server = await Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        (HttpMethod Method, string Path, string Key, int Status, string Cache)[] requests =
        [
            (HttpMethod.Get, "/ngsi-ld/v1/types", root, 200, "no-store, private"), (HttpMethod.Get, Entities + "/urn:p:none", root, 404, "no-store, private"),
            (HttpMethod.Get, Entities + "?type=Plot", root, 200, "no-store, private"), (HttpMethod.Get, "/ngsi-ld/v1/jsonldContexts", root, 403, "no-store, private"),
            (HttpMethod.Get, "/metrics", root, 200, "no-store, private"), (HttpMethod.Get, "/ngsi-ld/v1/types", "wzk_root.x", 401, "no-store, private"),
            (HttpMethod.Get, "/access/keys", root, 200, "no-store"),
        ];
        foreach (var (method, path, key, status, cache) in requests)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");

            using var answer = await server.Client.SendAsync(request, Cancel);

            Assert.True(status == (int)answer.StatusCode, $"{method} {path} {(int)answer.StatusCode}");
            Assert.Equal(cache, answer.Headers.CacheControl?.ToString());
        }
    }

    static string Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";
}
