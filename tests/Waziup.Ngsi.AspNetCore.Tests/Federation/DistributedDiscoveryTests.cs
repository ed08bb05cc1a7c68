using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Types and attributes of several brokers (5.7.5 to 5.7.10).</summary>
public sealed class DistributedDiscoveryTests
{
    private const string Everything = "\"idPattern\":\".*\"";
    private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";
    private const string Discovering = "[\"federationOps\"]";

    [Theory]
    [InlineData("/types", "typeList", """["Pump","Tank"]""")]
    [InlineData("/attributes", "attributeList", """["flow","level","owner"]""")]
    [InlineData("/types?local=true", "typeList", """["Tank"]""")]
    [InlineData("/attributes?local=true", "attributeList", """["level"]""")]
    public async Task A_list_names_what_is_here_and_what_is_there(string path, string member, string names)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", entities: Everything, operations: Discovering);

        Found.IsJson(names, (await world.Front.GetAsync(path)).Json[member]);
    }

    [Theory]
    [InlineData("/types?details=true", """
        [{"id":"$Pump","type":"EntityType","typeName":"Pump","attributeNames":["flow"]},
         {"id":"$Tank","type":"EntityType","typeName":"Tank","attributeNames":["level","owner"]}]
        """)]
    [InlineData("/types/Tank", """
        {"id":"$Tank","type":"EntityTypeInfo","typeName":"Tank","entityCount":2,"attributeDetails":[
         {"id":"$level","type":"Attribute","attributeName":"level","attributeTypes":["Property"]},
         {"id":"$owner","type":"Attribute","attributeName":"owner","attributeTypes":["Relationship"]}]}
        """)]
    [InlineData("/types/Pump", """
        {"id":"$Pump","type":"EntityTypeInfo","typeName":"Pump","entityCount":1,"attributeDetails":[
         {"id":"$flow","type":"Attribute","attributeName":"flow","attributeTypes":["Property"]}]}
        """)]
    [InlineData("/attributes?details=true", """
        [{"id":"$flow","type":"Attribute","attributeName":"flow","typeNames":["Pump"]},
         {"id":"$level","type":"Attribute","attributeName":"level","typeNames":["Tank"]},
         {"id":"$owner","type":"Attribute","attributeName":"owner","typeNames":["Tank"]}]
        """)]
    [InlineData("/attributes/level", """
        {"id":"$level","type":"Attribute","attributeName":"level","attributeCount":2,"attributeTypes":["Property"],"typeNames":["Tank"]}
        """)]
    [InlineData("/attributes/owner", """
        {"id":"$owner","type":"Attribute","attributeName":"owner","attributeCount":1,"attributeTypes":["Relationship"],"typeNames":["Tank"]}
        """)]
    public async Task Details_are_put_together_and_counts_are_added(string path, string expected)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", entities: Everything, operations: Discovering);

        var answer = await world.Front.GetAsync(path);

        Assert.Equal((200, null), (answer.Status, answer["NGSILD-Warning"]));
        Found.IsJson(expected.Replace("$", Vocabulary, StringComparison.Ordinal), answer.Json);
    }

    [Theory]
    [InlineData("/types/Pump")]
    [InlineData("/attributes/owner")]
    [InlineData("/attributes/flow")]
    public async Task What_is_not_registered_is_not_there(string path)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", attributes: "[\"level\"]", operations: Discovering);

        (await world.Front.GetAsync(path)).IsProblem(404, "ResourceNotFound");

        Assert.Equal(("[\"Tank\"]", "[\"level\"]"), (await NamesAsync(world.Front, "/types", "typeList"), await NamesAsync(world.Front, "/attributes", "attributeList")));
        var tank = (await world.Front.GetAsync("/types/Tank")).Json;
        Assert.Equal("level", (string?)Assert.Single(tank["attributeDetails"]!.AsArray())!["attributeName"]);
    }

    [Fact]
    public async Task A_source_that_cannot_tell_is_not_asked()
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", entities: Everything, operations: "[\"retrieveOps\",\"retrieveTemporal\"]");

        Assert.Equal("[\"Tank\"]", await NamesAsync(world.Front, "/types", "typeList"));
        (await world.Front.GetAsync("/types/Pump")).IsProblem(404, "ResourceNotFound");

        Assert.Empty(world.Network.Calls);
    }

    [Theory]
    [InlineData("/types", 0, "", "199")]
    [InlineData("/types", 500, "", "299")]
    [InlineData("/types", 200, "<html>", "111")]
    [InlineData("/attributes/level", 0, "", "199")]
    public async Task A_source_in_trouble_is_told_of_and_the_rest_is_served(string path, int status, string body, string warning)
    {
        await using var world = await StartAsync();
        await world.Front.RegisterAsync("back", entities: Everything, operations: Discovering);
        world.Network.Silences("back");
        if (status > 0)
            world.Network.Answers("back", status, body);

        var answer = await world.Front.GetAsync(path);

        Assert.Equal(200, answer.Status);
        Assert.Contains(path == "/types" ? "Tank" : "level", answer.Body, StringComparison.Ordinal);
        Assert.StartsWith(warning + " urn:ngsi-ld:ContextSourceRegistration:back \"", answer["NGSILD-Warning"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/types", 200)]
    [InlineData("/types?details=true", 200)]
    [InlineData("/types/Hidden", 404)]
    [InlineData("/types/Tank", 200)]
    [InlineData("/attributes", 200)]
    [InlineData("/attributes?details=true", 200)]
    [InlineData("/attributes/secret", 404)]
    [InlineData("/attributes/level", 200)]
    public async Task What_is_hidden_is_not_learned_from_a_source(string path, int status)
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(new OwnerPolicy(), source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.CreateAsync(Samples.Tank(1), SecretPolicy.Root);
        await back.CreateAsync(Samples.Tank(2, ",\"secret\":{\"type\":\"Property\",\"value\":1}"));
        await back.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:9","type":"Hidden","level":{"type":"Property","value":1}}""");
        Assert.Equal(201, (await front.PostAsync("/csourceRegistrations", Registered.Body("back", entities: Everything, operations: Discovering), SecretPolicy.Root)).Status);

        var restricted = await front.GetAsync(path, "Test-Caller: ama");
        var whole = await front.GetAsync(path, SecretPolicy.Root);

        Assert.True(restricted.Status == status, $"{restricted.Status} {restricted.Body}");
        if (status == 200)
            Assert.False(restricted.Body.Contains("Hidden", StringComparison.Ordinal) || restricted.Body.Contains("secret", StringComparison.Ordinal), restricted.Body);
        Assert.True(whole.Body.Contains("Hidden", StringComparison.Ordinal) || whole.Body.Contains("secret", StringComparison.Ordinal), whole.Body);
    }

    private static async Task<string> NamesAsync(TestBroker broker, string path, string member) => (await broker.GetAsync(path)).Json[member]!.ToJsonString();

    /// <summary>Tank 1 here, tank 2 with an owner and a pump behind.</summary>
    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync();
        await world.Front.CreateAsync(Samples.Tank(1));
        await world.Back.CreateAsync(Samples.Tank(2, ",\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:1\"}"));
        await world.Back.CreateAsync("""{"id":"urn:ngsi-ld:Pump:9","type":"Pump","flow":{"type":"Property","value":1}}""");
        return world;
    }
}
