using System.Net.Sockets;
using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.Tests.Federation;

/// <summary>How much of an answer is read from the wire, and how long is waited for it (6.3.17).</summary>
public sealed class HttpContextSourceBoundTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_without_end_do_no_harm()
    {
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", cancel);
            while (true)
                await server.WriteAsync(stream, $"X-A: {new string('a', 8000)}\r\n", cancel);
        });

        var reply = await source.AskAsync("GET");

        Assert.NotEqual(RemoteResult.Answered, reply.Result);
        Assert.True(source.Sent < 16 * SourceCalls.MaxAnswer, $"{source.Sent} bytes");
    }

    [Fact]
    public async Task Ten_gigabytes_that_are_announced_are_not_read()
    {
        await using var source = SourceServer.Start(async (server, stream, cancel) =>
        {
            await server.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", cancel);
            await EndlessAsync(server, stream, chunked: false, cancel);
        });

        var reply = await source.AskAsync("GET");

        Assert.Equal(RemoteResult.Unusable, reply.Result);
        Assert.True(source.Sent < 32 * SourceCalls.MaxAnswer, $"{source.Sent} bytes");
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

        var reply = await source.AskAsync("GET");

        Assert.Equal((RemoteResult.Unusable, 0), (reply.Result, reply.Body.Length));
        Assert.True(source.Sent < 32 * SourceCalls.MaxAnswer, $"{source.Sent} bytes");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task The_bound_is_the_last_length_that_is_taken(int beyond, bool isTaken)
    {
        var body = new string('x', SourceCalls.MaxAnswer + beyond);
        await using var declared = SourceServer.Start($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var open = SourceServer.Start($"HTTP/1.0 200 OK\r\n\r\n{body}");

        Assert.Equal(isTaken, (await declared.AskAsync("GET")).IsSuccess);
        Assert.Equal(isTaken ? body.Length : 0, (await open.AskAsync("GET")).Body.Length);
    }

    [Fact]
    public async Task Who_does_not_answer_is_silent_when_the_time_is_over_and_not_before()
    {
        var clock = new ManualTime();
        await using var source = SourceServer.Start((_, _, cancel) => SourceServer.Silence(cancel));
        var asking = source.AskAsync("GET", clock: clock);
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
        var asking = source.AskAsync("GET", clock: clock);
        await begun.Task.WaitAsync(Patience, Cancel);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.NotEqual(RemoteResult.Answered, (await asking.WaitAsync(Patience, Cancel)).Result);
        Assert.Equal(0, clock.WaitingTimers);
    }

    [Fact]
    public async Task Whoever_asks_may_stop_waiting()
    {
        await using var source = SourceServer.Start((_, _, cancel) => SourceServer.Silence(cancel));
        using var stop = new CancellationTokenSource();
        var asking = source.AskAsync("GET", cancel: stop.Token);
        await source.Asked.Task.WaitAsync(Patience, Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(Patience, Cancel));
    }

    private static async Task EndlessAsync(SourceServer server, NetworkStream stream, bool chunked, CancellationToken cancel)
    {
        var part = Encoding.Latin1.GetBytes(chunked ? $"10000\r\n{new string('x', 0x10000)}\r\n" : new string('x', 0x10000));
        // A test wants to end.
        while (server.Sent < 10L * 1024 * 1024 * 1024)
            await server.WriteAsync(stream, part, cancel);
    }
}
