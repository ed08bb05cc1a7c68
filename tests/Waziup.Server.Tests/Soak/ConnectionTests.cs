using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Waziup.Server.Tests.Soak;

/// <summary>A thousand connections that send or read slowly: memory stays bounded, another client is served all the while.</summary>
[Trait("Category", "Long")]
public sealed class ConnectionTests
{
    private const int Senders = 600;
    private const int Readers = 300;
    private const int Silent = 100;
    private const int Rounds = 40;
    private const long MaxResidentBytes = 1024L << 20;
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Others_are_served_and_memory_stays_bounded()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        await using var server = await ServerProcess.StartAsync(client, cancel);
        await FillAsync(client, server, cancel);
        var idle = server.ResidentBytes;
        var connections = new List<TcpClient>();
        var slowest = TimeSpan.Zero;
        var highest = idle;
        try
        {
            await OpenAsync(connections, Senders, server, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 15000000\r\n\r\n{", cancel);
            await OpenAsync(connections, Readers, server, "GET /ngsi-ld/v1/entities?local=true&limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n", cancel);
            await OpenAsync(connections, Silent, server, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: loc", cancel);
            var piece = Encoding.ASCII.GetBytes(new string(' ', 16_384));
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var sender in connections.Take(Senders))
                    await DripAsync(sender, piece, cancel);
                var watch = Stopwatch.StartNew();
                Assert.Equal(204, await PatchAsync(client, server, round, cancel));
                using (var read = await client.GetAsync(new Uri(server.Root, "entities/urn:ngsi-ld:Tank:1"), cancel))
                    Assert.Equal(200, (int)read.StatusCode);
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
                highest = Math.Max(highest, server.ResidentBytes);
            }
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Senders} senders, {Readers} readers, {Silent} silent: {idle >> 20} MB before, at most {highest >> 20} MB, the slowest pair of requests {slowest.TotalMilliseconds:F0} ms");
        Assert.InRange(highest, 0, MaxResidentBytes);
        Assert.InRange(slowest, TimeSpan.Zero, Slowest);
    }

    /// <summary>A page of about 1 MB for the readers to leave lying.</summary>
    private static async Task FillAsync(HttpClient client, ServerProcess server, CancellationToken cancel)
    {
        var note = new string('x', 2_000);
        var entities = Enumerable.Range(1, 500).Select(n => $$"""{"id":"urn:ngsi-ld:Tank:{{n}}","type":"Tank","level":{"type":"Property","value":{{n}}},"note":"{{note}}"}""");
        using var body = new StringContent($"[{string.Join(',', entities)}]", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(server.Root, "entityOperations/create"), body, cancel);
        Assert.Equal(201, (int)answer.StatusCode);
    }

    private static async Task<int> PatchAsync(HttpClient client, ServerProcess server, int value, CancellationToken cancel)
    {
        using var body = new StringContent($$"""{"level":{"type":"Property","value":{{value}} } }""", Encoding.UTF8, "application/json");
        using var answer = await client.PatchAsync(new Uri(server.Root, "entities/urn:ngsi-ld:Tank:1/attrs"), body, cancel);
        return (int)answer.StatusCode;
    }

    private static async Task OpenAsync(List<TcpClient> connections, int count, ServerProcess server, string head, CancellationToken cancel)
    {
        var bytes = Encoding.ASCII.GetBytes(head);
        for (var i = 0; i < count; i++)
        {
            var connection = new TcpClient { ReceiveBufferSize = 4096 };
            connections.Add(connection);
            await connection.ConnectAsync("127.0.0.1", server.Port, cancel);
            await connection.GetStream().WriteAsync(bytes, cancel);
        }
    }

    /// <summary>Sends a little more; the server may have turned the sender away by now.</summary>
    private static async Task DripAsync(TcpClient sender, byte[] piece, CancellationToken cancel)
    {
        try
        {
            await sender.GetStream().WriteAsync(piece, cancel);
        }
        catch (IOException)
        {
            // Turned away: that is one of the bounds at work.
        }
    }
}
