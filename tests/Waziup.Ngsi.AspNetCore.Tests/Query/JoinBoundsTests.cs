namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Projections and conditions that reach into linked entities, and how far they may (4.9, 4.21, 4.5.23).</summary>
public sealed class JoinBoundsTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1?join=";

    [Fact]
    public async Task Parts_of_linked_entities_are_chosen_in_braces()
    {
        await using var broker = await Family.StartAsync();

        var picked = await broker.GetAsync(One + "inline&joinLevel=2&format=simplified&pick=id,owner{name,employer{id}}");
        var omitted = await broker.GetAsync(One + "inline&format=simplified&omit=level,owner{home,employer,id}");

        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","owner":{"name":"Ama","employer":{"id":"urn:ngsi-ld:Company:1"}}}""", picked.Json);
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Person","name":"Ama"}}""", omitted.Json);
        Assert.Null(picked.Json["level"]);
    }

    [Theory]
    [InlineData("owner{name}==\"Ama\"", "1,2")]
    [InlineData("owner{name}==\"Kofi\"", "2")]
    [InlineData("owner{Person:name}==\"Ama\"", "1,2")]
    [InlineData("owner{Company:name}==\"Ama\"", "")]
    [InlineData("owner{absent}", "")]
    [InlineData("owner{name}==\"Ama\";level==2", "2")]
    public async Task A_condition_looks_into_linked_entities(string q, string numbers)
    {
        await using var broker = await Family.StartAsync();

        Assert.Equal(numbers, await broker.FindAsync("type=Tank&join=inline&q=" + q));
    }

    [Fact]
    public async Task A_condition_looks_as_deep_as_the_join()
    {
        await using var broker = await Family.StartAsync();

        Assert.Equal("1,2", await broker.FindAsync("type=Tank&join=inline&joinLevel=2&q=owner{employer{name}}==\"Gold\""));
        Assert.Equal("", await broker.FindAsync("type=Tank&join=inline&joinLevel=2&q=owner{employer{name}}==\"Tin\""));
    }

    [Theory]
    [InlineData("join=sideways")]
    [InlineData("join=")]
    [InlineData("joinLevel=1")]
    [InlineData("join=inline&joinLevel=0")]
    [InlineData("join=inline&joinLevel=x")]
    [InlineData("join=inline&containedBy=nothing")]
    [InlineData("pick=owner{name}")]
    [InlineData("join=inline&pick=owner{employer{name}}")]
    [InlineData("join=inline&pick=owner{}")]
    [InlineData("join=inline&pick=owner{name")]
    [InlineData("join=inline&pick=owner{{name}")]
    [InlineData("join=inline&pick=owner{,name}")]
    [InlineData("join=inline&joinLevel=11&pick=a{a{a{a{a{a{a{a{a{a{a{a}}}}}}}}}}}")]
    public async Task A_join_that_makes_no_sense_is_bad_data(string query)
    {
        await using var broker = await Family.StartAsync();

        (await broker.GetAsync("/entities?type=Tank&" + query)).IsProblem(400, "BadRequestData");
        (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?" + query)).IsProblem(400, "BadRequestData");
    }

    [Theory]
    [InlineData("q=owner{name}==\"Ama\"")]
    [InlineData("join=inline&q=owner{employer{name}}==\"Gold\"")]
    public async Task A_condition_deeper_than_the_join_is_bad_data(string query)
    {
        await using var broker = await Family.StartAsync();

        (await broker.GetAsync("/entities?type=Tank&" + Found.Escaped(query))).IsProblem(400, "BadRequestData");
    }
}
