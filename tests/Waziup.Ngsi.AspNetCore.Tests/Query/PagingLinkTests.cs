namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Links from page to page carry the whole query (6.3.10).</summary>
public sealed class PagingLinkTests
{
    [Theory]
    [InlineData("type=Tank&q=level>0&orderBy=level;desc", "5,4", "3,2", "1")]
    [InlineData("georel=near;minDistance==1&geometry=Point&coordinates=[0,0]&geoproperty=site", "1,2", "3,4", "5")]
    [InlineData("type=Tank&q=name==\"a%26b\"|level>0", "1,2", "3,4", "5")]
    [InlineData("local=true&orderBy=site;dist-desc&orderFrom=[0,0]", "5,4", "3,2", "1")]
    [InlineData("type=Tank&scopeQ=/%2B&join=inline&pick=id,next{level}", "1,2", "3,4", "5")]
    [InlineData("id=urn:ngsi-ld:Tank:1,urn:ngsi-ld:Tank:2,urn:ngsi-ld:Tank:3,urn:ngsi-ld:Tank:4,urn:ngsi-ld:Tank:5&type=Tank", "1,2", "3,4", "5")]
    public async Task The_next_pages_are_those_of_the_same_query(string query, params string[] pages)
    {
        await using var broker = await StartAsync();

        var first = await broker.GetAsync("/entities?limit=2&" + Found.Escaped(query));
        var second = await broker.GetAsync(first.Target("next"));
        var third = await broker.GetAsync(second.Target("next"));

        Assert.Equal(pages, new[] { first, second, third }.Select(Found.Numbers));
        Assert.Equal(pages[1], Found.Numbers(await broker.GetAsync(third.Target("prev"))));
        Assert.Null(first.Link("prev"));
        Assert.Null(third.Link("next"));
    }

    [Fact]
    public async Task Every_parameter_stays_in_alphabetical_order()
    {
        await using var broker = await StartAsync();

        var page = await broker.GetAsync(
            "/entities?type=Tank&q=level>0&orderBy=level&options=keyValues&limit=1&offset=2&local=true&count=true&join=inline&collation=und");

        var names = (string relation) => page.Target(relation).Split('?')[1].Split('&').Select(part => part.Split('=')[0]);
        Assert.Equal(["collation", "count", "join", "limit", "local", "offset", "options", "orderBy", "q", "type"], names("next"));
        Assert.Equal(names("next"), names("prev"));
        Assert.Contains("offset=3&", page.Target("next"), StringComparison.Ordinal);
        Assert.Contains("offset=1&", page.Target("prev"), StringComparison.Ordinal);
        Assert.DoesNotContain("offset=2", page.Target("next"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_colon_stays_readable_and_the_host_is_not_told()
    {
        await using var broker = await StartAsync();

        var next = (await broker.GetAsync("/entities?type=Tank&idPattern=urn:ngsi-ld:.*&limit=1")).Link("next")!;

        Assert.StartsWith("</ngsi-ld/v1/entities?idPattern=urn:ngsi-ld:", next, StringComparison.Ordinal);
        Assert.DoesNotContain("%3A", next, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("127.0.0.1", next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_in_a_body_is_continued_with_the_same_body()
    {
        await using var broker = await StartAsync();
        const string Body = """{"type":"Query","q":"level>1","ordering":{"orderBy":["level;desc"]}}""";

        var first = await broker.PostAsync("/entityOperations/query?limit=3", Body);
        var second = await broker.PostAsync(first.Target("next"), Body);

        Assert.Equal("5,4,3", Found.Numbers(first));
        Assert.Equal("2", Found.Numbers(second));
        Assert.Null(second.Link("next"));
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await broker.CreateAsync(Samples.Tank(i, $$"""
                ,"scope":"/s","site":{"type":"Point","coordinates":[{{i}},0]},"next":{"type":"Relationship","object":"urn:ngsi-ld:Tank:{{(i % 5) + 1}}"}
                """));
        }
        return broker;
    }
}
