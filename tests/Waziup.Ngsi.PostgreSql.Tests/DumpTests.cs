namespace Waziup.Ngsi.PostgreSql.Tests;

/// <summary>A dump that is restored into another cluster goes on there: entities, history, change log and cursors.</summary>
public sealed class DumpTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dump_goes_on_in_another_cluster()
    {
        await using var old = await Cluster.OwnAsync();
        await using var other = await Cluster.OwnAsync();
        long position;
        await using (var store = await OpenStore.AtAsync(old, "waziup"))
        {
            // The old cluster has seen far more transactions than the new one.
            for (var i = 0; i < 500; i++)
                await store.CommitAsync(OpenStore.Create($"urn:p:{i}", i));
            position = (await store.Storage.Changes.ReadAsync(0, 100, Cancel))[^1].Sequence;
            await store.Storage.Changes.SetCursorAsync("reader", new(position, 1), Cancel);
        }

        await old.DumpAsync(other, "waziup");

        await using var again = await OpenStore.AtAsync(other, "waziup");
        await again.CommitAsync(OpenStore.Set("urn:p:7", -7), OpenStore.Create("urn:p:new"));
        var cursor = await again.Storage.Changes.GetCursorAsync("reader", Cancel);
        await again.Storage.Changes.WaitAsync(cursor.Sequence, Cancel);
        var log = await again.Storage.Changes.ReadAsync(cursor.Sequence, 1000, Cancel);
        Assert.Equal((position, 1L), (cursor.Sequence, cursor.Epoch));
        Assert.Equal(402, log.Count);
        Assert.Equal("urn:p:new", log[^1].After.Id.Value);
        Assert.Contains("\"value\":-7", await again.FindAsync("urn:p:7"), StringComparison.Ordinal);
        Assert.Equal(2, (await again.Storage.History.ReadAsync(default, Waziup.Ngsi.Contract.Storage.Sample.Id("urn:p:7"), Cancel)).Count);
    }
}
