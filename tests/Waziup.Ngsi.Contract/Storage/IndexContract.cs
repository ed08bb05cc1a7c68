using System.Globalization;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Indexes that queries ask for: they come by themselves, follow what is written, and change no answer.</summary>
public abstract class IndexContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly IndexKey Moisture = new(Term("Plot"), Term("moisture"), IsPlace: false);
    private static readonly IndexKey Place = new(Term("Plot"), Term("place"), IsPlace: true);

    [Fact]
    public async Task What_was_missed_three_times_is_made()
    {
        await FillAsync(1200);

        for (var i = 0; i < 2; i++)
            Assert.Equal(["urn:p:7"], await IdsAsync("moisture==7"));
        Assert.Equal(0, (await CountAsync()).Complete);
        Assert.Equal(["urn:p:7"], await IdsAsync("moisture==7"));
        while ((await CountAsync()).Complete == 0)
            await Task.Delay(10, Cancel);

        Assert.Equal((1200, 0, 1), await CountAsync());
        Assert.Equal(["urn:p:7"], await IdsAsync("moisture==7"));
        Assert.Equal(200, (await IdsAsync("moisture>=1000", limit: 500)).Length);
    }

    [Fact]
    public async Task Few_entities_and_conditions_that_most_meet_need_none()
    {
        await FillAsync(1200);
        await CreateAsync("urn:f:1", 1, "Field");

        for (var i = 0; i < 5; i++)
        {
            await IdsAsync("moisture>=0", limit: 2000);
            await IdsAsync("moisture==1", type: "Field");
            await IdsAsync("moisture!=1", limit: 2000);
        }
        await Task.Delay(100, Cancel);

        Assert.Equal((0, 0, 0), await CountAsync());
    }

    [Fact]
    public async Task Writes_keep_it()
    {
        await FillAsync(3);
        await MakeAsync(Moisture);

        await SetAsync("urn:p:0", 50);
        await WriteAsync(MutationKind.Append, "urn:p:1", """{"moisture":{"type":"Property","value":[60,"wet"],"datasetId":"urn:d:1"}}""");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:2");
        await CreateAsync("urn:p:3", 70);
        await CreateAsync("urn:q:1", 50, "Field");
        await WriteAsync(MutationKind.Append, "urn:q:1", """{"type":"Plot"}""");

        Assert.Equal(["urn:p:0", "urn:q:1"], await IdsAsync("moisture==50"));
        Assert.Equal(["urn:p:1"], await IdsAsync("moisture==60"));
        Assert.Equal(["urn:p:1"], await IdsAsync("moisture==\"wet\""));
        // Arrays have no order.
        Assert.Empty(await IdsAsync("moisture>=\"w\""));
        Assert.Equal(["urn:p:0", "urn:p:1", "urn:p:3", "urn:q:1"], await IdsAsync("moisture>0"));
        Assert.Empty(await IdsAsync("moisture==2"));
        Assert.Equal((6, 0, 1), await CountAsync());

        foreach (var id in (string[])["urn:p:0", "urn:p:1", "urn:p:3", "urn:q:1"])
            await WriteAsync(MutationKind.DeleteEntity, id);
        Assert.Equal((0, 0, 1), await CountAsync());
    }

    [Fact]
    public async Task An_index_of_places_knows_where_entities_lie()
    {
        await MakeAsync(Place);
        for (var i = 0; i < 50; i++)
            await WriteAsync(MutationKind.Create, $"urn:p:{i}", At($"urn:p:{i}", i, 0));
        await WriteAsync(MutationKind.Append, "urn:p:3", At("urn:p:3", 170, 0));
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:4");

        Assert.Equal(["urn:p:2"], await NearAsync(3, 111_500, limit: 1));
        Assert.Equal(["urn:p:2"], await NearAsync(3, 111_500));
        Assert.Equal(["urn:p:3"], await NearAsync(-179.9, 1_200_000));
        Assert.Equal((0, 49, 1), await CountAsync());

        await WriteAsync(MutationKind.DeleteAttribute, "urn:p:3", with: mutation => mutation with { Attribute = Term("place") });
        Assert.Equal((0, 48, 1), await CountAsync());
    }

    [Fact]
    public async Task It_is_there_when_the_store_is_opened_again_and_known_to_writes()
    {
        await FillAsync(5);
        await MakeAsync(Moisture);
        await MakeAsync(Place);
        await MakeAsync(Moisture);

        await ReopenAsync();
        await SetAsync("urn:p:1", 99);
        await Storage.LoadAsync(Restored(), null, Cancel);

        Assert.Equal(["urn:p:1", "urn:r:1"], await IdsAsync("moisture==99"));
        Assert.Equal((6, 0, 2), await CountAsync());
    }

    [Fact]
    public async Task A_page_of_many_is_in_order_and_whole()
    {
        await CommitAsync(default, [.. Enumerable.Range(0, 6000).Select(i => Intent(MutationKind.Create, $"urn:p:{i}", Sample.Plot($"urn:p:{i}", i % 3 == 0 ? i : -1)))]);
        await MakeAsync(Moisture);

        var first = await IdsAsync("moisture>=0", limit: 5);
        var later = await IdsAsync("moisture>=0", limit: 5, offset: 1990);
        var last = await IdsAsync("moisture>=5000;moisture<=5010", limit: 10);

        Assert.Equal(["urn:p:0", "urn:p:3", "urn:p:6", "urn:p:9", "urn:p:12"], first);
        Assert.Equal(["urn:p:5970", "urn:p:5973", "urn:p:5976", "urn:p:5979", "urn:p:5982"], later);
        Assert.Equal(["urn:p:5001", "urn:p:5004", "urn:p:5007", "urn:p:5010"], last);
    }

    [Fact]
    public async Task A_page_of_many_that_others_come_before_is_whole()
    {
        await CommitAsync(default, [.. Enumerable.Range(0, 22_000).Select(i => Intent(MutationKind.Create, $"urn:p:{i}", Sample.Plot($"urn:p:{i}", i)))]);
        await MakeAsync(Moisture);

        Assert.Equal(["urn:p:20900", "urn:p:20901", "urn:p:20902"], await IdsAsync("moisture>20899", limit: 3));
        Assert.Equal(["urn:p:21998", "urn:p:21999"], await IdsAsync("moisture>20899", limit: 3, offset: 1098));
    }

    [Fact]
    public async Task An_entity_with_several_of_many_values_comes_once()
    {
        await FillAsync(1200);
        foreach (var id in (string[])["urn:p:1", "urn:p:1199"])
            await WriteAsync(MutationKind.Append, id, """{"moisture":{"type":"Property","value":[7,8,9],"datasetId":"urn:d:1"}}""");
        await MakeAsync(Moisture);

        Assert.Equal(["urn:p:0", "urn:p:1", "urn:p:2"], await IdsAsync("moisture>=0", limit: 3));
        Assert.Equal(["urn:p:1198", "urn:p:1199"], await IdsAsync("moisture>=0", limit: 3, offset: 1198));
    }

    private async Task MakeAsync(IndexKey key) => await Storage.IndexAsync(default, key, Cancel);

    private Task<(long Values, long Places, long Complete)> CountAsync() => UnderTest.CountIndexesAsync(Storage);

    private async Task FillAsync(int count) =>
        await CommitAsync(default, [.. Enumerable.Range(0, count).Select(i => Intent(MutationKind.Create, $"urn:p:{i}", Sample.Plot($"urn:p:{i}", i)))]);

    private async Task<string[]> IdsAsync(string q, int limit = 20, int offset = 0, string type = "Plot") =>
        await IdsAsync(QParser.Parse("q", q, new QOptions(CoreTerms.Context, 0, [])), limit, offset, type);

    private Task<string[]> NearAsync(double east, double metres, int limit = 20) => IdsAsync(
        GeoParser.Parse(
            string.Create(CultureInfo.InvariantCulture, $"near;maxDistance=={metres}"), "Point", string.Create(CultureInfo.InvariantCulture, $"[{east},0]"), Term("place")),
        limit, 0, "Plot");

    private async Task<string[]> IdsAsync(Filter filter, int limit, int offset, string type)
    {
        var page = await Storage.Entities.QueryAsync(default, new EntityQuery(new Filter.All([new Filter.OfType(Term(type)), filter]), Now, offset, limit), Cancel);
        return [.. page.Rows.Select(row => row.Id.Value)];
    }

    private static string At(string id, int east, int north) =>
        $$$$"""{"id":"{{{{id}}}}","type":"Plot","place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[{{{{east}}}},{{{{north}}}}]}}}""";

    private async IAsyncEnumerable<Waziup.Ngsi.Storage.RestoredEntity> Restored()
    {
        var made = Intent(MutationKind.Create, "urn:r:1", Sample.Plot("urn:r:1", 99)).Apply(null);
        yield return await ValueTask.FromResult(new Waziup.Ngsi.Storage.RestoredEntity(default, made.After!, []));
    }
}
