using Waziup.Ngsi.Contract.Storage;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Parity;

/// <summary>Two stores, one answer: whatever is written and asked, the other says what the store in memory says, item by item.</summary>
public abstract class ParityContract<TStore> : IAsyncLifetime
    where TStore : StoreUnderTest, new()
{
    readonly TwoStores<TStore> _stores = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await _stores.OpenAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(ParitySeeds.All), MemberType = typeof(ParitySeeds))]
    public async Task Writes_and_queries_end_alike(int seed)
    {
        var random = new Generator(seed);
        Assert.True(TenantId.TryParse("farm", out var farm));
        var written = 0;
        var found = 0;
        for (var round = 0; round < 60; round++)
        {
            var tenant = random.Chance(80) ? default : farm;
            Intent[] intents = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => random.Write(_stores.Now))];
            written += (await _stores.CommitAsync(tenant, intents)).Count(change => change.Writes);
            for (var i = 0; i < 5; i++)
                found += await CompareAsync(tenant, random);
            _stores.Time.Advance(random.Pause());
            if (random.Chance(10))
                await _stores.IndexAsync(tenant, random.Index());
            if (random.Chance(5))
                await _stores.OpenAsync();
        }

        await CompareRestAsync([default, farm]);
        _stores.CheckNames();
        Assert.True(written > 100 && found > 100, $"the seed shows little: {written} writes, {found} rows");
    }

    private async Task<int> CompareAsync(TenantId tenant, Generator random)
    {
        var query = random.Query(_stores.Now);

        var expected = await _stores.Memory.Entities.QueryAsync(tenant, query, Cancel);
        var actual = await _stores.Other.Entities.QueryAsync(tenant, query, Cancel);

        Assert.True(
            expected.Rows.Select(Sample.Whole).SequenceEqual(actual.Rows.Select(Sample.Whole)) && (expected.Total, expected.More) == (actual.Total, actual.More),
            $"{query}: memory has {Show(expected)}, the other {Show(actual)}");
        return expected.Rows.Count;
    }

    private async Task CompareRestAsync(TenantId[] tenants)
    {
        await _stores.SettleAsync();
        Assert.Equal(await LogAsync(_stores.Memory), await LogAsync(_stores.Other));
        Assert.Equal(Show(await _stores.Memory.CountAsync(Cancel)), Show(await _stores.Other.CountAsync(Cancel)));
        Assert.Equal(await ExpiredAsync(_stores.Memory), await ExpiredAsync(_stores.Other));
        Assert.Equal(_stores.Memory.Tenants.List(), _stores.Other.Tenants.List());
        foreach (var tenant in tenants)
        {
            foreach (var id in Enumerable.Range(0, 25).SelectMany(i => new[] { Sample.Id($"urn:p:{i}"), Sample.Id($"urn:q:{i}") }))
            {
                Assert.Equal(
                    Sample.Whole(await _stores.Memory.Entities.FindAsync(tenant, id, Cancel)), Sample.Whole(await _stores.Other.Entities.FindAsync(tenant, id, Cancel)));
                await _stores.CompareHistoryAsync(tenant, id);
            }
        }
    }

    // Those that expire at the same time come in any order.
    private async Task<IEnumerable<string>> ExpiredAsync(IStorage storage) =>
        (await storage.Entities.ExpiredAsync(_stores.Now, 1000, Cancel)).Select(item => $"{item.Tenant} {item.Id}").Order(StringComparer.Ordinal);

    private static async Task<IEnumerable<string>> LogAsync(IStorage storage) =>
        (await storage.Changes.ReadAsync(0, int.MaxValue, Cancel)).Select(Sample.Whole);

    private static string Show(EntityPage page) => $"{string.Join(' ', page.Rows.Select(row => row.Id.Value))} of {page.Total}, more {page.More}";

    private static string Show(StoreStatistics counted) =>
        $"{counted.Entities} {counted.Tombstones} {counted.HistoryRows} {counted.Changes} "
        + string.Join(' ', counted.HistoryByAttribute.OrderBy(pair => pair.Key, StringComparer.Ordinal));
}
