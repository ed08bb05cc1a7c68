using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Temporal;

/// <summary>GET /temporal/entities: which evolutions, and page by page (5.7.4, 6.18.3.2).</summary>
public sealed class TemporalQueryTests
{
    private const string Always = "timerel=after&timeAt=2025-01-01T00:00:00Z";
    private const string Early = "timerel=before&timeAt=2025-06-01T11:00:00Z";
    private const string Late = "timerel=after&timeAt=2025-06-01T11:00:00Z";
    private const string AtOrigin = "georel=near;maxDistance==1000&geometry=Point&coordinates=[0,0]";

    [Fact]
    public async Task Conditions_are_judged_inside_the_window()
    {
        await using var broker = await StartAsync();
        (string Query, string Numbers)[] conditions =
        [
            ("type=Tank&" + Early, "1"),
            ("local=true&" + Always, "1,2,3"),
            ("id=urn:ngsi-ld:Tank:2,urn:ngsi-ld:Well:3&attrs=level&" + Always, "2"),
            ("type=Tank&attrs=location&" + Late, "1"),
            ("q=level==10&" + Early, "1"),
            ("q=level==10&" + Late, ""),
            ("q=level==12;level==11&" + Late, "1"),
            (AtOrigin + "&" + Early, "1"),
            (AtOrigin + "&" + Late, ""),
        ];

        await Assert.AllAsync(conditions, async one => Assert.Equal(one.Numbers, Found.Numbers(await broker.GetAsync($"{Past.All}?{one.Query}"))));
    }

    [Fact]
    public async Task What_is_found_comes_with_what_is_in_the_window_and_no_more()
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync($"{Past.All}/?type=Tank&q=level==11&omit=location&{Late}");

        Assert.Equal("application/json", answer["Content-Type"]);
        Assert.NotNull(answer.Link("http://www.w3.org/ns/json-ld#context"));
        Found.IsJson($"[{Past.Tank(1, Past.Hourly("level", 11, 12))},{Past.Tank(2, Past.Hourly("level", 11))}]", Past.Plain(answer.Json));
    }

    [Theory]
    [InlineData("BadRequestData", "type=Tank", "local=true", "type=Tank&lastN=1", Always, "id=urn:ngsi-ld:Tank:1&" + Always, "scopeQ=/a&" + Always,
        "type=Tank&q=owner{name}==1&" + Always, "type=Tank&pick=owner{name}&" + Always, "type=Tank&attrs=level&pick=level&" + Always, "attrs=id&" + Always)]
    [InlineData("BadRequestData", "local=true&orderBy=level&" + Always, "local=true&orderBy=id;up&" + Always, "type=Tank&orderBy=id;asc,level&" + Always,
        "type=Tank&limit=0&" + Always, "type=Tank&limit=-1&" + Always, "type=Tank&offset=-1&" + Always, "type=Tank&count=maybe&" + Always)]
    [InlineData("InvalidRequest", "type=Tank&nonsense=1&" + Always, "type=Tank&join=inline&" + Always, "type=Tank&options=noOverwrite&" + Always,
        "type=Tank&format=nonsense&" + Always, "type=Tank&options=temporalValues,aggregatedValues&aggrMethods=avg&" + Always, "nonsense=1")]
    public async Task What_cannot_be_answered_is_refused(string problem, params string[] queries)
    {
        await using var broker = await StartAsync();

        await Assert.AllAsync(queries, async query => (await broker.GetAsync($"{Past.All}?{query}")).IsProblem(400, problem));
    }

    [Fact]
    public async Task Parameters_of_queries_and_writes_are_unknown_where_one_is_retrieved_or_recorded()
    {
        await using var broker = await StartAsync();

        await Assert.AllAsync(
            (string[])["type=Tank", "limit=1", "q=level", "orderBy=id", "scopeQ=/a", "join=inline"],
            async query => (await broker.GetAsync($"{Past.One}?{query}")).IsProblem(400, "InvalidRequest"));
        (await broker.PostAsync(Past.All + "?lastN=1", Past.Tank(4, Past.Hourly("level", 10)))).IsProblem(400, "InvalidRequest");
        (await broker.DeleteAsync(Past.One + "?deleteAll=true")).IsProblem(400, "InvalidRequest");
        Assert.Equal("1,2,3", Found.Numbers(await broker.GetAsync($"{Past.All}?local=true&{Always}")));
    }

    [Fact]
    public async Task Pages_are_linked_both_ways_and_count_only_what_is_in_the_window()
    {
        await using var broker = await StartAsync();

        var first = await broker.GetAsync($"{Past.All}?local=true&limit=1&count=true&q=level==11&{Late}");
        var second = await broker.GetAsync(first.Target("next"));

        Assert.Equal(["1", "2"], new[] { first, second }.Select(Found.Numbers));
        Assert.All([first, second], page => Assert.Equal("2", page["NGSILD-Results-Count"]));
        Assert.Equal("1", Found.Numbers(await broker.GetAsync(second.Target("prev"))));
        Assert.Null(first.Link("prev"));
        Assert.Null(second.Link("next"));
        var none = await broker.GetAsync($"{Past.All}?type=Tank&limit=0&count=true&{Early}");
        Assert.Equal(("[]", "1"), (none.Body, none["NGSILD-Results-Count"]));
    }

    [Fact]
    public async Task They_are_ordered_by_id_on_demand()
    {
        await using var broker = await StartAsync();

        Assert.Equal("3,2,1", Found.Numbers(await broker.GetAsync($"{Past.All}?local=true&orderBy=id;desc&{Always}")));
        Assert.Equal("1,2,3", Found.Numbers(await broker.GetAsync($"{Past.All}?local=true&orderBy=id&{Always}")));
    }

    [Fact]
    public async Task Nothing_is_seen_from_one_tenant_in_another()
    {
        await using var broker = await StartAsync();
        const string Farm = "NGSILD-Tenant: farm";
        (await broker.GetAsync(Past.One, Farm)).IsProblem(404, "NonexistentTenant");
        (await broker.GetAsync($"{Past.All}?type=Tank&{Always}", Farm)).IsProblem(404, "NonexistentTenant");
        (await broker.DeleteAsync(Past.One, Farm)).IsProblem(404, "NonexistentTenant");

        await broker.RecordAsync(Past.Tank(2, Past.Hourly("flow", 10)), Farm);

        var answer = await broker.GetAsync($"{Past.All}?local=true&{Always}", Farm);
        Assert.Equal("farm", answer["NGSILD-Tenant"]);
        Found.IsJson($"[{Past.Tank(2, Past.Hourly("flow", 10))}]", Past.Plain(answer.Json));
        (await broker.GetAsync(Past.One, Farm)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Past.All + "/urn:ngsi-ld:Tank:2", Farm)).IsBare(204);
        Assert.Equal("11", Past.Values((await broker.GetAsync(Past.All + "/urn:ngsi-ld:Tank:2")).Json, "level"));
    }

    // The first tank moves between ten and twelve; the second one was read once, at eleven; the well too.
    private static async Task<TestBroker> StartAsync()
    {
        var broker = await Past.StartAsync(Past.Hourly("level", 10, 11, 12) + """
            ,"location":[{"type":"GeoProperty","value":{"type":"Point","coordinates":[0,0]},"observedAt":"2025-06-01T10:00:00Z"},
                         {"type":"GeoProperty","value":{"type":"Point","coordinates":[1,1]},"observedAt":"2025-06-01T12:00:00Z"}]
            """);
        await broker.RecordAsync(Past.Tank(2, Past.Hourly("level", 11)));
        await broker.RecordAsync($$"""{"id":"urn:ngsi-ld:Well:3","type":"Well",{{Past.Hourly("flow", 11)}}}""");
        return broker;
    }
}
