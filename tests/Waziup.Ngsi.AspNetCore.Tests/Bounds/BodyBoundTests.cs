using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Tests.Bounds;

/// <summary>Large, deep and slow bodies: refused or waited for within bounds, while others are served (issue: bad input and faults).</summary>
public sealed class BodyBoundTests
{
    private const int Connections = 60;

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"value\":[", "]}")]
    public async Task Ten_thousand_levels_are_refused_at_every_route(string open, string close)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var deep = new StringBuilder().Insert(0, open, 10_000).Append('1').Insert(open.Length * 10_000 + 1, close, 10_000).ToString();

        foreach (var route in RouteTable.Routes.Where(route => route.Body != BodyKind.None))
        {
            var path = "/" + route.Template.Replace("{id}", "urn:ngsi-ld:Tank:1").Replace("{attr}", "level");
            foreach (var body in (string[])[deep, $"[{deep}]", "{\"id\":\"urn:x:1\",\"type\":\"T\",\"a\":{\"type\":\"Property\",\"value\":" + deep + "}}", "{\"@context\":" + deep + "}"])
            {
                foreach (var type in (string[])["application/json", "application/ld+json"])
                {
                    var answer = await broker.SendAsync(route.Method, path, body, type);
                    Assert.True(answer.Status == 400, $"{route.Method} {path}: {answer.Status} {answer.Body[..Math.Min(answer.Body.Length, 300)]}");
                }
            }
        }
        Assert.Equal(1, (int)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["level"]!["value"]!);
    }

    [Fact]
    public async Task A_body_that_is_announced_too_large_is_refused_before_it_is_sent()
    {
        await using var broker = await TestBroker.StartAsync();
        using var client = await ConnectAsync(broker, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n");

        var answer = await ReadSomeAsync(client);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("PayloadTooLarge", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_at_the_bound_is_taken_and_one_beyond_refused()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxBodyBytes = 100_000);
        var entity = Samples.Tank(1);
        var padded = entity + new string(' ', 100_000 - entity.Length);

        (await broker.PostAsync("/entities", padded + " ")).IsProblem(413, "PayloadTooLarge");
        (await broker.PostAsync("/entities", padded)).IsBare(201);
    }

    [Fact]
    public async Task Who_announces_much_and_sends_little_costs_little()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                clients.Add(await ConnectAsync(
                    broker, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16000000\r\n\r\n{\"id\":"));
                // Another client is served all the while.
                Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
            }

            Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, 100_000_000);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_server_that_ends_while_bodies_are_on_their_way_reports_no_failure()
    {
        var broker = await TestBroker.StartAsync();
        var clients = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 20; i++)
            {
                clients.Add(await ConnectAsync(
                    broker, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"id\":"));
            }
            Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
        }
        finally
        {
            // Fails where an error was logged.
            await broker.DisposeAsync();
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task All_bodies_together_have_a_bound_that_frees_itself()
    {
        await using var broker = await TestBroker.StartAsync(options: o => (o.MaxBodyBytes, o.MaxReceivedBytes) = (1_000_000, 1_000_000));
        var half = Encoding.ASCII.GetBytes(new string(' ', 600_000));
        using (var first = await ConnectAsync(broker, "POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n"))
        {
            await first.GetStream().WriteAsync(half, Cancel);

            // The first has its place as soon as the second is turned away; until then it is still on its way.
            Answer second;
            do
                second = await broker.PostAsync("/entities", Samples.Tank(1) + new string(' ', 900_000));
            while (second.Status == 201 && (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1")).Status == 204);

            second.IsProblem(503, "Overloaded");
            (await broker.PostAsync("/entities", Samples.Tank(2))).IsBare(201);
        }

        Answer later;
        do
            later = await broker.PostAsync("/entities", Samples.Tank(3) + new string(' ', 900_000));
        while (later.Status == 503);
        later.IsBare(201);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(70_000)]
    public async Task A_body_may_come_in_pieces(int piece)
    {
        await using var broker = await TestBroker.StartAsync();
        var entity = Encoding.UTF8.GetBytes(Samples.Tank(1, piece > 10 ? $",\"note\":\"{new string('ä', 150_000)}\"" : ""));
        using var client = await ConnectAsync(
            broker, $"POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {entity.Length}\r\n\r\n");
        client.NoDelay = true;

        for (var at = 0; at < entity.Length; at += piece)
            await client.GetStream().WriteAsync(entity.AsMemory(at, Math.Min(piece, entity.Length - at)), Cancel);

        Assert.StartsWith("HTTP/1.1 201 ", await ReadSomeAsync(client), StringComparison.Ordinal);
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);
    }

    [Fact]
    public async Task A_sender_that_hangs_up_leaves_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var entity = Samples.Tank(1);
        for (var i = 0; i < 20; i++)
        {
            using var client = await ConnectAsync(
                broker, $"POST /ngsi-ld/v1/entities HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {entity.Length + 1}\r\n\r\n{entity}");
        }

        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<TcpClient> ConnectAsync(TestBroker broker, string head)
    {
        var client = new TcpClient();
        await client.ConnectAsync(broker.Address.Host, broker.Address.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        return client;
    }

    private static async Task<string> ReadSomeAsync(TcpClient client)
    {
        var buffer = new byte[4096];
        var read = await client.GetStream().ReadAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
