using System.Net;
using System.Net.Sockets;

namespace Waziup.Server.Tests.Transport;

/// <summary>Which versions of TLS and HTTP are spoken.</summary>
public sealed class ProtocolTests
{
    const string Entities = "/ngsi-ld/v1/entities";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_versions_of_HTTP_are_spoken(string version)
    {
        using var folder = new TestFolder();
        var (server, address) = await Secure.StartAsync(folder, "--store", "memory");
        await using var _ = server;
        using var client = Secure.Client(address);
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (new Version(version), HttpVersionPolicy.RequestVersionExact);

        using var body = new StringContent(ServerProcess.Entity("urn:p:a/b"), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var created = await client.PostAsync(Entities, body, Cancel);
        using var read = await client.GetAsync(Entities + "/urn:p:a%2Fb", Cancel);
        using var refused = await client.DeleteAsync(Entities + "/urn:p:none", Cancel);
        using var feed = new HttpRequestMessage(HttpMethod.Get, Entities + "?type=Plot") { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        feed.Headers.Add("Accept", "text/event-stream");
        using var events = await client.SendAsync(feed, HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.NotFound), (created.StatusCode, read.StatusCode, refused.StatusCode));
        Assert.Equal(new Version(version), read.Version);
        using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("retry: 2000", await lines.ReadLineAsync(Cancel));
    }

    [Theory]
    [InlineData(0x02, "15-70")]    // TLS 1.1: an alert, protocol_version
    [InlineData(0x03, "16-2")]     // TLS 1.2: a handshake, server_hello
    public async Task TLS_is_spoken_from_version_1_2(byte minor, string expected)
    {
        using var folder = new TestFolder();
        var (server, address) = await Secure.StartAsync(folder, "--store", "memory");
        await using var _ = server;
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancel);

        await client.GetStream().WriteAsync(Hello(minor), Cancel);

        // The type of the record; the alert, or the type of the first message.
        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer, Cancel);
        Assert.Equal(expected, $"{answer[0]:x2}-{answer[answer[0] == 0x15 ? 6 : 5]}");
    }

    /// <summary>What a client says first that knows nothing newer than this version.</summary>
    static byte[] Hello(byte minor)
    {
        // ECDHE-ECDSA with AES-128, as of 1.2 and as before; curve P-256, points uncompressed, signed with ECDSA on SHA-256.
        byte[] suites = [0xC0, 0x2B, 0xC0, 0x09];
        byte[] extensions =
        [
            0, 10, 0, 4, 0, 2, 0, 23,
            0, 11, 0, 2, 1, 0,
            0, 13, 0, 4, 0, 2, 4, 3,
        ];
        byte[] hello = [3, minor, .. new byte[32], 0, 0, (byte)suites.Length, .. suites, 1, 0, 0, (byte)extensions.Length, .. extensions];
        byte[] message = [1, 0, 0, (byte)hello.Length, .. hello];
        return [0x16, 3, 1, 0, (byte)message.Length, .. message];
    }
}
