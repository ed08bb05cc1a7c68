using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>The history in the order in which it was written, for those who pass it on.</summary>
public abstract class WrittenContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task Rows_come_in_the_order_in_which_they_were_written_whatever_their_time_and_entity()
    {
        await CreateAsync("urn:p:1", 1);
        await CreateAsync("urn:p:2", 2);
        await SetAsync("urn:p:1", 3, "2025-06-01T00:00:00Z");
        await SetAsync("urn:p:2", 4, "2025-03-01T00:00:00Z");
        await ReopenAsync();

        var (rows, through) = await WrittenAsync(0, 10);

        Assert.Equal([("urn:p:1", 1), ("urn:p:2", 2), ("urn:p:1", 3), ("urn:p:2", 4)], rows.Select(row => (row.Entity.Value, row.Row.Number)));
        Assert.Equal(rows[^1].Row.Sequence, through);
        Assert.Equal(["2025-06-01T00:00:00Z", "2025-03-01T00:00:00Z"], rows.Skip(2).Select(row => row.Row.At.ToString()));
        var known = await HistoryAsync("urn:p:1");
        Assert.Equal(known.Select(row => row.Sequence).Order(), rows.Where(row => row.Entity.Value == "urn:p:1").Select(row => row.Row.Sequence));
    }

    [Fact]
    public async Task It_goes_on_behind_a_position()
    {
        foreach (var number in Enumerable.Range(1, 5))
            await CreateAsync($"urn:p:{number}", number);

        var (first, through) = await WrittenAsync(0, 2);
        var (second, end) = await WrittenAsync(through, 10);
        var (none, same) = await WrittenAsync(end, 10);
        await CreateAsync("urn:p:6", 6);
        var (later, _) = await WrittenAsync(same, 10);

        Assert.Equal([1, 2], first.Select(row => row.Row.Number));
        Assert.Equal([3, 4, 5], second.Select(row => row.Row.Number));
        Assert.Empty(none);
        Assert.Equal(end, same);
        Assert.Equal([6], later.Select(row => row.Row.Number));
    }

    [Fact]
    public async Task A_row_that_is_written_again_comes_again()
    {
        await CreateAsync("urn:p:1", 1);
        await SetAsync("urn:p:1", 2, "2025-06-01T00:00:00Z");
        var (_, through) = await WrittenAsync(0, 10);
        Time.Advance(TimeSpan.FromSeconds(1));
        await SetAsync("urn:p:1", 3, "2025-06-01T00:00:00Z");

        var (rows, _) = await WrittenAsync(through, 10);
        var (all, _) = await WrittenAsync(0, 10);

        Assert.Equal([3], rows.Select(row => row.Row.Number));
        Assert.Equal([1, 3], all.Select(row => row.Row.Number));
    }

    [Fact]
    public async Task What_is_left_of_a_deleted_entity_is_among_it_and_what_a_deleted_tenant_had_is_not()
    {
        var other = Tenant("other");
        await CreateAsync("urn:p:1", 1);
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");
        await CreateAsync("urn:p:2", 2, tenant: other);
        await CreateAsync("urn:p:3", 3);

        var (before, _) = await WrittenAsync(0, 10);
        await Storage.Tenants.DropAsync(other, Cancel);
        var (after, through) = await WrittenAsync(0, 10);

        Assert.Equal([TenantId.Default, TenantId.Default, other, TenantId.Default], before.Select(row => row.Tenant));
        Assert.True(before[1].Row.IsDeletion);
        Assert.Equal(["urn:p:1", "urn:p:1", "urn:p:3"], after.Select(row => row.Entity.Value));
        Assert.Equal(after[^1].Row.Sequence, through);
    }

    [Fact]
    public async Task All_come_that_are_written_while_it_is_read()
    {
        var seen = new List<double>();
        var writing = Task.Run(() => Task.WhenAll(Enumerable.Range(1, 60).Select(number => CreateAsync($"urn:p:{number}", number))), Cancel);
        for (var position = 0L; seen.Count < 60;)
        {
            Cancel.ThrowIfCancellationRequested();
            position = await Storage.History.VisitWrittenAsync(position, 7, row => seen.Add(row.Row.Number), Cancel);
        }
        await writing;

        Assert.Equal(Enumerable.Range(1, 60).Select(number => (double)number), seen.Order());
    }

    private async Task<(List<WrittenRow> Rows, long Through)> WrittenAsync(long after, int max)
    {
        await SettleAsync();
        var rows = new List<WrittenRow>();
        var through = await Storage.History.VisitWrittenAsync(after, max, rows.Add, Cancel);
        return (rows, through);
    }

    // On a database what has been written is shown when all that began before has ended, whoever wrote it.
    private async Task SettleAsync()
    {
        await UnderTest.SettleAsync(Storage);
        var all = (await Storage.CountAsync(Cancel)).HistoryRows;
        for (var left = 200; left > 0; left--)
        {
            var shown = 0L;
            await Storage.History.VisitWrittenAsync(0, int.MaxValue, _ => shown++, Cancel);
            if (shown >= all)
                return;
            await Task.Delay(20, Cancel);
        }
    }
}
