using System.Collections.Concurrent;

namespace Waziup.Ngsi.PostgreSql.Tests.Faults;

/// <summary>The database goes and comes back under load.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    Cluster _cluster = null!;
    OpenStore _store = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.OwnAsync();
        _store = await OpenStore.AtAsync(_cluster, "waziup");
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task Acknowledged_writes_are_there_and_nothing_has_to_be_started_anew(string mode)
    {
        var acknowledged = new ConcurrentBag<int>();
        var refused = new ConcurrentBag<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var next = 0;
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var i = Interlocked.Increment(ref next);
                var end = await _store.EndOfAsync(OpenStore.Create($"urn:p:{i}", i));
                if (end == "Done")
                {
                    acknowledged.Add(i);
                    continue;
                }
                refused.Add(end);
                await Task.Delay(10, Cancel);
            }
        }, Cancel)));

        await Task.Delay(1000, Cancel);
        await _cluster.StopAsync(mode);
        await Task.Delay(500, Cancel);
        Assert.Equal("503", await _store.FindAsync("urn:p:1"));
        await _cluster.StartAsync();
        var before = acknowledged.Count;
        while (acknowledged.Count < before + 100)
            await Task.Delay(20, Cancel);
        await stop.CancelAsync();
        await load;

        Assert.All(refused, end => Assert.Equal("503", end));
        Assert.NotEmpty(refused);
        foreach (var i in acknowledged)
            Assert.Contains($"\"value\":{i}", await _store.FindAsync($"urn:p:{i}"), StringComparison.Ordinal);
        var counted = await _store.Storage.CountAsync(Cancel);
        // What was not acknowledged is there as a whole or not at all.
        Assert.Equal((counted.Entities, counted.Entities), (counted.HistoryRows, counted.Changes));
        Assert.InRange(counted.Entities, acknowledged.Count, next);
    }
}
