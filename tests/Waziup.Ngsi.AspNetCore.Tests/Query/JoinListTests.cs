namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>Linked entities of relationships with several targets, several instances, or none that is there (4.5.23).</summary>
public sealed class JoinListTests
{
    [Fact]
    public async Task A_list_of_ids_gets_a_list_of_entities()
    {
        await using var broker = await Family.StartAsync();

        var owner = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2?join=inline")).Json["owner"]!;
        var simplified = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2?join=inline&format=simplified")).Json["owner"]!;

        Assert.Equal(["Ama", "Kofi"], owner["entity"]!.AsArray().Select(entity => (string?)entity!["name"]!["value"]));
        Assert.Equal(2, owner["object"]!.AsArray().Count);
        Assert.Equal(["Ama", "Kofi"], simplified.AsArray().Select(entity => (string?)entity!["name"]));
    }

    [Fact]
    public async Task What_is_not_there_is_passed_over()
    {
        await using var broker = await Family.StartAsync();

        var inline = await broker.GetAsync("/entities/urn:ngsi-ld:Tank:3?join=inline");
        var flat = await broker.GetAsync("/entities/urn:ngsi-ld:Tank:3?join=flat");

        Assert.Equal("urn:ngsi-ld:Person:9", (string?)inline.Json["owner"]!["object"]);
        Assert.Null(inline.Json["owner"]!["entity"]);
        Assert.Equal("urn:ngsi-ld:Tank:3", (string?)flat.Json["id"]);
    }

    [Fact]
    public async Task In_a_list_only_what_is_there_becomes_an_entity()
    {
        await using var broker = await Family.StartAsync();
        await broker.CreateAsync(Samples.Tank(
            4, ",\"owner\":{\"type\":\"Relationship\",\"object\":[\"urn:ngsi-ld:Person:9\",\"urn:ngsi-ld:Person:2\"]}"));

        var owner = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:4?join=inline")).Json["owner"]!;

        Assert.Equal(["Kofi"], owner["entity"]!.AsArray().Select(entity => (string?)entity!["name"]!["value"]));
        Assert.Equal(2, owner["object"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_list_relationship_gets_its_entities_in_order()
    {
        await using var broker = await Family.StartAsync();
        await broker.CreateAsync(Samples.Tank(
            4, ",\"users\":{\"type\":\"ListRelationship\",\"objectList\":[\"urn:ngsi-ld:Person:2\",\"urn:ngsi-ld:Person:1\"]}"));

        var users = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:4?join=inline")).Json["users"]!;

        Assert.Equal(["Kofi", "Ama"], users["entityList"]!.AsArray().Select(entity => (string?)entity!["name"]!["value"]));
        Assert.Null(users["entity"]);
    }

    [Fact]
    public async Task Every_instance_has_its_own_entity()
    {
        await using var broker = await Family.StartAsync();
        await broker.CreateAsync(Samples.Tank(4, """
            ,"owner":[{"type":"Relationship","object":"urn:ngsi-ld:Person:1"},{"type":"Relationship","object":"urn:ngsi-ld:Person:2","datasetId":"urn:d:2"}]
            """));

        var owners = (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:4?join=inline")).Json["owner"]!.AsArray();

        Assert.Equal(["Ama", "Kofi"], owners.Select(owner => (string?)owner!["entity"]!["name"]!["value"]));
        Assert.Null(owners[0]!["entity"]!["employer"]!["entity"]);
    }
}
