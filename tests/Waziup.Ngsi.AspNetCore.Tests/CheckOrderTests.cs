using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Of several things that are wrong, the first in the order of the checks is told.</summary>
public sealed class CheckOrderTests
{
    private const string NoContext = "Link: <https://nowhere.example/x>; rel=\"http://www.w3.org/ns/json-ld#context\"";

    [Fact]
    public async Task The_order_of_checks_is_the_same_for_a_write()
    {
        await using var broker = await TestBroker.StartAsync();
        const string Path = "/entities/urn:x:absent/attrs";
        const string Tenant = "NGSILD-Tenant: absent";

        Assert.Equal(405, (await broker.SendAsync("TRACK", Path + "?unknown=1", "{", "text/plain", Tenant, NoContext)).Status);
        Assert.Equal(415, (await broker.SendAsync("PATCH", Path + "?unknown=1", "{", "text/plain", Tenant, NoContext)).Status);
        (await broker.SendAsync("PATCH", Path + "?unknown=1", "{", "application/json", Tenant, NoContext)).IsProblem(400, "InvalidRequest");
        (await broker.SendAsync("PATCH", Path, "{", "application/json", Tenant, NoContext)).IsProblem(404, "NonexistentTenant");
        (await broker.SendAsync("PATCH", Path, "{", "application/json", NoContext)).IsProblem(400, "InvalidRequest");
        (await broker.SendAsync("PATCH", Path, """{"a":{"type":"Property"}}""", "application/json", NoContext)).IsProblem(504, "LdContextNotAvailable");
        (await broker.SendAsync("PATCH", Path, """{"a":{"type":"Property"}}""", "application/json")).IsProblem(400, "BadRequestData");
        (await broker.SendAsync("PATCH", Path, """{"a":{"type":"Property","value":1}}""", "application/json")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task The_order_of_checks_is_the_same_for_a_read()
    {
        await using var broker = await TestBroker.StartAsync();
        const string Path = "/entities/urn:x:absent";
        const string Tenant = "NGSILD-Tenant: absent";

        (await broker.GetAsync(Path + "?unknown=1", "Accept: text/html", Tenant, NoContext)).IsProblem(406, "InvalidRequest");
        (await broker.GetAsync(Path + "?unknown=1", Tenant, NoContext)).IsProblem(400, "InvalidRequest");
        (await broker.GetAsync(Path, Tenant, NoContext)).IsProblem(404, "NonexistentTenant");
        (await broker.GetAsync(Path, NoContext)).IsProblem(504, "LdContextNotAvailable");
        (await broker.GetAsync(Path)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task Every_route_with_a_body_wants_its_length_before_anything_else()
    {
        await using var broker = await TestBroker.StartAsync();

        foreach (var route in RouteTable.Routes.Where(route => route.Body != BodyKind.None))
        {
            var path = "/" + route.Template.Replace("{id}", "urn:x:y").Replace("{attr}", "a");
            var answer = await RawAsync(broker, $"{route.Method} /ngsi-ld/v1{path}?unknown=1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                + "NGSILD-Tenant: absent\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 411 Length Required\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_route_refuses_parameters_and_media_types_that_it_does_not_know()
    {
        await using var broker = await TestBroker.StartAsync();

        foreach (var route in RouteTable.Routes)
        {
            var path = "/" + route.Template.Replace("{id}", "urn:x:y").Replace("{attr}", "a");
            var body = route.Body == BodyKind.None ? null : "{}";
            var unknown = await broker.SendAsync(route.Method, path + "?nonsense=1", body, "application/json", "NGSILD-Tenant: absent");
            unknown.IsProblem(400, "InvalidRequest");
            if (body is not null)
                Assert.Equal(415, (await broker.SendAsync(route.Method, path + "?nonsense=1", body, "text/plain")).Status);
            if (route.Answer != AnswerKind.Result)
                Assert.Equal(406, (await broker.SendAsync(route.Method, path + "?nonsense=1", body, "application/json", "Accept: text/html")).Status);
            foreach (var parameter in route.Parameters)
            {
                var twice = await broker.SendAsync(route.Method, $"{path}?{parameter}=true&{parameter}=true", body);
                twice.IsProblem(400, "InvalidRequest");
            }
        }
    }

    [Fact]
    public async Task No_content_has_no_length_and_reason_phrases_are_the_usual_ones()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        var deleted = await RawAsync(broker, "DELETE /ngsi-ld/v1/entities/urn:ngsi-ld:Tank:1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var absent = await RawAsync(broker, "GET /ngsi-ld/v1/entities/urn:ngsi-ld:Tank:1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 204 No Content\r\n", deleted, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", deleted, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Transfer-Encoding", deleted, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n", deleted, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", absent, StringComparison.Ordinal);
    }

    /// <summary>Sends bytes as they are and reads until the server closes.</summary>
    private static async Task<string> RawAsync(TestBroker broker, string request)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync(broker.Address.Host, broker.Address.Port, cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), cancel);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }
}
