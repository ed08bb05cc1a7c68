using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Putting entities back as they were.</summary>
public abstract class RestoreContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    [Fact]
    public async Task What_was_taken_from_a_store_is_put_back_as_it_was()
    {
        await CreateAsync("urn:p:1", 1);
        await SetAsync("urn:p:1", 2, "2026-01-01T00:00:00Z");
        await CreateAsync("urn:p:2", 3, tenant: Tenant("farm"));
        await CreateAsync("urn:p:3", 4);
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:3");
        RestoredEntity[] taken = [await TakeAsync("urn:p:1"), await TakeAsync("urn:p:2", Tenant("farm")), await TakeAsync("urn:p:3")];
        await using var other = new OtherStore();
        var copy = await other.OpenAsync(Time);

        var count = await copy.LoadAsync(Items(taken), null, Cancel);

        Assert.Equal(3, count);
        Assert.Equal(taken.Select(Show), [await ShowAsync(copy, taken[0]), await ShowAsync(copy, taken[1]), await ShowAsync(copy, taken[2])]);
        Assert.Equal((2, 1, 0), (await copy.CountAsync(Cancel)) is var counted ? (counted.Entities, counted.Tombstones, counted.Changes) : default);
        Assert.True(copy.Tenants.Exists(Tenant("farm")));
        await copy.DisposeAsync();
    }

    [Fact]
    public async Task An_entity_that_comes_twice_is_what_came_last_with_the_history_of_both()
    {
        var first = new RestoredEntity(default, Made("urn:p:1", 1), [Row(10, 1)]);
        var second = new RestoredEntity(default, Made("urn:p:1", 2), [Row(20, 2)]);
        var progress = new Heard();

        var count = await Storage.LoadAsync(Items(first, second), progress, Cancel);

        Assert.Equal(2, count);
        Assert.Equal([2], progress.Told);
        Assert.Equal(Sample.Whole(second.Entity), Sample.Whole(await FindAsync("urn:p:1")));
        Assert.Equal([10L, 20L], (await HistoryAsync("urn:p:1")).Select(row => row.At.Micros));
    }

    [Fact]
    public async Task After_a_load_writes_go_on_behind_it()
    {
        await Storage.LoadAsync(Items([.. Enumerable.Range(0, 1500).Select(i => new RestoredEntity(default, Made($"urn:p:{i}", i), [Row(10, i)]))]), null, Cancel);
        await CreateAsync("urn:q:1");
        await SetAsync("urn:p:7", 99);

        var page = await Storage.Entities.QueryAsync(default, new EntityQuery(new Filter.OfType(Term("Plot")), Now, 1498, 10, true), Cancel);

        Assert.Equal(["urn:p:1498", "urn:p:1499", "urn:q:1"], page.Rows.Select(row => row.Id.Value));
        Assert.Equal(1501, page.Total);
        Assert.Equal(2, (await LogAsync()).Count);
        Assert.Equal(2, (await HistoryAsync("urn:p:7")).Count);
    }

    private async Task<RestoredEntity> TakeAsync(string id, TenantId tenant = default)
    {
        var page = await Storage.Entities.QueryAsync(tenant, new EntityQuery(new Filter.HasId([Id(id)]), Now) { WithRemains = true }, Cancel);
        return new RestoredEntity(tenant, Assert.Single(page.Rows), await HistoryAsync(id, tenant));
    }

    private static async Task<string> ShowAsync(IStorage storage, RestoredEntity item)
    {
        var page = await storage.Entities.QueryAsync(
            item.Tenant, new EntityQuery(new Filter.HasId([item.Entity.Id]), default) { WithRemains = true }, Cancel);
        return Show(new RestoredEntity(item.Tenant, Assert.Single(page.Rows), await storage.History.ReadAsync(item.Tenant, item.Entity.Id, Cancel)));
    }

    private static string Show(RestoredEntity item) => $"{item.Tenant} {Sample.Whole(item.Entity)}\n{string.Join('\n', item.History.Select(Sample.Whole))}";

    private static Entity Made(string id, double moisture) => Patch.Apply(
        null,
        new Mutation(MutationKind.Create, Sample.Id(id), EntityReader.Read(
            Encoding.UTF8.GetBytes(Sample.Plot(id, moisture)), CoreTerms.Context, new ReadRules(NeedsId: true))),
        new Instant(1000)).After!;

    private static HistoryRow Row(long at, double number) => new(
        0, Term("moisture").Value, null, new Instant(at), new Instant(1000), AttributeKind.Property, false,
        Encoding.UTF8.GetBytes($$"""{"type":"Property","value":{{Sample.Number(number)}}}"""))
    {
        IsObserved = true,
    };

    private static async IAsyncEnumerable<RestoredEntity> Items(params RestoredEntity[] items)
    {
        foreach (var item in items)
            yield return await ValueTask.FromResult(item);
    }

    private sealed class Heard : IProgress<long>
    {
        public List<long> Told { get; } = [];

        public void Report(long value) => Told.Add(value);
    }

    // Another one of the same kind.
    private sealed class OtherStore : IAsyncDisposable
    {
        private readonly TStore _store = new();

        public ValueTask<IStorage> OpenAsync(TimeProvider time) => _store.OpenAsync(time);

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
