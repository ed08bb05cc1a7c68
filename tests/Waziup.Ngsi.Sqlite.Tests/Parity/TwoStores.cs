using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Sqlite.Tests.Parity;

/// <summary>A store in memory and one over a file, which are told and asked the same.</summary>
sealed class TwoStores : IAsyncDisposable
{
    readonly TestFolder _folder = new();

    /// <summary>How many seeds a test takes: few, or with WAZIUP_FULL many.</summary>
    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 100 : 6)];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ManualTime Time { get; } = new();

    public Instant Now => Instant.Of(Time.GetUtcNow());

    public MemoryStorage Memory { get; } = new();

    public SqliteStorage Sqlite { get; private set; } = null!;

    private string Path => _folder.File("context.db");

    public async Task OpenAsync()
    {
        if (Sqlite is null)
            await Memory.PrepareAsync(Cancel);
        else
            await Sqlite.DisposeAsync();
        Sqlite = new SqliteStorage(new SqliteOptions { Path = Path, MaxGroup = 7 }, Time, NullLogger<SqliteStorage>.Instance);
        await Sqlite.PrepareAsync(Cancel);
    }

    /// <summary>Writes to both.</summary>
    /// <returns>What the store in memory has made of it; the other one has made the same.</returns>
    public async Task<ImmutableArray<Change>> CommitAsync(TenantId tenant, params Intent[] intents)
    {
        var expected = await Memory.Entities.CommitAsync(tenant, intents, Cancel);
        Assert.Equal(expected.Select(Show), (await Sqlite.Entities.CommitAsync(tenant, intents, Cancel)).Select(Show));
        return expected;
    }

    /// <summary>Compares the history of an entity.</summary>
    public async Task CompareHistoryAsync(TenantId tenant, EntityId id) => Assert.Equal(
        (await Memory.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole),
        (await Sqlite.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole));

    /// <summary>Compares what a window shows of an entity, to somebody who wants so many rows.</summary>
    /// <returns>How many rows there were.</returns>
    public async Task<int> CompareWindowAsync(TenantId tenant, EntityId id, Window window, int most)
    {
        var expected = await ShownAsync(Memory, tenant, id, window, most);
        var actual = await ShownAsync(Sqlite, tenant, id, window, most);
        Assert.True(
            expected.SequenceEqual(actual),
            $"{window} of {id.Value}, {string.Join(' ', window.Names.IsDefault ? ["all names"] : window.Names)}, at most {most}\nmemory:\n{string.Join('\n', expected)}\nSQLite:\n{string.Join('\n', actual)}");
        return expected.Count;
    }

    /// <summary>Checks that each row of the history is named once.</summary>
    /// <returns>How many the index names, and how many the entities' rows.</returns>
    public (int Indexed, int Recent) CheckNames() => HistoryNames.Check(Path);

    public async ValueTask DisposeAsync()
    {
        await Memory.DisposeAsync();
        await Sqlite.DisposeAsync();
        _folder.Dispose();
    }

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
