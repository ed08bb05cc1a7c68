using System.Net;
using System.Net.Sockets;
using System.Text;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Hosting;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>What goes to sources over the wire, and what is made of their answers (6.3.17 to 6.3.19).</summary>
public sealed class HttpContextSourceTests
{
    private const int MaxAnswer = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_has_no_body()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        var reply = await AskAsync(source, "GET", headers: [new("Via", "1.1 me"), new("X-Farm", "east")]);

        Assert.Equal((RemoteResult.Answered, 200, "[]"), (reply.Result, reply.Status, Text(reply)));
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

        var reply = await AskAsync(source, method, body);

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

        Assert.Equal(204, (await AskAsync(source, "DELETE")).Status);

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

        var reply = await AskAsync(source, "GET");

        Assert.Equal((RemoteResult.Answered, status, body), (reply.Result, reply.Status, Text(reply)));
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

        var reply = await AskAsync(source, "GET");

        Assert.Equal(RemoteResult.Unusable, reply.Result);
        Assert.Equal(0, reply.Body.Length);
    }

    [Fact]
    public async Task Headers_without_end_do_no_harm()
    {
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", cancel);
            while (true)
                await server.WriteAsync(stream, $"X-A: {new string('a', 8000)}\r\n", cancel);
        });

        var reply = await AskAsync(source, "GET");

        Assert.NotEqual(RemoteResult.Answered, reply.Result);
        Assert.True(source.Sent < 16 * MaxAnswer, $"{source.Sent} bytes");
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

        var reply = await AskAsync(source, "POST", "{}");

        Assert.False(reply.IsSuccess);
        Assert.Equal(0, reply.Body.Length);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Ten_gigabytes_that_are_announced_are_not_read()
    {
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", cancel);
            await EndlessAsync(server, stream, chunked: false, cancel);
        });

        var reply = await AskAsync(source, "GET");

        Assert.Equal(RemoteResult.Unusable, reply.Result);
        Assert.True(source.Sent < 32 * MaxAnswer, $"{source.Sent} bytes");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true)]
    [InlineData("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n", true)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n", false)]
    public async Task An_answer_without_end_is_cut_off_at_the_bound(string head, bool chunked)
    {
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, head, cancel);
            await EndlessAsync(server, stream, chunked, cancel);
        });

        var reply = await AskAsync(source, "GET");

        Assert.Equal((RemoteResult.Unusable, 0), (reply.Result, reply.Body.Length));
        Assert.True(source.Sent < 32 * MaxAnswer, $"{source.Sent} bytes");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_bound_is_the_last_length_that_is_taken(int beyond, bool isTaken)
    {
        var body = new string('x', MaxAnswer + beyond);
        await using var declared = SourceServer.Start($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var open = SourceServer.Start($"HTTP/1.0 200 OK\r\n\r\n{body}");

        Assert.Equal(isTaken, (await AskAsync(declared, "GET")).IsSuccess);
        Assert.Equal(isTaken ? body.Length : 0, (await AskAsync(open, "GET")).Body.Length);
    }

    [Fact]
    public async Task Who_does_not_answer_is_silent_when_the_time_is_over_and_not_before()
    {
        var clock = new ManualTime();
        await using var source = SourceServer.Start((_, _, cancel) => SourceServer.Silence(cancel));
        var asking = AskAsync(source, "GET", clock: clock);
        await source.Asked.Task.WaitAsync(Patience, Cancel);

        clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(asking.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(RemoteResult.Silent, (await asking.WaitAsync(Patience, Cancel)).Result);
        Assert.Equal(0, clock.WaitingTimers);
    }

    [Fact]
    public async Task The_time_is_for_the_whole_answer()
    {
        var clock = new ManualTime();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[", cancel);
            begun.SetResult();
            await SourceServer.Silence(cancel);
        });
        var asking = AskAsync(source, "GET", clock: clock);
        await begun.Task.WaitAsync(Patience, Cancel);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.NotEqual(RemoteResult.Answered, (await asking.WaitAsync(Patience, Cancel)).Result);
        Assert.Equal(0, clock.WaitingTimers);
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

        var reply = await AskAsync(new Uri($"http://127.0.0.1:{port}/"), "GET");

        Assert.Equal(RemoteResult.Silent, reply.Result);
        Assert.True(reply.IsFailure);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_silent()
    {
        Assert.Equal(RemoteResult.Silent, (await AskAsync(new Uri("http://source.invalid/"), "GET")).Result);
    }

    [Fact]
    public async Task A_private_address_is_not_called_unless_it_may_be()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
        var options = new NgsiLdOptions();
        using var client = OutgoingClient.ForSources(options);

        var reply = await new HttpContextSource(client, TimeProvider.System, MaxAnswer).SendAsync(Call(source.Address, "GET", null, []), Cancel);

        Assert.Equal(RemoteResult.Silent, reply.Result);
        Assert.Empty(source.Requests);
    }

    [Fact]
    public async Task Whoever_asks_may_stop_waiting()
    {
        await using var source = SourceServer.Start((_, _, cancel) => SourceServer.Silence(cancel));
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(source, "GET", cancel: stop.Token);
        await source.Asked.Task.WaitAsync(Patience, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Patience, Cancel));
    }

    [Fact]
    public async Task Links_and_warnings_come_with_the_answer()
    {
        await using var source = SourceServer.Start(
            "HTTP/1.1 200 OK\r\nLink: <https://a>; rel=\"x\"\r\nLink: <https://b>; rel=\"y\"\r\nNGSILD-Warning: 199 a \"b\"\r\nNGSILD-Warning: "
            + new string('w', 5000) + "\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n[]");

        var reply = await AskAsync(source, "GET");

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

        var reply = await AskAsync(source, "GET", headers: [new(name, value)]);

        Assert.NotNull(reply);
        Assert.All(source.Requests, request => Assert.DoesNotContain("\r\nX-Evil", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_text_may_be_the_value_of_a_header()
    {
        await using var source = SourceServer.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        Assert.True((await AskAsync(source, "GET", headers: [new("X-Farm", "é東")])).IsSuccess);

        Assert.Contains("X-Farm: " + Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("é東")) + "\r\n", Assert.Single(source.Requests), StringComparison.Ordinal);
    }

    private static async Task EndlessAsync(SourceServer server, NetworkStream stream, bool chunked, CancellationToken cancel)
    {
        var part = Encoding.Latin1.GetBytes(chunked ? $"10000\r\n{new string('x', 0x10000)}\r\n" : new string('x', 0x10000));
        // A test wants to end.
        while (server.Sent < 10L * 1024 * 1024 * 1024)
            await server.WriteAsync(stream, part, cancel);
    }

    private static Task<RemoteReply> AskAsync(
        SourceServer source, string method, string? body = null, KeyValuePair<string, string>[]? headers = null, TimeProvider? clock = null, CancellationToken? cancel = null) =>
        AskAsync(source.Address, method, body, headers, clock, cancel);

    private static async Task<RemoteReply> AskAsync(
        Uri uri, string method, string? body = null, KeyValuePair<string, string>[]? headers = null, TimeProvider? clock = null, CancellationToken? cancel = null)
    {
        var options = new NgsiLdOptions();
        options.Egress.OnlyPublic = false;
        using var client = OutgoingClient.ForSources(options);
        // Where no clock is given, the time that a test may take is what ends it.
        return await new HttpContextSource(client, clock ?? new ManualTime(), MaxAnswer)
            .SendAsync(Call(uri, method, body, headers ?? []), cancel ?? Cancel).AsTask().WaitAsync(TimeSpan.FromMinutes(1), Cancel);
    }

    private static RemoteCall Call(Uri uri, string method, string? body, KeyValuePair<string, string>[] headers) => new(
        method, uri, headers, body is null ? default : Encoding.UTF8.GetBytes(body), body is null ? null : "application/json", TimeSpan.FromSeconds(2));

    private static string Text(RemoteReply reply) => Encoding.UTF8.GetString(reply.Body.Span);
}
