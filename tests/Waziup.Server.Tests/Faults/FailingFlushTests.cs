using System.Globalization;
using System.Net;

namespace Waziup.Server.Tests.Faults;

/// <summary>A medium that does not confirm a flush: the write is refused, nothing that was acknowledged is lost, and no restart is needed.</summary>
public sealed class FailingFlushTests : IDisposable
{
    private const int FirstFailure = 12;
    private const int Most = 60;

    private readonly DataFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("12")] // once
    [InlineData("12..14")] // also when the writer makes it good
    public async Task A_write_that_was_not_flushed_is_refused_and_writes_go_on_afterwards(string which)
    {
        var isCi = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        Assert.SkipUnless(isCi || File.Exists(FlushTrace.Tool), $"{FlushTrace.Tool} is not installed");
        var acknowledged = new List<string>();
        var refused = new List<HttpStatusCode>();
        await using (var server = await ServerProcess.StartAsync(_folder.Path, Failing(which)))
        {
            for (var i = 0; i < Most && acknowledged.Count < 2 * FirstFailure; i++)
            {
                var (status, problem) = await server.AnswerAsync(HttpMethod.Post, "entities", Body(i));
                if (status == HttpStatusCode.Created)
                {
                    acknowledged.Add(Name(i));
                    continue;
                }
                refused.Add(status);
                Assert.Contains("StorageUnavailable", problem, StringComparison.Ordinal);
                Assert.Equal(200, (int)(await server.AnswerAsync(HttpMethod.Get, $"entities/{Name(0)}")).Status);
            }
            await server.KillAsync();
        }

        Assert.NotEmpty(refused);
        Assert.All(refused, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(2 * FirstFailure, acknowledged.Count);
        await using var storage = await ServerProcess.OpenAsync(_folder.Path);
        var log = (await storage.Changes.ReadAsync(0, int.MaxValue, Cancel)).Select(change => change.After.Id.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(log, acknowledged.ToHashSet(StringComparer.Ordinal));
        Assert.Equal(log.Count, (await storage.CountAsync(Cancel)).Entities);
        TestContext.Current.TestOutputHelper!.WriteLine($"{refused.Count} refused, {acknowledged.Count} acknowledged, {log.Count} kept");
    }

    /// <summary>Runs a server whose flushes of the log fail, some of them. It stays the process that was started (-D), so that its end can be waited for.</summary>
    private string[] Failing(string which) =>
    [
        FlushTrace.Tool, "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "signal=none",
        "-P", Path.Combine(_folder.Path, "context.db-wal"), "-e", "trace=fsync,fdatasync", "-e", $"inject=fsync,fdatasync:error=EIO:when={which}",
    ];

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"urn:f:{i}");

    private static string Body(int i) => $$$"""{"id":"{{{Name(i)}}}","type":"Plot","moisture":{"type":"Property","value":1}}""";
}
