using System.Net.Sockets;
using System.Text;

namespace Waziup.Ngsi.AspNetCore.Tests.Bounds;

/// <summary>Large answers that nobody takes: what they hold is bounded, and others are served.</summary>
public sealed class AnswerBoundTests
{
    private static readonly string Note = $",\"note\":\"{new string('x', 700_000)}\"";

    [Fact]
    public async Task An_answer_beyond_the_bound_is_refused_and_a_part_of_it_served()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxSentBytes = 1024 * 1024);
        await broker.CreateAsync(Samples.Tank(1, Note));
        await broker.CreateAsync(Samples.Tank(2, Note));

        (await broker.GetAsync("/entities?type=Tank&count=true&limit=2", "Prefer: ngsi-ld=1.9")).IsProblem(403, "TooManyResults");

        var page = await broker.GetAsync("/entities?type=Tank&limit=1");
        Assert.Equal(200, page.Status);
        Assert.NotNull(page.Link("next"));
        Assert.Equal(200, (await broker.GetAsync("/entities?type=Tank&omit=note")).Status);
    }

    [Fact]
    public async Task A_reader_who_takes_nothing_keeps_others_from_large_answers_only_and_not_for_ever()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxSentBytes = 16 * 1024 * 1024);
        for (var i = 1; i <= 15; i++)
            await broker.CreateAsync(Samples.Tank(i, Note));
        using (var idle = await AskAsync(broker, "/ngsi-ld/v1/entities?type=Tank"))
        {
            // Its first bytes are here, so the server is sending, and has the rest in its memory.
            Assert.True(await idle.GetStream().ReadAsync(new byte[100], TestContext.Current.CancellationToken) > 0);

            (await broker.GetAsync("/entities?type=Tank")).IsProblem(503, "Overloaded");
            Assert.Equal(200, (await broker.GetAsync("/entities?type=Tank&omit=note")).Status);
        }

        Answer later;
        do
            later = await broker.GetAsync("/entities?type=Tank");
        while (later.Status == 503);
        Assert.Equal(200, later.Status);
    }

    private static async Task<TcpClient> AskAsync(TestBroker broker, string path)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(broker.Address.Host, broker.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestContext.Current.CancellationToken);
        return client;
    }
}
