namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Linked entities come along (4.5.23).</summary>
public sealed class JoinTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1?join=";

    [Fact]
    public async Task Inline_the_linked_entity_stands_beside_its_id()
    {
        await using var broker = await Family.StartAsync();

        var owner = (await broker.GetAsync(One + "inline")).Json["owner"]!;

        Assert.Equal("urn:ngsi-ld:Person:1", (string?)owner["object"]);
        Assert.Equal("Ama", (string?)owner["entity"]!["name"]!["value"]);
        Assert.Equal("Relationship", (string?)owner["entity"]!["employer"]!["type"]);
        Assert.Null(owner["entity"]!["employer"]!["entity"]);
    }

    [Fact]
    public async Task Inline_it_takes_the_form_of_the_answer()
    {
        await using var broker = await Family.StartAsync();

        var concise = (await broker.GetAsync(One + "inline&format=concise&pick=owner")).Json;
        var simplified = (await broker.GetAsync(One + "inline&format=simplified&pick=owner")).Json;

        Found.IsJson("""
            {"owner":{"object":"urn:ngsi-ld:Person:1","entity":{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama",
             "home":{"object":"urn:ngsi-ld:Tank:1"},"employer":{"object":"urn:ngsi-ld:Company:1"}}}}
            """, concise);
        Found.IsJson("""
            {"owner":{"id":"urn:ngsi-ld:Person:1","type":"Person","name":"Ama","home":"urn:ngsi-ld:Tank:1","employer":"urn:ngsi-ld:Company:1"}}
            """, simplified);
        Assert.DoesNotContain("\"object\"", simplified.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_times_are_told_of_linked_entities_too()
    {
        await using var broker = await Family.StartAsync();

        var with = (await broker.GetAsync(One + "inline&options=sysAttrs")).Json["owner"]!["entity"]!;
        var without = (await broker.GetAsync(One + "inline")).Json["owner"]!["entity"]!;

        Assert.NotNull(with["createdAt"]);
        Assert.NotNull(with["name"]!["createdAt"]);
        Assert.Null(without["createdAt"]);
    }

    [Fact]
    public async Task Flat_on_a_map_is_a_collection()
    {
        await using var broker = await Family.StartAsync();

        var map = await broker.GetAsync(One + "flat", "Accept: application/geo+json");

        Assert.Equal("FeatureCollection", (string?)map.Json["type"]);
        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Person:1"], map.Json["features"]!.AsArray().Select(feature => (string?)feature!["id"]));
        Assert.Null(map.Json["id"]);
    }

    [Fact]
    public async Task Flat_the_linked_entities_follow_each_once()
    {
        await using var broker = await Family.StartAsync();

        var query = await broker.GetAsync("/entities?type=Tank&join=flat&count=true&limit=2");
        var one = await broker.GetAsync(One + "flat&joinLevel=2");

        Assert.Equal(["Tank:1", "Tank:2", "Person:1", "Person:2"], Names(query));
        Assert.Equal("3", query["NGSILD-Results-Count"]);
        Assert.Equal(["Tank:1", "Person:1", "Company:1"], Names(one));
        Assert.DoesNotContain("\"entity\"", one.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_level_comes_where_it_is_asked_for_but_no_circle()
    {
        await using var broker = await Family.StartAsync();

        var person = (await broker.GetAsync(One + "inline&joinLevel=5")).Json["owner"]!["entity"]!;

        Assert.Equal("Gold", (string?)person["employer"]!["entity"]!["name"]!["value"]);
        Assert.Equal("urn:ngsi-ld:Tank:1", (string?)person["home"]!["object"]);
        Assert.Null(person["home"]!["entity"]);
    }

    [Fact]
    public async Task What_contains_the_answer_is_not_repeated_in_it()
    {
        await using var broker = await Family.StartAsync();

        var inline = await broker.GetAsync(One + "inline&containedBy=urn:ngsi-ld:Person:1,urn:ngsi-ld:Person:8");
        var flat = await broker.GetAsync("/entities?type=Tank&join=flat&containedBy=urn:ngsi-ld:Person:1");

        Assert.Null(inline.Json["owner"]!["entity"]);
        Assert.Equal(["Tank:1", "Tank:2", "Tank:3", "Person:2"], Names(flat));
    }

    private static IEnumerable<string> Names(Answer answer) =>
        answer.Json.AsArray().Select(entity => ((string)entity!["id"]!)["urn:ngsi-ld:".Length..]);
}
