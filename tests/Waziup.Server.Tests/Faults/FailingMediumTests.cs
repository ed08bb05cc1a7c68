using System.Globalization;
using System.Net;

namespace Waziup.Server.Tests.Faults;

/// <summary>A medium that fails for a while: writes are refused, reads go on, nothing acknowledged is lost, and no restart is needed.</summary>
public sealed class FailingMediumTests : IDisposable
{
    private const int Wanted = 24;
    private const int Most = 100;

    private readonly DataFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("12")] // once
    [InlineData("12..14")] // also when the writer makes it good
    public async Task A_write_whose_flush_fails_is_refused_and_writes_go_on_afterwards(string which)
    {
        var (acknowledged, refused, kept) = await RunAsync("fsync,fdatasync", "EIO", which);

        Assert.NotEmpty(refused);
        Assert.Subset(kept, acknowledged);
    }

    [Theory]
    [InlineData("EROFS")] // a file system that was mounted anew, read-only
    [InlineData("EIO")]
    public async Task A_write_that_the_medium_does_not_take_is_refused_and_leaves_nothing_behind(string error)
    {
        var (acknowledged, refused, kept) = await RunAsync("pwrite64", error, "12..30");

        Assert.InRange(refused.Count, 5, Most);
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    /// <summary>Writes until enough was acknowledged, while calls on the files of the store fail. The calls of a thread count together.</summary>
    private async Task<(HashSet<string> Acknowledged, List<HttpStatusCode> Refused, HashSet<string> Kept)> RunAsync(string calls, string error, string which)
    {
        FlushTrace.SkipWithoutTool();
        // The store is there already: nothing but writes of clients is to fail.
        await (await ServerProcess.OpenAsync(_folder.Path)).DisposeAsync();
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<HttpStatusCode>();
        await using (var server = await ServerProcess.StartAsync(_folder.Path, Failing(calls, error, which)))
        {
            for (var i = 0; i < Most && acknowledged.Count < Wanted; i++)
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
        Assert.All(refused, status => Assert.Equal(HttpStatusCode.ServiceUnavailable, status));
        Assert.Equal(Wanted, acknowledged.Count);
        var kept = await KeptAsync();
        TestContext.Current.TestOutputHelper!.WriteLine($"{refused.Count} refused, {acknowledged.Count} acknowledged, {kept.Count} kept");
        return (acknowledged, refused, kept);
    }

    private async Task<HashSet<string>> KeptAsync()
    {
        await using var storage = await ServerProcess.OpenAsync(_folder.Path);
        var log = (await storage.Changes.ReadAsync(0, int.MaxValue, Cancel)).Select(change => change.After.Id.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(log.Count, (await storage.CountAsync(Cancel)).Entities);
        return log;
    }

    /// <summary>Runs a server of which some calls fail. It stays the process that was started (-D), so that its end can be waited for.</summary>
    private string[] Failing(string calls, string error, string which) =>
    [
        FlushTrace.Tool, "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "signal=none",
        "-P", Path.Combine(_folder.Path, "context.db"), "-P", Path.Combine(_folder.Path, "context.db-wal"),
        "-e", $"trace={calls}", "-e", $"inject={calls}:error={error}:when={which}",
    ];

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"urn:f:{i}");

    private static string Body(int i) => $$$"""{"id":"{{{Name(i)}}}","type":"Plot","moisture":{"type":"Property","value":1}}""";
}
