using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.AspNetCore.Tests.Temporal;

namespace Waziup.Ngsi.AspNetCore.Tests.Maps;

/// <summary>Pages over an entity map: what comes later is not on them, what goes leaves them (5.5.9.3).</summary>
public sealed class MapPagingTests
{
    private const string Query = "/entities?type=Tank&q=level>0&limit=2&count=true&entityMap=true";
    private const string PastQuery = $"{Past.All}?type=Tank&limit=1&count=true&entityMap=true&{Mapped.Window}";

    [Fact]
    public async Task What_comes_later_is_on_no_page()
    {
        await using var broker = await Mapped.StartAsync();
        var first = await broker.GetAsync(Query);
        await broker.CreateAsync(Samples.Tank(6));

        var second = await broker.GetAsync(first.Target("next"), first.GoOn());
        var third = await broker.GetAsync(second.Target("next"), second.GoOn());

        Assert.Equal("1,2", first.Page(201));
        Assert.Equal(("3,4", "5"), (second.Page(200), third.Page(200)));
        Assert.All((Answer[])[first, second, third], page => Assert.Equal(("5", first.Map()), (page["NGSILD-Results-Count"], page.Map())));
        Assert.Null(third.Link("next"));
        Assert.Equal("3,4", (await broker.GetAsync(third.Target("prev"), first.GoOn())).Page(200));
        Assert.Equal("1,2,3,4,5", await broker.EntitiesAsync(first));
        Assert.Equal("6", (await broker.GetAsync(Query))["NGSILD-Results-Count"]);
    }

    [Fact]
    public async Task What_is_gone_or_fits_no_more_leaves_page_count_and_map_for_good()
    {
        await using var broker = await Mapped.StartAsync();
        var first = await broker.GetAsync(Query);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:3")).IsBare(204);
        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:4/attrs/level", """{"value":-4}""")).IsBare(204);

        var second = await broker.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal("5", second.Page(200));
        Assert.Equal(("3", first.Map()), (second["NGSILD-Results-Count"], second.Map()));
        Assert.Null(second.Link("next"));
        Assert.Equal("1,2,5", await broker.EntitiesAsync(first));

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:4/attrs/level", """{"value":4}""")).IsBare(204);
        await broker.CreateAsync(Samples.Tank(3));
        Assert.Equal("5", (await broker.GetAsync(first.Target("next"), first.GoOn())).Page(200));
        Assert.Equal("1,2,5", await broker.EntitiesAsync(first));
    }

    [Fact]
    public async Task A_page_is_filled_up_with_what_comes_after()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>0");
        await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2");

        var page = await broker.GetAsync("/entities?type=Tank&q=level>0&limit=2", made.GoOn());

        Assert.Equal(("1,3", made.Map()), (page.Page(200), page.Map()));
        Assert.NotNull(page.Link("next"));
    }

    [Fact]
    public async Task A_map_is_named_by_its_path_or_by_its_id_and_orders_stay_those_of_the_query()
    {
        await using var broker = await Mapped.StartAsync();
        var made = await broker.GetAsync("/entityMaps?type=Tank&q=level>2");

        foreach (var name in (string[])[made[Mapped.Header]!, (string)made.Json["id"]!, "http://elsewhere.example" + made[Mapped.Header]])
        {
            var page = await broker.GetAsync("/entities?type=Tank&orderBy=level;desc", $"{Mapped.Header}: {name}");
            Assert.Equal(("5,4,3", made.Map()), (page.Page(200), page.Map()));
        }
    }

    [Fact]
    public async Task A_query_in_a_body_goes_on_with_its_map()
    {
        await using var broker = await Mapped.StartAsync();
        var body = Tanks.Body(""" "entities":[{"type":"Tank"}],"entityMap":true """);
        var first = await broker.PostAsync(Tanks.Query + "?limit=4", body);
        await broker.CreateAsync(Samples.Tank(6));

        var second = await broker.PostAsync(first.Target("next"), body, first.GoOn());

        Assert.Equal(("1,2,3,4", "5", first.Map()), (first.Page(201), second.Page(200), second.Map()));
    }

    [Fact]
    public async Task Evolutions_are_paged_the_same_way()
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 10)));
        await broker.RecordAsync(Past.Tank(3, Past.Hourly("level", 10)));
        var first = await broker.GetAsync(PastQuery);
        await broker.RecordAsync(Past.Tank(4, Past.Hourly("level", 10)));
        await broker.DeleteAsync(Past.All + "/urn:ngsi-ld:Tank:2");

        var second = await broker.GetAsync(first.Target("next"), first.GoOn());

        Assert.Equal(("1", "3"), (first.Page(201), second.Page(200)));
        Assert.Equal(("3", "2", first.Map()), (first["NGSILD-Results-Count"], second["NGSILD-Results-Count"], second.Map()));
        Assert.Null(second.Link("next"));
        Assert.Equal("1,3", await broker.EntitiesAsync(first));
    }

    [Theory]
    [InlineData("urn:ngsi-ld:EntityMap:absent")]
    [InlineData("/ngsi-ld/v1/entityMaps/urn:ngsi-ld:EntityMap:absent")]
    [InlineData("nonsense/")]
    public async Task A_map_that_is_not_there_gives_way_to_a_new_one(string name)
    {
        await using var broker = await Past.StartAsync(Past.Hourly("level", 10));
        var header = $"{Mapped.Header}: {name}";

        foreach (var path in (string[])["/entities?type=Tank", $"{Past.All}?type=Tank&{Mapped.Window}"])
        {
            var answer = await broker.GetAsync(path, header);
            Assert.Equal("1", answer.Page(201));
            Assert.DoesNotContain("absent", answer.Everything, StringComparison.Ordinal);
            Assert.Equal("1", await broker.EntitiesAsync(answer));
        }
        foreach (var path in (string[])[Past.Current, Past.One])
        {
            var answer = await broker.GetAsync(path, header);
            Assert.Equal(200, answer.Status);
            Assert.Equal("1", await broker.EntitiesAsync(answer));
        }
    }
}
