namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>In which order entities come (4.23).</summary>
public sealed class OrderTests
{
    [Theory]
    [InlineData("orderBy=name", "4,2,1,3,5")]
    [InlineData("orderBy=name;asc", "4,2,1,3,5")]
    [InlineData("orderBy=name;desc", "3,1,2,4,5")]
    [InlineData("orderBy=name&collation=und", "4,2,3,1,5")]
    [InlineData("orderBy=id;desc", "4,3,2,1,5")]
    [InlineData("orderBy=createdAt", "5,4,3,2,1")]
    [InlineData("orderBy=createdAt;desc", "1,2,3,4,5")]
    [InlineData("orderBy=type,id", "5,1,2,3,4")]
    [InlineData("orderBy=type;desc,id;desc", "4,3,2,1,5")]
    [InlineData("orderBy=address[city],id", "2,1,5,3,4")]
    [InlineData("orderBy=name.rank,id", "2,1,5,3,4")]
    [InlineData("orderBy=location;dist-asc,id&orderFrom=[0,0]", "2,1,5,3,4")]
    [InlineData("orderBy=location;dist-desc,id&orderFrom=[0,0]", "1,2,5,3,4")]
    [InlineData("orderBy=location;dist-asc,id&orderFrom=[[5,5],[6,5]]&orderGeometry=LineString", "1,2,5,3,4")]
    public async Task Entities_come_in_the_order_that_is_asked_for(string query, string numbers)
    {
        await using var broker = await StartAsync();

        Assert.Equal(numbers, await broker.FindAsync("type=Tank,Pump&" + query));
        Assert.Equal(numbers, await broker.FindAsync("local=true&" + query));
    }

    [Fact]
    public async Task Pages_follow_the_order_and_hold_nothing_twice()
    {
        await using var broker = await StartAsync();

        var first = await broker.GetAsync("/entities?local=true&orderBy=name&limit=3");
        var second = await broker.GetAsync(first.Target("next"));

        Assert.Equal("4,2,1", Found.Numbers(first));
        Assert.Equal("3,5", Found.Numbers(second));
        Assert.Null(second.Link("next"));
    }

    [Fact]
    public async Task An_order_does_not_need_the_attribute_in_the_answer()
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync("/entities?type=Tank&orderBy=name;desc&pick=id");

        Assert.Equal("3,1,2,4", Found.Numbers(answer));
        Assert.DoesNotContain("name", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orderBy=")]
    [InlineData("orderBy=name;up")]
    [InlineData("orderBy=name,,id")]
    [InlineData("orderBy=location;dist-asc")]
    [InlineData("orderBy=location;dist-desc&orderFrom=x")]
    [InlineData("orderBy=location;dist-asc&orderFrom=[0,0]&orderGeometry=Blob")]
    [InlineData("orderBy=name&collation=not_a_tag!")]
    [InlineData("collation=und")]
    [InlineData("orderFrom=[0,0]")]
    [InlineData("orderGeometry=Point")]
    public async Task An_order_that_makes_no_sense_is_bad_data(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync("/entities?local=true&" + query)).IsProblem(400, "BadRequestData");
    }

    // Created from the last to the first, a minute between them.
    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        foreach (var entity in new[]
        {
            """{"id":"urn:ngsi-ld:Pump:5","type":"Pump"}""",
            Samples.Tank(4, ""","name":{"type":"Property","value":7}"""),
            Samples.Tank(3, ""","name":{"type":"Property","value":"á"}"""),
            Samples.Tank(2, """
                ,"name":{"type":"Property","value":"A","rank":{"type":"Property","value":1}},"address":{"type":"Property","value":{"city":"Accra"}},
                "location":{"type":"Point","coordinates":[1,1]}
                """),
            Samples.Tank(1, """
                ,"name":{"type":"Property","value":"b","rank":{"type":"Property","value":2}},"address":{"type":"Property","value":{"city":"Kumasi"}},
                "location":{"type":"Point","coordinates":[2,2]}
                """),
        })
        {
            await broker.CreateAsync(entity);
            broker.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        return broker;
    }
}
