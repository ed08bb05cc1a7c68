using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.Sqlite.Tests.Parity;

/// <summary>Two stores, one answer: whatever is written and asked, SQLite says what the store in memory says, item by item.</summary>
public sealed class ParityTests : IAsyncLifetime
{
    static readonly int Seeds = Environment.GetEnvironmentVariable("WAZIUP_FULL") is { Length: > 0 } ? 100 : 6;

    readonly TestFolder _folder = new();
    readonly ManualTime _time = new();
    readonly MemoryStorage _memory = new();
    SqliteStorage _sqlite = null!;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Instant Now => Instant.Of(_time.GetUtcNow());

    public async ValueTask InitializeAsync()
    {
        await _memory.PrepareAsync(Cancel);
        _sqlite = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync();
        await _sqlite.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Writes_and_queries_end_alike(int seed)
    {
        var random = new Generator(seed);
        Assert.True(TenantId.TryParse("farm", out var farm));
        var written = 0;
        var found = 0;
        for (var round = 0; round < 60; round++)
        {
            var tenant = random.Chance(80) ? default : farm;
            Intent[] intents = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.Write(Now))];
            var expected = await _memory.Entities.CommitAsync(tenant, intents, Cancel);
            Assert.Equal(expected.Select(Show), (await _sqlite.Entities.CommitAsync(tenant, intents, Cancel)).Select(Show));
            written += expected.Count(change => change.Writes);
            for (var i = 0; i < 5; i++)
                found += await CompareAsync(tenant, random);
            _time.Advance(random.Pause());
            if (random.Chance(5))
                await ReopenAsync();
        }

        await CompareRestAsync([default, farm]);
        HistoryNames.Check(_folder.File("context.db"));
        Assert.True(written > 100 && found > 100, $"the seed shows little: {written} writes, {found} rows");
    }

    private async Task<int> CompareAsync(TenantId tenant, Generator random)
    {
        var query = random.Query(Now);

        var expected = await _memory.Entities.QueryAsync(tenant, query, Cancel);
        var actual = await _sqlite.Entities.QueryAsync(tenant, query, Cancel);

        Assert.True(
            expected.Rows.Select(Sample.Whole).SequenceEqual(actual.Rows.Select(Sample.Whole)) && (expected.Total, expected.More) == (actual.Total, actual.More),
            $"{query}: memory has {Show(expected)}, SQLite {Show(actual)}");
        return expected.Rows.Count;
    }

    private async Task CompareRestAsync(TenantId[] tenants)
    {
        Assert.Equal(await LogAsync(_memory), await LogAsync(_sqlite));
        Assert.Equal(Show(await _memory.CountAsync(Cancel)), Show(await _sqlite.CountAsync(Cancel)));
        Assert.Equal(await _memory.Entities.ExpiredAsync(Now, 1000, Cancel), await _sqlite.Entities.ExpiredAsync(Now, 1000, Cancel));
        Assert.Equal(_memory.Tenants.List(), _sqlite.Tenants.List());
        foreach (var tenant in tenants)
        {
            foreach (var id in Enumerable.Range(0, 25).SelectMany(i => new[] { OpenStore.Id($"urn:p:{i}"), OpenStore.Id($"urn:q:{i}") }))
            {
                Assert.Equal(
                    Sample.Whole(await _memory.Entities.FindAsync(tenant, id, Cancel)), Sample.Whole(await _sqlite.Entities.FindAsync(tenant, id, Cancel)));
                Assert.Equal(
                    (await _memory.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole),
                    (await _sqlite.History.ReadAsync(tenant, id, Cancel)).Select(Sample.Whole));
            }
        }
    }

    private static async Task<IEnumerable<string>> LogAsync(IStorage storage) =>
        (await storage.Changes.ReadAsync(0, int.MaxValue, Cancel)).Select(Sample.Whole);

    private async Task ReopenAsync()
    {
        await _sqlite.DisposeAsync();
        _sqlite = await OpenAsync();
    }

    private async Task<SqliteStorage> OpenAsync()
    {
        var storage = new SqliteStorage(
            new SqliteOptions { Path = _folder.File("context.db"), MaxGroup = 7 }, _time, NullLogger<SqliteStorage>.Instance);
        await storage.PrepareAsync(Cancel);
        return storage;
    }

    private static string Show(Change change) => $"{change.Outcome} {change.Kind} {change.Error?.Title} {Sample.Whole(change.After)} {change.Stamp}";

    private static string Show(EntityPage page) => $"{string.Join(' ', page.Rows.Select(row => row.Id.Value))} of {page.Total}, more {page.More}";

    private static string Show(StoreStatistics counted) =>
        $"{counted.Entities} {counted.Tombstones} {counted.HistoryRows} {counted.Changes} "
        + string.Join(' ', counted.HistoryByAttribute.OrderBy(pair => pair.Key, StringComparer.Ordinal));
}
