using System.Text;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>What tenants hold, and their deletion.</summary>
public abstract class TenantContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly TenantId Farm = Tenant("farm");
    private static readonly TenantId Pond = Tenant("pond");
    private static readonly IndexKey Moisture = new(Term("Plot"), Term("moisture"), IsPlace: false);

    [Fact]
    public async Task Each_tenant_is_measured_by_itself()
    {
        await FillAsync(Farm, entities: 3, updates: 2);
        await FillAsync(Pond, entities: 1, updates: 60);
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:2", tenant: Farm);

        var before = await Storage.Tenants.MeasureAsync(Cancel);
        await CreateAsync("urn:p:9", tenant: Farm);
        var after = await Storage.Tenants.MeasureAsync(Cancel);

        Assert.Equal((2, 3 + (3 * 2) + 1), (before[Farm].Entities, before[Farm].HistoryRows));
        Assert.Equal((1, 61), (before[Pond].Entities, before[Pond].HistoryRows));
        Assert.Equal((3, 11), (after[Farm].Entities, after[Farm].HistoryRows));
        Assert.InRange(after[Farm].Bytes, before[Farm].Bytes + 50, before[Farm].Bytes + 1000);
        Assert.Equal(before[Pond], after[Pond]);
        Assert.Equal(default, after.GetValueOrDefault(TenantId.Default));
    }

    [Fact]
    public async Task A_deleted_tenant_is_gone_and_its_rows_go()
    {
        await FillAsync(Farm, entities: 300, updates: 1);
        await FillAsync(Pond, entities: 2, updates: 60);
        await Storage.IndexAsync(Farm, Moisture, Cancel);
        await Storage.Documents.PutAsync(Farm, new Document(DocumentKind.Context, "c", null, Now, Encoding.UTF8.GetBytes("{}")), Cancel);

        Assert.True(await Storage.Tenants.DropAsync(Farm, Cancel));

        await AssertGoneAsync(Farm);
        Assert.Empty(await Storage.Documents.ListAsync(DocumentKind.Context, Cancel));
        Assert.All(await LogAsync(), record => Assert.Equal(Pond, record.Tenant));
        Assert.False(await Storage.Tenants.DropAsync(Farm, Cancel));
        await AssertLeftAsync(entities: 2, rows: 122);
        Assert.Equal(61, (await HistoryAsync("urn:p:1", Pond)).Count);
    }

    [Fact]
    public async Task A_tenant_may_be_begun_anew()
    {
        await FillAsync(Farm, entities: 2, updates: 50);
        var last = (await LogAsync())[^1].Sequence;
        await Storage.Tenants.DropAsync(Farm, Cancel);

        var again = await CreateAsync("urn:p:1", 7, tenant: Farm);

        Assert.Equal(ChangeKind.Created, again.Kind);
        Assert.Single(await HistoryAsync("urn:p:1", Farm));
        Assert.True(Assert.Single(await LogAsync(), record => record.Tenant == Farm).Sequence > last);
        await AssertLeftAsync(entities: 1, rows: 1);
        await ReopenAsync();
        Assert.True(Storage.Tenants.Exists(Farm));
        Assert.NotNull(await FindAsync("urn:p:1", Farm));
    }

    [Fact]
    public async Task The_default_tenant_is_emptied_and_goes_on()
    {
        await FillAsync(default, entities: 2, updates: 0);

        Assert.True(await Storage.Tenants.DropAsync(default, Cancel));

        Assert.True(Storage.Tenants.Exists(default));
        Assert.Null(await FindAsync("urn:p:1"));
        await CreateAsync("urn:p:1");
        await AssertLeftAsync(entities: 1, rows: 1);
        await ReopenAsync();
        Assert.NotNull(await FindAsync("urn:p:1"));
    }

    [Fact]
    public async Task What_is_left_when_the_store_is_closed_goes_later()
    {
        await FillAsync(Farm, entities: 500, updates: 3);
        await CreateAsync("urn:p:1", tenant: Pond);
        await Storage.Tenants.DropAsync(Farm, Cancel);

        await ReopenAsync();

        await AssertGoneAsync(Farm);
        Assert.Equal([TenantId.Default, Pond], Storage.Tenants.List());
        await AssertLeftAsync(entities: 1, rows: 1);
    }

    [Fact]
    public async Task What_has_expired_in_a_deleted_tenant_is_nobodys()
    {
        await WriteAsync(
            MutationKind.Create, "urn:p:1", """{"id":"urn:p:1","type":"Plot","expiresAt":"2026-01-01T00:00:01Z","a":{"type":"Property","value":1}}""", tenant: Farm);
        await Storage.Tenants.DropAsync(Farm, Cancel);

        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Empty(await Storage.Entities.ExpiredAsync(Now, 10, Cancel));
    }

    private async Task FillAsync(TenantId tenant, int entities, int updates)
    {
        var ids = Enumerable.Range(1, entities).Select(i => $"urn:p:{i}").ToList();
        await CommitAsync(tenant, [.. ids.Select(id => Intent(MutationKind.Create, id, Sample.Plot(id)))]);
        for (var i = 0; i < updates; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await CommitAsync(tenant, [.. ids.Select(id => Intent(MutationKind.Append, id, """{"moisture":{"type":"Property","value":5}}"""))]);
        }
    }

    private async Task AssertGoneAsync(TenantId tenant)
    {
        Assert.False(Storage.Tenants.Exists(tenant));
        Assert.DoesNotContain(tenant, Storage.Tenants.List());
        Assert.Null(await FindAsync("urn:p:1", tenant));
        Assert.Empty(await HistoryAsync("urn:p:1", tenant));
        Assert.Empty((await Storage.Entities.QueryAsync(tenant, new EntityQuery(Filter.Everything, Now, 0, 10), Cancel)).Rows);
        Assert.Equal(0, await Storage.Documents.CountAsync(tenant, DocumentKind.Context, Cancel));
        Assert.DoesNotContain(tenant, (await Storage.Tenants.MeasureAsync(Cancel)).Keys);
    }

    // Rows go in the background.
    private async Task AssertLeftAsync(long entities, long rows)
    {
        while (await Storage.CountAsync(Cancel) is var counts
            && (counts.Entities + counts.Tombstones, counts.HistoryRows) is var left && left != (entities, rows))
        {
            Assert.True(left.Item1 >= entities && left.HistoryRows >= rows, $"too much is gone: {counts}");
            await Task.Delay(10, Cancel);
        }
        UnderTest.CheckHistory();
    }
}
