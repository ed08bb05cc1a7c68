using System.Net;
using Waziup.Server.Tests.Identity;
using Waziup.Server.Transport;

namespace Waziup.Server.Tests.Transport;

/// <summary>Pages of other origins, in browsers.</summary>
public sealed class CrossOriginTests
{
    const string Entities = "/ngsi-ld/v1/entities";
    const string Page = "https://dashboard.example";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_leave_no_page_of_another_origin_is_let_in()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory");

        using var asked = await PreflightAsync(server, Page, "PATCH", "content-type");
        using var read = await GetAsync(server, Page, Entities + "?type=Plot");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, asked.StatusCode);
        Assert.All([asked, read], answer => Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_page_of_an_origin_that_is_named_may_ask_with_a_key_and_read_refusals_and_no_other_may()
    {
        using var folder = new TestFolder();
        await using var server = await Guarded.StartAsync(folder, "--cors-origin", Page, "--cors-origin", "http://localhost:3000/");
        var wanted = CrossOrigin.Asked.Select(name => name.ToLowerInvariant()).ToArray();

        foreach (var origin in new[] { Page, "http://localhost:3000" })
        {
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
            {
                using var asked = await PreflightAsync(server, origin, method, string.Join(',', wanted));
                Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
                Assert.Equal(origin, Header(asked, "Access-Control-Allow-Origin"));
                Assert.Contains(method, Header(asked, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
                Assert.All(wanted, name => Assert.Contains(name, Header(asked, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase));
                Assert.Equal("", Header(asked, "Access-Control-Allow-Credentials"));
            }
            using var refused = await GetAsync(server, origin, Entities + "?type=Plot");
            Assert.Equal((HttpStatusCode.Unauthorized, origin), (refused.StatusCode, Header(refused, "Access-Control-Allow-Origin")));
        }
        foreach (var origin in new[] { "https://evil.example", "http://dashboard.example", "https://dashboard.example:444", "https://dashboard.example.evil.example", "null" })
        {
            using var asked = await PreflightAsync(server, origin, "PATCH", "authorization");
            using var read = await GetAsync(server, origin, Entities + "?type=Plot");
            Assert.All([asked, read], answer => Assert.Equal("", Header(answer, "Access-Control-Allow-Origin")));
        }
    }

    [Fact]
    public async Task Where_everybody_is_let_in_pages_of_everybody_may_be_and_no_browser_sends_what_it_keeps()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--allow-anonymous", "--cors-origin", "*");

        using var asked = await PreflightAsync(server, "https://any.example", "DELETE", "ngsild-tenant");
        using var read = await GetAsync(server, "https://any.example", Entities + "?type=Plot");

        Assert.All([asked, read], answer =>
        {
            Assert.Equal("*", Header(answer, "Access-Control-Allow-Origin"));
            Assert.Equal("", Header(answer, "Access-Control-Allow-Credentials"));
        });
    }

    [Fact]
    public async Task A_page_may_read_every_header_that_the_broker_sends()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--store", "memory", "--cors-origin", Page, "--caller-requests", "100");
        string[] others =
        [
            "Content-Type", "Content-Length", "Transfer-Encoding", "Date", "Vary", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy",
            "X-Accel-Buffering", "Connection",
        ];
        await server.CreateAsync("urn:p:1");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        (HttpMethod Method, string Path, string? Body, (string, string)[] Headers)[] requests =
        [
            (HttpMethod.Post, Entities, ServerProcess.Entity("urn:p:2"), [("NGSILD-Tenant", "farm")]),
            (HttpMethod.Get, Entities + "?type=Plot&count=true&entityMap=true&limit=1", null, []),
            (HttpMethod.Get, "/ngsi-ld/v1/temporal/entities/urn:p:1?options=temporalValues", null, [("Prefer", "ngsi-ld=1.8")]),
            (HttpMethod.Put, Entities, null, []),
        ];
        foreach (var (method, path, body, headers) in requests)
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
                request.Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            request.Headers.Add("Origin", Page);
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            using var answer = await server.Client.SendAsync(request, Cancel);
            var told = Header(answer, "Access-Control-Expose-Headers").Split(',', StringSplitOptions.TrimEntries);
            foreach (var name in answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Except(others).Where(name => !name.StartsWith("Access-Control-", StringComparison.Ordinal)))
            {
                Assert.Contains(name, told, StringComparer.OrdinalIgnoreCase);
                seen.Add(name);
            }
        }
        Assert.Superset(new HashSet<string> { "Location", "Link", "NGSILD-Results-Count", "NGSILD-EntityMap", "NGSILD-Tenant", "Allow" }, seen);
    }

    static Task<HttpResponseMessage> PreflightAsync(ServerProcess server, string origin, string method, string headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, Entities + "/urn:p:1");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return server.Client.SendAsync(request, Cancel);
    }

    static Task<HttpResponseMessage> GetAsync(ServerProcess server, string origin, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Origin", origin);
        return server.Client.SendAsync(request, Cancel);
    }

    static string Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : "";
}
