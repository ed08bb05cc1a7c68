using System.Globalization;
using Waziup.Ngsi.Model;

namespace Waziup.Server.Tests.Faults;

/// <summary>Between the arrival of a write and its 2xx stands a flush, and the files as of the last flush hold what was acknowledged.</summary>
public sealed class FlushTests : IDisposable
{
    private const int Writes = 12;

    private readonly DataFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_write_is_flushed_before_it_is_acknowledged()
    {
        FlushTrace.SkipWithoutTool();
        var (trace, ends) = await RunAsync();

        var before = await trace.FlushesAsync(ends[0]);
        for (var i = 1; i < ends.Count; i++)
        {
            var after = await trace.FlushesAsync(ends[i]);
            Assert.True(after > before, $"write {i} was acknowledged without a flush");
            before = after;
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{before} flushes in all, {ends.Count - 1} acknowledged writes");
    }

    [Fact]
    public async Task Files_as_of_the_last_flush_hold_every_acknowledged_write()
    {
        FlushTrace.SkipWithoutTool();
        var (trace, ends) = await RunAsync();

        for (var i = 1; i < ends.Count; i++)
        {
            var lost = await LostAsync(trace, ends[i], i);
            Assert.True(lost.Count == 0, $"after a loss of power behind write {i} these were gone: {string.Join(", ", lost)}");
        }
    }

    [Fact]
    public async Task The_trace_shows_what_relaxed_durability_loses()
    {
        FlushTrace.SkipWithoutTool();
        var (trace, ends) = await RunAsync("--relaxed-durability");

        Assert.Equal(await trace.FlushesAsync(ends[0]), await trace.FlushesAsync(ends[^1]));
        Assert.NotEmpty(await LostAsync(trace, ends[^1], Writes));
    }

    // Writes one after the other; how long the trace was before the first and when each was acknowledged.
    private async Task<(FlushTrace Trace, List<long> Ends)> RunAsync(params string[] options)
    {
        var trace = new FlushTrace(_folder.At("trace"));
        await using var server = await ServerProcess.StartAsync(_folder.At("data"), trace.Wrapper, options);
        // The first write brings rows of its own with it, such as names; it stands before those that are measured.
        Assert.Equal(201, (int)await server.SendAsync(HttpMethod.Post, "entities", Body(0)));
        var ends = new List<long> { trace.Length };
        for (var i = 1; i <= Writes; i++)
        {
            Assert.Equal(201, (int)await server.SendAsync(HttpMethod.Post, "entities", Body(i)));
            ends.Add(trace.Length);
        }
        return (trace, ends);
    }

    private async Task<List<string>> LostAsync(FlushTrace trace, long until, int writes)
    {
        var folder = Directory.CreateDirectory(_folder.At(string.Create(CultureInfo.InvariantCulture, $"as-of-{until}"))).FullName;
        await trace.RestoreAsync(until, folder);
        await using var storage = await ServerProcess.OpenAsync(folder);
        var logged = (await storage.Changes.ReadAsync(0, int.MaxValue, Cancel)).Select(change => change.After.Id.Value).ToHashSet(StringComparer.Ordinal);
        var lost = new List<string>();
        for (var i = 0; i <= writes; i++)
        {
            Assert.True(EntityId.TryParse(Name(i), out var id));
            var isThere = await storage.Entities.FindAsync(default, id, Cancel) is not null;
            var rows = (await storage.History.ReadAsync(default, id, Cancel)).Count;
            Assert.True(isThere ? rows == 1 && logged.Contains(Name(i)) : rows == 0 && !logged.Contains(Name(i)), $"{Name(i)} is there by half");
            if (!isThere)
                lost.Add(Name(i));
        }
        return lost;
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"urn:f:{i}");

    private static string Body(int i) => $$$"""{"id":"{{{Name(i)}}}","type":"Plot","moisture":{"type":"Property","value":{{{i.ToString(CultureInfo.InvariantCulture)}}} }}""";
}
