using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Taking history away that is too old or too much.</summary>
public abstract class ForgetContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly HistoryLimit Nothing = new(null, Instant.None, 0);

    [Fact]
    public async Task What_is_older_goes_wherever_it_stands()
    {
        await FilledAsync("urn:p:1", 100);
        await FilledAsync("urn:p:2", 10);
        await FilledAsync("urn:p:3", 10, Tenant("farm"));
        var (now, log) = (await FindAsync("urn:p:1"), await LogAsync());

        var gone = await ForgetAsync(Nothing with { Before = new Instant(1095) });

        Assert.Equal(105, gone);
        Assert.Equal(Times(1095, 5), await TimesAsync("urn:p:1"));
        Assert.Empty(await TimesAsync("urn:p:2"));
        Assert.Equal(10, (await TimesAsync("urn:p:3", Tenant("farm"))).Count);
        Assert.Equal(Sample.Whole(now), Sample.Whole(await FindAsync("urn:p:1")));
        Assert.Equal(log.Count, (await LogAsync()).Count);
        Assert.Equal(0, await ForgetAsync(Nothing with { Before = new Instant(1095) }));
        UnderTest.CheckHistory();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(60)]
    public async Task Of_each_attribute_and_dataset_the_newest_stay(int rows)
    {
        await FilledAsync("urn:p:1", rows);
        await EditAsync("urn:p:1", [.. Enumerable.Range(0, rows).Select(i => Row.Put("urn:b", 5000 - i, i, 9000, "urn:d:1")), Row.Deletion("urn:b", 6000, "urn:d:1")]);
        await EditAsync("urn:p:1", Row.Put("urn:b", 1, 1, 9000));

        var gone = await ForgetAsync(Nothing with { Keep = 2 });

        var left = await HistoryAsync("urn:p:1");
        Assert.Equal((2L * rows) + 2 - 5, gone);
        Assert.Equal([1L], left.Where(row => row.Name == "urn:b" && row.DatasetId is null).Select(row => row.At.Micros));
        Assert.Equal([5000L, 6000L], left.Where(row => row.DatasetId is not null).Select(row => row.At.Micros));
        Assert.Equal(Times(1000 + rows - 2, 2), await TimesAsync("urn:p:1"));
        UnderTest.CheckHistory();
        await ReopenAsync();
        Assert.Equal(5, (await HistoryAsync("urn:p:1")).Count);
    }

    [Fact]
    public async Task Only_entities_of_the_type_lose_theirs_also_deleted_ones()
    {
        await FilledAsync("urn:p:1", 5);
        await FilledAsync("urn:p:2", 5);
        await CreateAsync("urn:f:1", type: "Field");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:2");

        var gone = await ForgetAsync(new HistoryLimit(Term("Plot"), Instant.Of(Time.GetUtcNow().AddDays(1)), 0));

        Assert.Equal(11, gone);
        Assert.Empty(await HistoryAsync("urn:p:2"));
        Assert.Single(await HistoryAsync("urn:f:1"));
    }

    [Fact]
    public async Task Writes_go_on_behind_it()
    {
        await FilledAsync("urn:p:1", 60);
        await ForgetAsync(Nothing with { Keep = 1 });

        await EditAsync("urn:p:1", Row.Put(Row.Filler, 1059, 7, 9000));
        await EditAsync("urn:p:1", Row.Put(Row.Filler, 2000, 8, 9001));

        Assert.Equal([1059L, 2000L], await TimesAsync("urn:p:1"));
        Assert.Equal([7.0, 8.0], (await HistoryAsync("urn:p:1")).Select(row => row.Number));
    }

    [Fact]
    public async Task Many_entities_take_several_calls()
    {
        await CommitAsync(default, [.. Enumerable.Range(0, 1200).Select(i => Intent(MutationKind.Create, $"urn:p:{i}", Sample.Plot($"urn:p:{i}", i)))]);

        Assert.Equal(1200, await ForgetAsync(Nothing with { Before = Instant.Of(Time.GetUtcNow().AddDays(1)) }));
        Assert.Equal(0, (await Storage.CountAsync(Cancel)).HistoryRows);
    }

    // An entity without history of its own, and so many rows.
    private async Task FilledAsync(string id, int rows, TenantId tenant = default)
    {
        await CreateAsync(id, tenant: tenant);
        await CommitAsync(tenant, new Intent(Id(id), current => new Change
        {
            Outcome = Outcome.Done,
            Kind = ChangeKind.Rewritten,
            After = current,
            Stamp = new Instant(0),
            History = [Row.Remove(HistoryEditKind.RemoveAll), .. Row.Fill(rows)],
        }));
    }

    private async Task<long> ForgetAsync(HistoryLimit limit)
    {
        var (gone, position) = (0L, 0L);
        do
        {
            (position, var rows) = await Storage.History.ForgetAsync(default, limit, position, Cancel);
            gone += rows;
        }
        while (position > 0);
        return gone;
    }

    private async Task<List<long>> TimesAsync(string id, TenantId tenant = default) =>
        [.. (await HistoryAsync(id, tenant)).Where(row => row.Name == Row.Filler).Select(row => row.At.Micros)];

    private static IEnumerable<long> Times(long first, int count) => Enumerable.Range(0, count).Select(i => first + i);
}
