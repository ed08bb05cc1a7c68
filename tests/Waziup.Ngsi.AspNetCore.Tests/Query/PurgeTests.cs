namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>DELETE /entities (5.6.21).</summary>
public sealed class PurgeTests
{
    [Theory]
    [InlineData("type=Tank", "4")]
    [InlineData("local=true", "")]
    [InlineData("q=level>1", "1,4")]
    [InlineData("type=*&id=urn:ngsi-ld:Tank:2", "1,3,4")]
    [InlineData("type=Tank&idPattern=.*3$", "1,2,4")]
    [InlineData("type=Tank&scopeQ=/s", "2,3,4")]
    [InlineData("georel=equals&geometry=Point&coordinates=[1,1]", "2,3,4")]
    [InlineData("type=Nothing", "1,2,3,4")]
    public async Task Matching_entities_are_deleted_and_no_others(string query, string left)
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?" + query)).IsBare(204);

        Assert.Equal(left, await broker.FindAsync("local=true"));
    }

    [Fact]
    public async Task Dropped_attributes_go_though_the_query_asks_about_them()
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?q=level>0&drop=level,absent")).IsBare(204);

        Assert.Equal("1,2,3,4", await broker.FindAsync("local=true"));
        Assert.Equal("", await broker.FindAsync("q=level"));
        Assert.Equal("1,2,3,4", await broker.FindAsync("q=owner"));
    }

    [Fact]
    public async Task Kept_attributes_stay_and_all_others_go()
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?type=Tank&keep=level")).IsBare(204);

        Assert.Equal("1,2,3", await broker.FindAsync("q=level"));
        Assert.Equal("4", await broker.FindAsync("q=owner"));
        Assert.Equal("", await broker.FindAsync("q=location"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("id=urn:ngsi-ld:Tank:1")]
    [InlineData("idPattern=.*")]
    [InlineData("scopeQ=/s")]
    [InlineData("q=createdAt>2000-01-01T00:00:00Z")]
    [InlineData("drop=level")]
    [InlineData("keep=level")]
    [InlineData("type=Tank&keep=level&drop=owner")]
    [InlineData("type=Tank&drop=")]
    [InlineData("type=Tank&keep=")]
    [InlineData("type=Tank&drop=owner{name}")]
    [InlineData("type=Tank&keep=owner{name}")]
    [InlineData("q=owner{name}==1")]
    [InlineData("type=Tank&q=(")]
    [InlineData("type=Tank&csf=a==;b")]
    [InlineData("type=Tank&georel=within")]
    public async Task What_is_too_wide_or_makes_no_sense_deletes_nothing(string query)
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?" + query)).IsProblem(400, "BadRequestData");

        Assert.Equal("1,2,3", await broker.FindAsync("q=owner;level"));
    }

    [Theory]
    [InlineData("join=inline")]
    [InlineData("limit=1")]
    [InlineData("pick=level")]
    [InlineData("orderBy=level")]
    public async Task Parameters_of_answers_are_unknown(string query)
    {
        await using var broker = await StartAsync();

        (await broker.DeleteAsync("/entities?type=Tank&" + query)).IsProblem(400, "InvalidRequest");

        Assert.Equal("1,2,3,4", await broker.FindAsync("local=true"));
    }

    [Fact]
    public async Task A_purge_stays_in_its_tenant()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: farm");

        (await broker.DeleteAsync("/entities?type=Tank", "NGSILD-Tenant: farm")).IsBare(204);

        Assert.Equal("", await broker.FindAsync("type=Tank", "NGSILD-Tenant: farm"));
        Assert.Equal("1,2,3", await broker.FindAsync("type=Tank"));
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","owner":"x","scope":"/s","location":{"type":"Point","coordinates":[1,1]}"""));
        await broker.CreateAsync(Samples.Tank(2, ""","owner":"x" """));
        await broker.CreateAsync(Samples.Tank(3, ""","owner":"y" """));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:4","type":"Pump","owner":"x"}""");
        return broker;
    }
}
