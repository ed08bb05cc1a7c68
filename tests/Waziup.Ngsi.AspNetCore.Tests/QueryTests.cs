namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>GET /entities: which ones, and page by page (5.7.2, 6.3.10, 6.3.13).</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("type=Tank", "1,2,3,4,5")]
    [InlineData("type=Tank,Pump", "1,2,3,4,5,6")]
    [InlineData("type=Tank|Pump", "1,2,3,4,5,6")]
    [InlineData("type=(Tank;Pump)", "")]
    [InlineData("type=*", "1,2,3,4,5,6")]
    [InlineData("type=Nothing", "")]
    [InlineData("local=true", "1,2,3,4,5,6")]
    [InlineData("attrs=level", "1,2,3,4,5")]
    [InlineData("attrs=owner,level", "1,2,3,4,5,6")]
    [InlineData("attrs=absent", "")]
    [InlineData("type=Tank&id=urn:ngsi-ld:Tank:2,urn:ngsi-ld:Tank:4,urn:ngsi-ld:Pump:6", "2,4")]
    [InlineData("type=Tank&idPattern=.*:[23]$", "2,3")]
    [InlineData("type=Tank&idPattern=Tank", "1,2,3,4,5")]
    [InlineData("type=ngsi-ld:default-context/Tank", "1,2,3,4,5")]
    [InlineData("type=https%3A%2F%2Furi.etsi.org%2Fngsi-ld%2Fdefault-context%2FPump", "6")]
    public async Task Entities_are_found_by_type_attributes_and_id(string query, string numbers)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync("/entities?" + query);

        Assert.Equal(200, answer.Status);
        Assert.Equal(numbers, Numbers(answer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id=urn:ngsi-ld:Tank:1")]
    [InlineData("idPattern=.*")]
    [InlineData("local=false")]
    [InlineData("count=true")]
    [InlineData("pick=level")]
    [InlineData("type=*&local=false")]
    [InlineData("type=")]
    [InlineData("type=Tank&id=nothing")]
    [InlineData("type=Tank&id=")]
    [InlineData("type=Tank&idPattern=a**")]
    [InlineData("type=Tank&idPattern=(?<=a)b")]
    [InlineData("type=Tank;")]
    [InlineData("type=((Tank)")]
    [InlineData("type=a%20b")]
    [InlineData("attrs=")]
    [InlineData("attrs=id")]
    [InlineData("attrs=type")]
    [InlineData("attrs=level&pick=level")]
    [InlineData("attrs=level&omit=level")]
    [InlineData("type=Tank&pick=level,owner&omit=owner")]
    [InlineData("type=Tank&pick=")]
    [InlineData("type=Tank&pick=owner{name}")]
    [InlineData("type=Tank&datasetId=nothing")]
    [InlineData("type=Tank&limit=0")]
    [InlineData("type=Tank&limit=-1")]
    [InlineData("type=Tank&limit=x")]
    [InlineData("type=Tank&limit=99999999999")]
    [InlineData("type=Tank&offset=-1")]
    [InlineData("type=Tank&count=maybe")]
    [InlineData("type=Tank&geometryProperty=location")]
    [InlineData("type=Tank&lang=")]
    public async Task What_cannot_be_answered_is_bad_data(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync("/entities?" + query)).IsProblem(400, "BadRequestData");
    }

    [Theory]
    [InlineData("type=Tank&options=noOverwrite")]
    [InlineData("type=Tank&options=sysAttrs,nonsense")]
    [InlineData("type=Tank&format=nonsense")]
    [InlineData("type=Tank&format=concise&options=nonsense")]
    [InlineData("type=Tank&options=concise,simplified")]
    [InlineData("type=Tank&type=Pump")]
    [InlineData("type=Tank&details=true")]
    public async Task Unknown_parameters_and_values_are_invalid(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync("/entities?" + query)).IsProblem(400, "InvalidRequest");
    }

    [Fact]
    public async Task Pages_are_linked_both_ways_and_counted_on_demand()
    {
        await using var broker = await StartAsync();

        var first = await broker.GetAsync("/entities?type=Tank&limit=2&count=true");
        var second = await broker.GetAsync(first.Target("next"));
        var third = await broker.GetAsync(second.Target("next"));

        Assert.Equal(["1,2", "3,4", "5"], new[] { first, second, third }.Select(Numbers));
        Assert.All([first, second, third], page => Assert.Equal("5", page["NGSILD-Results-Count"]));
        Assert.Null(first.Link("prev"));
        Assert.Null(third.Link("next"));
        Assert.Equal("</ngsi-ld/v1/entities?count=true&limit=2&offset=2&type=Tank>; rel=\"next\"; type=\"application/json\"", first.Link("next"));
        Assert.Equal("1,2", Numbers(await broker.GetAsync(second.Target("prev"))));
        Assert.Null((await broker.GetAsync("/entities?type=Tank&limit=2"))["NGSILD-Results-Count"]);
    }

    [Fact]
    public async Task Links_carry_every_parameter_and_the_type_of_the_answer()
    {
        await using var broker = await StartAsync();

        var page = await broker.GetAsync("/entities?type=(Tank%7CPump)&idPattern=.%2B:%5B0-9%5D%26%3F&limit=1&options=keyValues", "Accept: application/ld+json");

        Assert.Contains("rel=\"next\"; type=\"application/ld+json\"", page.Link("next"), StringComparison.Ordinal);
        var next = await broker.GetAsync(page.Target("next"));
        Assert.Equal("2", Numbers(next));
        Assert.Equal(2, (int)next.Json[0]!["level"]!);
    }

    [Fact]
    public async Task A_page_beyond_the_end_is_empty()
    {
        await using var broker = await StartAsync();

        Assert.Equal("[]", (await broker.GetAsync("/entities?type=Tank&offset=5")).Body);
        var far = await broker.GetAsync("/entities?type=Tank&offset=2147483647&limit=1000");
        Assert.Equal("[]", far.Body);
        Assert.Null(far.Link("next"));
        Assert.Equal("</ngsi-ld/v1/entities?limit=1000&offset=2147482647&type=Tank>; rel=\"prev\"; type=\"application/json\"", far.Link("prev"));
    }

    [Fact]
    public async Task Only_the_number_may_be_asked_for()
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync("/entities?type=Tank&limit=0&count=true");

        Assert.Equal("[]", answer.Body);
        Assert.Equal("5", answer["NGSILD-Results-Count"]);
        Assert.Null(answer.Link("next"));
    }

    [Fact]
    public async Task A_page_has_a_default_and_a_maximum()
    {
        await using var broker = await TestBroker.StartAsync(options: o => (o.DefaultPage, o.MaxPage) = (2, 3));
        for (var i = 1; i <= 4; i++)
            await broker.CreateAsync(Samples.Tank(i));

        Assert.Equal("1,2", Numbers(await broker.GetAsync("/entities?type=Tank")));
        Assert.Equal("1,2,3", Numbers(await broker.GetAsync("/entities?type=Tank&limit=3")));
        (await broker.GetAsync("/entities?type=Tank&limit=4")).IsProblem(403, "TooManyResults");
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        for (var i = 1; i <= 5; i++)
            await broker.CreateAsync(Samples.Tank(i));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:6","type":"Pump","owner":"x"}""");
        return broker;
    }

    private static string Numbers(Answer answer) =>
        string.Join(',', answer.Json.AsArray().Select(entity => ((string)entity!["id"]!).Split(':')[^1]));
}
