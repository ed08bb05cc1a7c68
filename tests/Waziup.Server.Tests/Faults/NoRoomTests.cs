using System.Diagnostics;
using System.Globalization;

namespace Waziup.Server.Tests.Faults;

/// <summary>A disk without room, by a limit on the size of files: writes are answered with 507, reads go on, and no restart is needed afterwards.</summary>
public sealed class NoRoomTests : IDisposable
{
    private const string Limiter = "/usr/bin/prlimit";

    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_answer_507_until_there_is_room_and_reads_go_on()
    {
        Assert.SkipUnless(File.Exists(Limiter), $"{Limiter} is not installed");
        // A process that ignores the signal gets an error from the write instead.
        await using var server = await ServerProcess.StartAsync(_folder.Path, ["/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]);
        Assert.Equal(201, (int)await server.SendAsync(HttpMethod.Post, "entities", Body(0)));
        await LimitAsync(server, "500000");

        var written = 0;
        var (status, problem) = await server.AnswerAsync(HttpMethod.Post, "entities", Body(++written));
        while (status == System.Net.HttpStatusCode.Created && written < 1000)
            (status, problem) = await server.AnswerAsync(HttpMethod.Post, "entities", Body(++written));
        var batch = await server.AnswerAsync(HttpMethod.Post, "entityOperations/create", $"[{Body(2001)},{Body(2002)}]");
        var change = await server.AnswerAsync(HttpMethod.Patch, "entities/urn:f:0/attrs", Moisture('y'));
        var read = await server.AnswerAsync(HttpMethod.Get, "entities/urn:f:0");
        var page = await server.AnswerAsync(HttpMethod.Get, "entities?type=Plot&limit=1&count=true");

        Assert.Equal((507, 507, 507), ((int)status, (int)batch.Status, (int)change.Status));
        Assert.Contains("StorageFull", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, problem, StringComparison.Ordinal);
        Assert.Equal((200, 200), ((int)read.Status, (int)page.Status));
        Assert.DoesNotContain("yyy", read.Body, StringComparison.Ordinal);
        Assert.True(written > 1, "nothing went in");

        await LimitAsync(server, "unlimited");
        Assert.Equal(201, (int)await server.SendAsync(HttpMethod.Post, "entities", Body(written)));
        await server.KillAsync();
        await using var storage = await ServerProcess.OpenAsync(_folder.Path);
        var counted = await storage.CountAsync(TestContext.Current.CancellationToken);
        Assert.Equal((written + 1, written + 1), (counted.Entities, counted.Changes));
        TestContext.Current.TestOutputHelper!.WriteLine($"{written} writes went in before the limit");
    }

    // The soft limit alone, which may be raised again.
    private static async Task LimitAsync(ServerProcess server, string bytes)
    {
        using var limiter = Process.Start(Limiter, ["--pid", server.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        await limiter.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, limiter.ExitCode);
    }

    private static string Body(int i) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"id":"urn:f:{{{i}}}","type":"Plot",{{{Moisture('x')[1..]}}}""");

    // As large as an entity: a small change could find room where an entity did not.
    private static string Moisture(char letter) => $$$"""{"moisture":{"type":"Property","value":"{{{new string(letter, 20_000)}}}"}}""";
}
