using System.Net;
using System.Net.Sockets;
using System.Text;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What goes to sources over the wire, and what is made of their answers (6.3.17 to 6.3.19).</summary>
public sealed class HttpContextSourceTests
{
    [Fact]
    public async Task A_question_has_no_body()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        var reply = await source.AskAsync("GET", headers: [new("Via", "1.1 me"), new("X-Farm", "east")]);

        Assert.Equal((RemoteResult.Answered, 200, "[]"), (reply.Result, reply.Status, reply.Text()));
        var request = Assert.Single(source.Requests);
        Assert.StartsWith("GET /ngsi-ld/v1/entities?type=Tank HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Via: 1.1 me\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-Farm: east\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", request, StringComparison.Ordinal);
        Assert.All(["Content-Length", "Transfer-Encoding", "Content-Type", "Cookie", "Expect"], name => Assert.DoesNotContain(name, request, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    [InlineData("PUT")]
    public async Task A_body_says_how_long_it_is(string method)
    {
        await using var source = SourceServer.Start("HTTP/1.1 204 No Content\r\n\r\n");
        var body = $"{{\"a\":\"{new string('x', 50_000)}\"}}";

        var reply = await source.AskAsync(method, body);

        Assert.Equal((RemoteResult.Answered, 204, 0), (reply.Result, reply.Status, reply.Body.Length));
        var request = Assert.Single(source.Requests);
        Assert.Contains($"Content-Length: {body.Length}\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith(body, request, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", request, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_deletion_has_no_body()
    {
        await using var source = SourceServer.Start("HTTP/1.1 204 No Content\r\n\r\n");

        Assert.Equal(204, (await source.AskAsync("DELETE")).Status);

        Assert.DoesNotContain("Transfer-Encoding", Assert.Single(source.Requests), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n[]", 200, "[]")]
    [InlineData("HTTP/1.0 404 Not Found\r\n\r\n", 404, "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n[\r\n1\r\n]\r\n0\r\n\r\n", 200, "[]")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}", 500, "{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: no type\r\nContent-Length: 2\r\n\r\n[]", 200, "[]")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", 200, "[]")]
    public async Task Answers_come_in_many_forms(string answer, int status, string body)
    {
        await using var source = SourceServer.Start(answer);

        var reply = await source.AskAsync("GET");

        Assert.Equal((RemoteResult.Answered, status, body), (reply.Result, reply.Status, reply.Text()));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n[1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("no HTTP at all\r\n\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    public async Task An_answer_that_breaks_off_or_is_none_cannot_be_used(string answer)
    {
        await using var source = SourceServer.Start(answer);

        var reply = await source.AskAsync("GET");

        Assert.Equal(RemoteResult.Unusable, reply.Result);
        Assert.Equal(0, reply.Body.Length);
    }

    [Theory]
    [InlineData("GET", "entities", true)]
    [InlineData("DELETE", "entities/urn:x:1", true)]
    [InlineData("PATCH", "entities/urn:x:1", true)]
    [InlineData("POST", "entityOperations/query", true)]
    [InlineData("POST", "entityOperations/update", true)]
    [InlineData("POST", "entityOperations/create", false)]
    [InlineData("POST", "entities", false)]
    [InlineData("POST", "entities/urn:x:1/attrs", true)]
    [InlineData("POST", "entities/urn:x:1/attrs/", true)]
    [InlineData("POST", "entities/urn:x:1/attrs?noOverwrite", false)]
    [InlineData("POST", "temporal/entities/urn:x:1/attrs", false)]
    [InlineData("POST", "subscriptions", false)]
    public async Task What_may_be_said_twice_is_said_again_where_the_connection_ends(string method, string path, bool isRepeated)
    {
        await using var source = SourceServer.Start((_, _, _) => Task.CompletedTask);
        var registration = Sources.Registration("one", []) with { Endpoint = new Uri(source.Address.GetLeftPart(UriPartial.Authority)) };
        var message = new RemoteMessage(method, path.Split('?')[0], path.Contains('?', StringComparison.Ordinal) ? [("options", "noOverwrite")] : [], Sources.Terms) { Body = method[0] == 'P' ? "{}"u8.ToArray() : default };

        var reply = await SourceCalls.SendAsync(message.To(registration, NoRequest.Instance, "here", new FederationOptions()));

        Assert.Equal(RemoteResult.Unusable, reply.Result);
        Assert.Equal(isRepeated, source.Requests.Count > 1);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
        await using var source = SourceServer.Start($"HTTP/1.1 {status} There\r\nLocation: {elsewhere.Address}\r\nContent-Length: 2\r\n\r\n[]");

        var reply = await source.AskAsync("POST", "{}");

        Assert.False(reply.IsSuccess);
        Assert.Equal(0, reply.Body.Length);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Who_is_not_there_is_silent()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var reply = await new Uri($"http://127.0.0.1:{port}/").AskAsync("GET");

        Assert.Equal(RemoteResult.Silent, reply.Result);
        Assert.True(reply.IsFailure);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_silent()
    {
        Assert.Equal(RemoteResult.Silent, (await new Uri("http://source.invalid/").AskAsync("GET")).Result);
    }

    [Fact]
    public async Task A_private_address_is_not_called_unless_it_may_be()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
        var options = new NgsiLdOptions();
        using var client = OutgoingClient.ForSources(options);

        var reply = await new HttpContextSource(client, TimeProvider.System, SourceCalls.MaxAnswer).SendAsync(SourceCalls.Of(source.Address, "GET"), TestContext.Current.CancellationToken);

        Assert.Equal(RemoteResult.Silent, reply.Result);
        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task Links_and_warnings_come_with_the_answer()
    {
        await using var source = SourceServer.Start(
            "HTTP/1.1 200 OK\r\nLink: <https://a>; rel=\"x\"\r\nLink: <https://b>; rel=\"y\"\r\nNGSILD-Warning: 199 a \"b\"\r\nNGSILD-Warning: "
            + new string('w', 5000) + "\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n[]");

        var reply = await source.AskAsync("GET");

        Assert.Equal(["<https://a>; rel=\"x\"", "<https://b>; rel=\"y\""], reply.Links);
        Assert.Equal("199 a \"b\"", Assert.Single(reply.Warnings));
    }

    [Theory]
    [InlineData("X-A", "b\r\nX-Evil: 1")]
    [InlineData("X-A\r\nX-Evil", "1")]
    [InlineData("X A", "b")]
    [InlineData("", "b")]
    [InlineData("X-A", "\0")]
    public async Task What_cannot_be_a_header_does_no_harm(string name, string value)
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        Assert.True((await source.AskAsync("GET", headers: [new(name, value), new("X-Good", "1")])).IsSuccess);

        var request = Assert.Single(source.Requests);
        Assert.Contains("\r\nX-Good: 1\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Evil", request, StringComparison.Ordinal);
        Assert.DoesNotContain("X-A", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_text_may_be_the_value_of_a_header()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        Assert.True((await source.AskAsync("GET", headers: [new("X-Farm", "é東")])).IsSuccess);

        Assert.Contains("X-Farm: " + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("é東")) + "\r\n", Assert.Single(source.Requests), StringComparison.Ordinal);
    }
}
