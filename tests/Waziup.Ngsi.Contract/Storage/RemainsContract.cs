using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Contract.Storage;

/// <summary>What remains of deleted entities, and what has expired, is found by those who ask for it.</summary>
public abstract class RemainsContract<TStore> : StorageContract<TStore>
    where TStore : StoreUnderTest, new()
{
    private static readonly Filter IsPlot = new Filter.OfType(Term("Plot"));
    private static readonly Filter IsField = new Filter.OfType(Term("Field"));
    private static readonly Filter HasMoisture = new Filter.HasAttribute(Term("moisture"));

    /// <summary>Filters, the numbers of all that they select, and of those among these that are there.</summary>
    private static readonly (Filter Filter, string WithRemains, string Without)[] Cases =
    [
        (Filter.Everything, "1,2,3,4,5,6", "1,6"),
        (Filter.Nothing, "", ""),
        (IsPlot, "1,2,3,5", "1"),
        (IsField, "4,5,6", "6"),
        (new Filter.Any([IsPlot, IsField]), "1,2,3,4,5,6", "1,6"),
        (new Filter.All([IsPlot, IsField]), "5", ""),
        (new Filter.Not(IsPlot), "4,6", "6"),
        (Ids(6, 2, 1, 7), "1,2,6", "1,6"),
        (Ids(5), "5", ""),
        (new Filter.All([IsField, Ids(1, 4)]), "4", ""),
        (new Filter.IdMatches(Pattern.Parse("idPattern", "[2-5]$")), "2,3,4,5", ""),
        (new Filter.All([IsPlot, new Filter.Not(HasMoisture)]), "2,5", ""),
        (HasMoisture, "1,3,6", "1,6"),
        (ScopeParser.Parse("/a"), "1,2", "1"),
        (new Filter.All([IsPlot, ScopeParser.Parse("/#")]), "1,2", "1"),
    ];

    [Fact]
    public async Task Every_filter_selects_remains_where_they_are_wanted()
    {
        await DeleteAsync();
        await ReopenAsync();

        foreach (var (filter, withRemains, without) in Cases)
        {
            await FindsAsync(new EntityQuery(filter, Now, WantsTotal: true) { WithRemains = true }, withRemains);
            await FindsAsync(new EntityQuery(filter, Now, WantsTotal: true), without);
        }
    }

    [Fact]
    public async Task What_has_expired_is_selected_before_and_after_it_is_swept_up()
    {
        await DeleteAsync();
        var query = new EntityQuery(new Filter.All([IsPlot, Ids(3)]), Now, WantsTotal: true);

        await FindsAsync(query with { WithRemains = true }, "3");
        await WriteAsync(MutationKind.Expire, "urn:p:3");

        await FindsAsync(query with { WithRemains = true }, "3");
        await FindsAsync(query, "");
    }

    [Fact]
    public async Task What_is_created_again_is_selected_once_as_what_it_is_now()
    {
        await DeleteAsync();
        await CreateAsync("urn:p:2", type: "Field");

        await FindsAsync(new EntityQuery(Filter.Everything, Now, WantsTotal: true) { WithRemains = true }, "1,2,3,4,5,6");
        await FindsAsync(new EntityQuery(IsField, Now, WantsTotal: true) { WithRemains = true }, "2,4,5,6");
        await FindsAsync(new EntityQuery(IsPlot, Now, WantsTotal: true) { WithRemains = true }, "1,3,5");
        await FindsAsync(new EntityQuery(HasMoisture, Now, WantsTotal: true), "1,2,6");
    }

    [Fact]
    public async Task Pages_hold_remains_at_their_places()
    {
        await DeleteAsync();

        foreach (var filter in new[] { Filter.Everything, new Filter.Not(Ids(7)), new Filter.Any([IsPlot, IsField]) })
        {
            var query = new EntityQuery(filter, Now, Offset: 1, Limit: 3, WantsTotal: true) { WithRemains = true };
            var page = await Storage.Entities.QueryAsync(default, query, Cancel);
            var last = await Storage.Entities.QueryAsync(default, query with { Offset = 4 }, Cancel);
            Assert.Equal(("2,3,4", 6L, true), (Numbers(page.Rows), page.Total, page.More));
            Assert.Equal(("5,6", 6L, false), (Numbers(last.Rows), last.Total, last.More));
        }
    }

    [Fact]
    public async Task Remains_belong_to_their_tenant()
    {
        await DeleteAsync();
        await CreateAsync("urn:p:8", tenant: Tenant("farm"));
        await WriteAsync(MutationKind.DeleteEntity, "urn:p:8", tenant: Tenant("farm"));
        var query = new EntityQuery(IsPlot, Now) { WithRemains = true };

        Assert.Equal("8", Numbers((await Storage.Entities.QueryAsync(Tenant("farm"), query, Cancel)).Rows));
        Assert.True((await Storage.Entities.QueryAsync(Tenant("farm"), query, Cancel)).Rows[0].IsDeleted);
        Assert.Empty((await Storage.Entities.QueryAsync(Tenant("nobody"), query, Cancel)).Rows);
        await FindsAsync(query with { WantsTotal = true }, "1,2,3,5");
    }

    // 1 and 6 are there; 2, 4 and 5 were deleted; 3 has expired.
    private async Task DeleteAsync()
    {
        await WriteAsync(MutationKind.Create, "urn:p:1", """{"id":"urn:p:1","type":"Plot","scope":"/a","moisture":{"type":"Property","value":1}}""");
        await WriteAsync(MutationKind.Create, "urn:p:2", """{"id":"urn:p:2","type":"Plot","scope":"/a","moisture":{"type":"Property","value":1}}""");
        await WriteAsync(MutationKind.Create, "urn:p:3",
            """{"id":"urn:p:3","type":"Plot","expiresAt":"2026-01-01T00:00:10Z","moisture":{"type":"Property","value":1}}""");
        await CreateAsync("urn:p:4", type: "Field");
        await WriteAsync(MutationKind.Create, "urn:p:5", """{"id":"urn:p:5","type":["Plot","Field"]}""");
        await CreateAsync("urn:p:6", type: "Field");
        foreach (var number in new[] { 2, 4, 5 })
            await WriteAsync(MutationKind.DeleteEntity, $"urn:p:{number}");
        Time.Advance(TimeSpan.FromMinutes(1));
    }

    private async Task FindsAsync(EntityQuery query, string numbers)
    {
        var page = await Storage.Entities.QueryAsync(default, query, Cancel);
        var visited = new List<Entity>();
        await Storage.Entities.VisitAsync(default, query, visited.Add, Cancel);

        Assert.Equal(numbers, Numbers(page.Rows));
        Assert.Equal(numbers, Numbers(visited));
        Assert.Equal((visited.Count, false), ((int)page.Total!, page.More));
        Assert.Equal(page.Rows.Select(Sample.Whole), visited.Select(Sample.Whole));
    }

    private static Filter Ids(params int[] numbers) => new Filter.HasId([.. numbers.Select(number => Id($"urn:p:{number}"))]);

    private static string Numbers(IEnumerable<Entity> entities) => string.Join(',', entities.Select(entity => entity.Id.Value.Split(':')[^1]));
}
