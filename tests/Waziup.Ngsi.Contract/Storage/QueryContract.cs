using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>Queries: what the evaluator would select, in order of creation.</summary>
public abstract class QueryContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Entities_come_in_order_of_creation()
    {
        foreach (var id in new[] { "urn:p:9", "urn:p:1", "urn:p:5" })
            await CreateAsync(id);
        await SetAsync("urn:p:9", 2);

        Assert.Equal(["urn:p:9", "urn:p:1", "urn:p:5"], await IdsAsync(Filter.Everything));
        Assert.Equal(["urn:p:9", "urn:p:1", "urn:p:5"], await IdsAsync(Type("Plot")));
    }

    [Fact]
    public async Task A_type_selects_the_entities_that_have_it_now()
    {
        await CreateAsync("urn:p:1", type: "Plot");
        await CreateAsync("urn:p:2", type: "Sensor");
        await WriteAsync(MutationKind.Append, "urn:p:2", """{"type":["Device"],"a":{"type":"Property","value":1}}""");
        await CreateAsync("urn:p:3", type: "Device");
        await WriteAsync(MutationKind.ReplaceEntity, "urn:p:3", """{"type":"Pump","a":{"type":"Property","value":1}}""");

        Assert.Equal(["urn:p:1"], await IdsAsync(Type("Plot")));
        Assert.Equal(["urn:p:2"], await IdsAsync(Type("Device")));
        Assert.Equal(["urn:p:2"], await IdsAsync(Type("Sensor")));
        Assert.Equal(["urn:p:3"], await IdsAsync(Type("Pump")));
        Assert.Empty(await IdsAsync(Type("Unheard")));
    }

    [Fact]
    public async Task Types_are_combined()
    {
        await CreateAsync("urn:p:1", type: "B");
        await CreateAsync("urn:p:2", type: "A");
        await WriteAsync(MutationKind.Create, "urn:p:3", """{"id":"urn:p:3","type":["A","B"]}""");
        await CreateAsync("urn:p:4", type: "C");

        Assert.Equal(["urn:p:1", "urn:p:2", "urn:p:3"], await IdsAsync(new Filter.Any([Type("A"), Type("B")])));
        Assert.Equal(["urn:p:3"], await IdsAsync(new Filter.All([Type("A"), Type("B")])));
        Assert.Equal(["urn:p:1", "urn:p:4"], await IdsAsync(new Filter.Not(Type("A"))));
        Assert.Equal(["urn:p:1", "urn:p:3", "urn:p:4"], await IdsAsync(new Filter.Any([Type("C"), new Filter.All([Type("B")])])));
        Assert.Equal(
            ["urn:p:1"], await IdsAsync(new Filter.All([new Filter.Any([Type("A"), Type("B")]), new Filter.Not(Type("A"))])));
    }

    [Fact]
    public async Task Ids_and_patterns_select()
    {
        foreach (var id in new[] { "urn:p:1", "urn:q:2", "urn:p:3" })
            await CreateAsync(id);

        Assert.Equal(["urn:p:1", "urn:p:3"], await IdsAsync(Ids("urn:p:3", "urn:p:1", "urn:none:1")));
        Assert.Equal(["urn:q:2"], await IdsAsync(Pattern("^urn:q:")));
        Assert.Equal(["urn:p:3"], await IdsAsync(new Filter.All([Type("Plot"), Pattern(":3")])));
        Assert.Equal(["urn:q:2"], await IdsAsync(new Filter.All([Type("Plot"), new Filter.Not(Pattern(":p:"))])));
        Assert.Equal(["urn:p:1", "urn:q:2"], await IdsAsync(new Filter.Any([Ids("urn:p:1"), Pattern("q")])));
        Assert.Equal(["urn:p:1"], await IdsAsync(new Filter.All([Ids("urn:p:1", "urn:q:2"), Ids("urn:p:1", "urn:p:3")])));
        Assert.Empty(await IdsAsync(new Filter.All([Type("Other"), Ids("urn:p:1")])));
    }

    [Fact]
    public async Task An_attribute_selects_as_long_as_an_instance_lives()
    {
        await CreateAsync("urn:p:1");
        await WriteAsync(MutationKind.Create, "urn:p:2",
            """{"id":"urn:p:2","type":"Plot","depth":{"type":"Property","value":1,"expiresAt":"2026-01-01T00:00:10Z"}}""");

        Assert.Equal(["urn:p:1"], await IdsAsync(Has("moisture")));
        Assert.Equal(["urn:p:2"], await IdsAsync(new Filter.All([Type("Plot"), Has("depth")])));
        Assert.Equal(["urn:p:1"], await IdsAsync(new Filter.All([Type("Plot"), new Filter.Not(Has("depth"))])));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await IdsAsync(Has("depth")));
        Assert.Equal(["urn:p:1", "urn:p:2"], await IdsAsync(Type("Plot")));
    }

    [Fact]
    public async Task Deleted_and_expired_entities_are_not_selected_and_not_counted()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2");
        await WriteAsync(MutationKind.Create, "urn:p:3", """{"id":"urn:p:3","type":"Plot","expiresAt":"2026-01-01T00:00:10Z"}""");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");
        Time.Advance(TimeSpan.FromMinutes(1));

        foreach (var filter in new[] { Filter.Everything, Type("Plot"), Ids("urn:p:1", "urn:p:2", "urn:p:3"), Pattern("urn") })
        {
            var page = await QueryAsync(filter, total: true);
            Assert.Equal(["urn:p:2"], page.Rows.Select(row => row.Id.Value));
            Assert.Equal(1, page.Total);
        }
    }

    [Fact]
    public async Task A_created_again_entity_keeps_its_place()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2");
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:1");
        await CreateAsync("urn:p:1", type: "Field");

        Assert.Equal(["urn:p:1", "urn:p:2"], await IdsAsync(Filter.Everything));
        Assert.Equal(["urn:p:2"], await IdsAsync(Type("Plot")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_follow_each_other(bool needsEvaluator)
    {
        for (var i = 0; i < 7; i++)
        {
            await CreateAsync($"urn:p:{i}");
            await CreateAsync($"urn:other:{i}", type: "Other");
        }
        var filter = needsEvaluator ? new Filter.All([Type("Plot"), Has("moisture")]) : Type("Plot");

        var first = await QueryAsync(filter, 0, 3);
        var second = await QueryAsync(filter, 3, 3, total: true);
        var third = await QueryAsync(filter, 6, 3);
        var exact = await QueryAsync(filter, 0, 7);
        var beyond = await QueryAsync(filter, 9, 3, total: true);
        var count = await QueryAsync(filter, 0, 0, total: true);

        Assert.Equal(["urn:p:0", "urn:p:1", "urn:p:2"], first.Rows.Select(row => row.Id.Value));
        Assert.Equal((null, true), (first.Total, first.More));
        Assert.Equal(["urn:p:3", "urn:p:4", "urn:p:5"], second.Rows.Select(row => row.Id.Value));
        Assert.Equal((7L, true), (second.Total, second.More));
        Assert.Equal("urn:p:6", Assert.Single(third.Rows).Id.Value);
        Assert.False(third.More);
        Assert.Equal((7, false), (exact.Rows.Count, exact.More));
        Assert.Empty(beyond.Rows);
        Assert.Equal((7L, false), (beyond.Total, beyond.More));
        Assert.Empty(count.Rows);
        Assert.Equal((7L, false), (count.Total, count.More));
    }

    [Fact]
    public async Task A_query_sees_its_tenant_only()
    {
        await CreateAsync("urn:p:1");
        await CreateAsync("urn:p:2", tenant: Tenant("farm"));

        var farm = await Storage.Entities.QueryAsync(Tenant("farm"), new EntityQuery(Filter.Everything, Now, WantsTotal: true), Cancel);
        var unknown = await Storage.Entities.QueryAsync(Tenant("nobody"), new EntityQuery(Filter.Everything, Now, WantsTotal: true), Cancel);

        Assert.Equal("urn:p:2", Assert.Single(farm.Rows).Id.Value);
        Assert.Equal(1, farm.Total);
        Assert.Equal(["urn:p:1"], await IdsAsync(Filter.Everything));
        Assert.Empty(unknown.Rows);
        Assert.Equal(0, unknown.Total);
    }

    [Fact]
    public async Task Rows_are_whole_entities()
    {
        var change = await CreateAsync("urn:p:1");

        await ReopenAsync();

        Assert.Equal(Sample.Whole(change.After), Sample.Whole(Assert.Single((await QueryAsync(Type("Plot"))).Rows)));
        Assert.Equal(Sample.Whole(change.After), Sample.Whole(Assert.Single((await QueryAsync(Has("moisture"))).Rows)));
    }

    [Fact]
    public async Task Nothing_selects_nothing()
    {
        await CreateAsync("urn:p:1");

        Assert.Empty(await IdsAsync(Filter.Nothing));
        Assert.Empty(await IdsAsync(Ids()));
        Assert.Equal(["urn:p:1"], await IdsAsync(new Filter.Not(Filter.Nothing)));
    }

    private protected static Filter Type(string type) => new Filter.OfType(Term(type));

    private protected static Filter Has(string attribute) => new Filter.HasAttribute(Term(attribute));

    private protected static Filter Ids(params string[] ids) => new Filter.HasId([.. ids.Select(Id)]);

    private protected static Filter Pattern(string pattern) => new Filter.IdMatches(Query.Pattern.Parse("idPattern", pattern));

    private protected ValueTask<EntityPage> QueryAsync(Filter filter, int offset = 0, int limit = 20, bool total = false) =>
        Storage.Entities.QueryAsync(default, new EntityQuery(filter, Now, offset, limit, total), Cancel);

    private protected async Task<IEnumerable<string>> IdsAsync(Filter filter) => (await QueryAsync(filter)).Rows.Select(row => row.Id.Value);
}
