using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Contract.Parity;

/// <summary>A store in memory and another one, which are told and asked the same.</summary>
public sealed class TwoStores<TStore> : IAsyncDisposable
    where TStore : StoreUnderTest, new()
{
    readonly TStore _store = new() { MaxGroup = 7 };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The clock of both.</summary>
    public ManualTime Time { get; } = new();

    internal Instant Now => Instant.Of(Time.GetUtcNow());

    /// <summary>Whether the other one adds numbers of the history up itself.</summary>
    public bool AddsUp => _store.AddsUp;

    /// <summary>The truth.</summary>
    public MemoryStorage Memory { get; } = new();

    /// <summary>What is measured by it.</summary>
    public IStorage Other { get; private set; } = null!;

    /// <summary>Opens both; again, only the other one, as a new process would.</summary>
    public async Task OpenAsync()
    {
        if (Other is null)
            await Memory.PrepareAsync(Cancel);
        else
            await Other.DisposeAsync();
        Other = await _store.OpenAsync(Time);
    }

    /// <summary>Writes to both.</summary>
    /// <returns>What the store in memory has made of it; the other one has made the same.</returns>
    internal async Task<ImmutableArray<Change>> CommitAsync(TenantId tenant, params Intent[] intents)
    {
        var expected = await Memory.Entities.CommitAsync(tenant, intents, Cancel);
        Assert.Equal(expected.Select(Show), (await Other.Entities.CommitAsync(tenant, intents, Cancel)).Select(Show));
        return expected;
    }

    /// <summary>Has the other store make an index, for a tenant that is there.</summary>
    internal ValueTask IndexAsync(TenantId tenant, IndexKey key) => Other.IndexAsync(tenant, key, TestContext.Current.CancellationToken);

    /// <summary>Compares the history of an entity.</summary>
    internal async Task CompareHistoryAsync(TenantId tenant, EntityId id) => Assert.Equal(
        (await Memory.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole),
        (await Other.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole));

    /// <summary>Compares what a window shows of an entity, to somebody who wants so many rows.</summary>
    /// <returns>How many rows there were.</returns>
    internal async Task<int> CompareWindowAsync(TenantId tenant, EntityId id, Window window, int most)
    {
        var expected = await ShownAsync(Memory, tenant, id, window, most);
        var actual = await ShownAsync(Other, tenant, id, window, most);
        Same($"{window} of {id.Value}, {string.Join(' ', window.Names.IsDefault ? ["all names"] : window.Names)}, at most {most}", expected, actual);
        return expected.Count;
    }

    /// <summary>Compares the values of an entity in a window by the times of keys, and what the other store adds up of them.</summary>
    /// <returns>How many sums it showed.</returns>
    internal async Task<int> CompareValuesAsync(TenantId tenant, EntityId id, Window window, long period)
    {
        var what = $"{window} of {id.Value}, {string.Join(' ', window.Names.IsDefault ? ["all names"] : window.Names)}, {period}";
        var values = await AddedUp.ValuesAsync(Memory.History, tenant, id, window, Cancel);
        Same(what, values.Select(AddedUp.Show), (await AddedUp.ValuesAsync(Other.History, tenant, id, window, Cancel)).Select(AddedUp.Show));
        if (window.From.IsNone)
            window = window with { From = new(0) };
        if (await AddedUp.SumsAsync(Other.History, tenant, id, window, period, Cancel) is not { } sums)
        {
            Assert.True(!AddsUp || values.Exists(value => double.IsNaN(value.Number)), what);
            return 0;
        }
        Assert.DoesNotContain(values, value => double.IsNaN(value.Number));
        Same(what, AddedUp.Of(values, window.From, period).Select(AddedUp.Show), sums.Select(AddedUp.Show), isOrdered: false);
        return sums.Count;
    }

    /// <summary>Waits until the log of the other store shows everything that was written.</summary>
    public Task SettleAsync() => _store.SettleAsync(Other);

    /// <summary>Checks what the other store alone knows of the rows of its history.</summary>
    /// <returns>How many it keeps in each of the places that it may have for them.</returns>
    public (int Indexed, int Recent) CheckNames() => _store.CheckHistory();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Memory.DisposeAsync();
        await Other.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static void Same(string what, IEnumerable<string> expected, IEnumerable<string> actual, bool isOrdered = true) => Assert.True(
        isOrdered ? expected.SequenceEqual(actual) : expected.Order(StringComparer.Ordinal).SequenceEqual(actual.Order(StringComparer.Ordinal)),
        $"{what}\nmemory:\n{string.Join('\n', expected)}\nthe other:\n{string.Join('\n', actual)}");

    private static async Task<List<string>> ShownAsync(IStorage storage, TenantId tenant, EntityId id, Window window, int most)
    {
        var rows = new List<string>();
        await storage.History.VisitAsync(tenant, id, window, row =>
        {
            rows.Add(Sample.Whole(row));
            return rows.Count < most;
        }, Cancel);
        return rows;
    }

    private static string Show(Change change) => $"{change.Outcome} {change.Kind} {change.Error?.Title} {Sample.Whole(change.After)} {change.Stamp}";
}
