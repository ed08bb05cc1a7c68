using System.Net;
using System.Net.Sockets;
using System.Text;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Tests.Hosting;

/// <summary>What others make us call: public addresses only, whatever form they have, and each redirect anew.</summary>
public sealed class EgressTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("198.20.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2a00:1450::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void A_public_address_may_be_called(string address) => Assert.True(Egress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::1")]
    [InlineData("2001:0:53aa:64c:0:0:f5ff:fffe")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("3fff::1")]
    [InlineData("100::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Any_other_address_may_not(string address) => Assert.False(Egress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_private_address_is_not_even_dialled(string host)
    {
        await using var origin = Origin.Start(_ => "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"@context\":{}}");

        var refused = await Refused(new EgressOptions(), $"http://{host}:{origin.Port}/ctx");

        Assert.Equal(JsonLdErrorCode.LoadingFailed, refused);
        Assert.Equal(0, origin.Connections);
    }

    [Fact]
    public async Task An_exception_is_one_host_and_port()
    {
        await using var origin = Origin.Start(_ => "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"@context\":{}}");
        var egress = new EgressOptions();
        egress.Allowed.Add($"127.0.0.1:{origin.Port}");

        var loaded = await Load(egress, $"http://127.0.0.1:{origin.Port}/ctx");

        Assert.Equal("""{"@context":{}}""", Encoding.UTF8.GetString(loaded.Document.Span));
        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Refused(egress, $"http://localhost:{origin.Port}/ctx"));
        Assert.Equal(1, origin.Connections);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_leads_nowhere()
    {
        await using var secret = Origin.Start(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var asked = 0;
        // Public when somebody looks, ours when somebody dials: rebinding.
        var egress = new Egress(new EgressOptions(), (_, _) => Task.FromResult<IPAddress[]>(
            [IPAddress.Parse(asked++ == 0 ? "198.51.100.7" : "127.0.0.1"), IPAddress.Loopback, IPAddress.Parse("169.254.169.254")]));

        await Assert.ThrowsAsync<HttpRequestException>(async () => await egress.ConnectAsync("rebinding.example", secret.Port, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HttpRequestException>(async () => await egress.ConnectAsync("rebinding.example", secret.Port, TestContext.Current.CancellationToken));

        // Looked up once for each connection, and nothing but what was looked at could have been dialled.
        Assert.Equal(2, asked);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task Notifications_go_where_they_may()
    {
        await using var receiver = Origin.Start(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var options = new NgsiLdOptions();
        using var client = OutgoingClient.ForNotifications(options);
        var notifier = new HttpNotifier(client, TimeProvider.System);
        var endpoint = new NotificationEndpoint(new Uri($"http://127.0.0.1:{receiver.Port}/"), "application/json", [], [], null, null);
        var delivery = new Delivery("urn:n:1", endpoint, default, "{}"u8.ToArray(), null, TimeSpan.FromSeconds(5));

        Assert.Equal(ReceiptResult.Failed, (await notifier.DeliverAsync(delivery, TestContext.Current.CancellationToken)).Result);
        Assert.Equal(0, receiver.Connections);

        options.Egress.Allowed.Add($"127.0.0.1:{receiver.Port}");
        Assert.Equal(ReceiptResult.Delivered, (await notifier.DeliverAsync(delivery, TestContext.Current.CancellationToken)).Result);
        Assert.Equal(1, receiver.Connections);
    }

    [Fact]
    public async Task A_redirect_is_a_new_address()
    {
        await using var secret = Origin.Start(_ => "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"@context\":{}}");
        await using var origin = Origin.Start(
            _ => $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{secret.Port}/metadata\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        var egress = new EgressOptions();
        egress.Allowed.Add($"127.0.0.1:{origin.Port}");

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Refused(egress, $"http://127.0.0.1:{origin.Port}/ctx"));

        Assert.Equal(1, origin.Connections);
        Assert.Equal(0, secret.Connections);
    }

    [Fact]
    public async Task No_cookie_and_no_credential_goes_along()
    {
        await using var origin = Origin.Start(n => n == 1
            ? "HTTP/1.1 302 Found\r\nLocation: /again\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            : "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"@context\":{}}");
        var egress = new EgressOptions { OnlyPublic = false };

        await Load(egress, $"http://127.0.0.1:{origin.Port}/ctx");

        Assert.Equal(2, origin.Connections);
        Assert.All(origin.Requests, request =>
        {
            Assert.DoesNotContain("cookie", request, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("authorization", request, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_document_beyond_the_bound_is_refused_compressed_or_not()
    {
        var options = new ContextOptions();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(new byte[options.MaxDocumentBytes + 1]);
        var body = Encoding.Latin1.GetString(packed.ToArray());
        await using var origin = Origin.Start(_ => $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

        Assert.True(body.Length < options.MaxDocumentBytes / 10);
        await Assert.ThrowsAsync<JsonLdException>(async () => await Load(new EgressOptions { OnlyPublic = false }, $"http://127.0.0.1:{origin.Port}/ctx"));
    }

    private static async Task<LoadedContext> Load(EgressOptions egress, string url)
    {
        using var client = OutgoingClient.ForContexts(egress);
        return await new HttpContextLoader(client, new ManualTime(), new ContextOptions()).LoadAsync(new Uri(url), TestContext.Current.CancellationToken);
    }

    private static Task<JsonLdErrorCode> Refused(EgressOptions egress, string url) => JsonLd.Contexts.Refused(() => Load(egress, url));
}
