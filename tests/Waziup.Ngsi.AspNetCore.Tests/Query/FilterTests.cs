namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Which entities conditions find (4.9, 4.10, 4.19, 5.7.2).</summary>
public sealed class FilterTests
{
    private const string Square = "geometry=Polygon&coordinates=[[[-1,-1],[0.5,-1],[0.5,0.5],[-1,0.5],[-1,-1]]]";

    [Theory]
    [InlineData("level==2", "2")]
    [InlineData("level>=1", "1,2")]
    [InlineData("level==1..2", "1,2")]
    [InlineData("level!=1", "2,3")]
    [InlineData("level==1,2", "1,2")]
    [InlineData("owner", "2")]
    [InlineData("!owner", "1,3")]
    [InlineData("owner==urn:ngsi-ld:Person:7", "2")]
    [InlineData("address[city]==\"Kumasi\"", "3")]
    [InlineData("address[street]", "")]
    [InlineData("name~=^x", "1")]
    [InlineData("level==1|owner", "1,2")]
    [InlineData("(level==1|level==2);owner", "2")]
    [InlineData("level.createdAt>2000-01-01T00:00:00Z", "1,2,3")]
    [InlineData("absent==1", "")]
    public async Task A_condition_finds_those_that_meet_it(string q, string numbers)
    {
        await using var broker = await StartAsync();

        Assert.Equal(numbers, await broker.FindAsync("type=Tank&q=" + q));
        Assert.Equal(numbers, await broker.FindAsync("q=" + q));
    }

    [Theory]
    [InlineData("georel=near;maxDistance==1000&geometry=Point&coordinates=[0,0]", "1")]
    [InlineData("georel=near;minDistance==1000&geometry=Point&coordinates=[0,0]", "2")]
    [InlineData("georel=near;maxDistance==1000&geometry=Point&coordinates=[0,0]&geoproperty=site", "3")]
    [InlineData("georel=near;maxDistance==1000&geometry=Point&coordinates=[0,0]&geoproperty=absent", "")]
    [InlineData("georel=within&" + Square, "1")]
    [InlineData("georel=disjoint&" + Square, "2")]
    [InlineData("georel=equals&geometry=Point&coordinates=[1,1]", "2")]
    [InlineData("georel=within&" + Square + "&q=level==2", "")]
    public async Task A_place_finds_those_that_are_there(string query, string numbers)
    {
        await using var broker = await StartAsync();

        Assert.Equal(numbers, await broker.FindAsync(query));
    }

    [Theory]
    [InlineData("/a", "2")]
    [InlineData("/a/%2B", "1")]
    [InlineData("/%2B/b", "1")]
    [InlineData("/#", "1,2,3")]
    [InlineData("/c,/a", "2,3")]
    [InlineData("/a;/c", "")]
    public async Task A_scope_finds_those_within_it(string scope, string numbers)
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:4","type":"Tank"}""");

        Assert.Equal(numbers, await broker.FindAsync("type=Tank&scopeQ=" + scope));
    }

    [Fact]
    public async Task A_vocabulary_term_is_found_where_its_values_are_expanded()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:4","type":"Tank","material":{"type":"VocabProperty","vocab":"Wood"}}""");

        Assert.Equal("4", await broker.FindAsync("q=material==\"Wood\"&expandValues=material"));
        Assert.Equal("", await broker.FindAsync("q=material==\"Wood\""));
    }

    [Fact]
    public async Task Conditions_on_sources_and_keys_of_json_do_not_choose_entities()
    {
        await using var broker = await StartAsync();

        Assert.Equal("1,2,3", await broker.FindAsync("type=Tank&csf=endpoint==\"x\"&jsonKeys=level"));
    }

    [Theory]
    [InlineData("scopeQ=/a")]
    [InlineData("csf=a==1")]
    [InlineData("orderBy=level")]
    [InlineData("join=inline")]
    [InlineData("id=urn:ngsi-ld:Tank:1&scopeQ=/a")]
    [InlineData("q=createdAt>2000-01-01T00:00:00Z")]
    [InlineData("q=!modifiedAt|createdAt")]
    public async Task A_query_that_names_nothing_of_the_entities_is_too_wide(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync("/entities?" + query)).IsProblem(400, "BadRequestData");
        Assert.Equal(200, (await broker.GetAsync("/entities?local=true&" + query)).Status);
    }

    [Theory]
    [InlineData("q=")]
    [InlineData("q=(level==1")]
    [InlineData("q=level>1..2")]
    [InlineData("q=level==")]
    [InlineData("q=owner{name}==\"x\"")]
    [InlineData("csf=a==;b")]
    [InlineData("csf=")]
    [InlineData("georel=within")]
    [InlineData("geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=within&geometry=Polygon")]
    [InlineData("georel=inside&geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=near&geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=near;maxDistance==0&geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=near;maxDistance==1e400&geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=near;maxDistance==1;minDistance==1&geometry=Point&coordinates=[0,0]")]
    [InlineData("georel=equals&geometry=Blob&coordinates=[0,0]")]
    [InlineData("georel=equals&geometry=Point&coordinates=[0")]
    [InlineData("scopeQ=")]
    [InlineData("q=level&expandValues=")]
    [InlineData("jsonKeys=")]
    public async Task What_cannot_be_read_is_bad_data(string query)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync("/entities?type=Tank&" + Found.Escaped(query))).IsProblem(400, "BadRequestData");
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","scope":"/a/b","name":"xy","location":{"type":"Point","coordinates":[0,0]}"""));
        await broker.CreateAsync(Samples.Tank(2, """
            ,"scope":"/a","location":{"type":"Point","coordinates":[1,1]},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:7"}
            """));
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:3","type":"Tank","scope":"/c","level":{"type":"Property","value":"3"},"site":{"type":"Point","coordinates":[0,0]},
             "address":{"type":"Property","value":{"city":"Kumasi"}}}
            """);
        return broker;
    }
}
