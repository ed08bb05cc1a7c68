namespace Waziup.Ngsi.AspNetCore.Tests.Query;

/// <summary>/types and /attributes (5.7.5 to 5.7.10).</summary>
public sealed class DiscoveryTests
{
    private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    [Theory]
    [InlineData("/types", "EntityTypeList", "typeList", """["Pump","Tank"]""")]
    [InlineData("/attributes", "AttributeList", "attributeList", """["level","owner"]""")]
    [InlineData("/types?details=false&local=true", "EntityTypeList", "typeList", """["Pump","Tank"]""")]
    public async Task A_list_names_what_exists(string path, string type, string member, string names)
    {
        await using var broker = await StartAsync();

        var list = (await broker.GetAsync(path)).Json.AsObject();

        Assert.StartsWith($"urn:ngsi-ld:{type}:", (string?)list["id"], StringComparison.Ordinal);
        Assert.Equal(type, (string?)list["type"]);
        Found.IsJson(names, list[member]);
        Assert.Equal(3, list.Count);
    }

    [Theory]
    [InlineData("/types?details=true", """
        [{"id":"$Pump","type":"EntityType","typeName":"Pump","attributeNames":["level"]},
         {"id":"$Tank","type":"EntityType","typeName":"Tank","attributeNames":["level","owner"]}]
        """)]
    [InlineData("/types/Tank", """
        {"id":"$Tank","type":"EntityTypeInfo","typeName":"Tank","entityCount":2,"attributeDetails":[
         {"id":"$level","type":"Attribute","attributeName":"level","attributeTypes":["Property"]},
         {"id":"$owner","type":"Attribute","attributeName":"owner","attributeTypes":["Relationship"]}]}
        """)]
    [InlineData("/attributes?details=true", """
        [{"id":"$level","type":"Attribute","attributeName":"level","typeNames":["Pump","Tank"]},
         {"id":"$owner","type":"Attribute","attributeName":"owner","typeNames":["Tank"]}]
        """)]
    [InlineData("/attributes/level", """
        {"id":"$level","type":"Attribute","attributeName":"level","attributeCount":3,"attributeTypes":["Property","GeoProperty"],"typeNames":["Pump","Tank"]}
        """)]
    [InlineData("/attributes/https:%2F%2Furi.etsi.org%2Fngsi-ld%2Fdefault-context%2Fowner", """
        {"id":"$owner","type":"Attribute","attributeName":"owner","attributeCount":1,"attributeTypes":["Relationship"],"typeNames":["Tank"]}
        """)]
    public async Task Details_tell_all_that_is_known_and_no_more(string path, string expected)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync(path);

        Assert.Equal(200, answer.Status);
        Found.IsJson(expected.Replace("$", Vocabulary, StringComparison.Ordinal), answer.Json);
        Assert.DoesNotContain("createdAt", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/types/Nothing")]
    [InlineData("/types/level")]
    [InlineData("/attributes/nothing")]
    [InlineData("/attributes/Tank")]
    [InlineData("/attributes/createdAt")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync(path)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task What_was_deleted_is_not_listed_any_more()
    {
        await using var broker = await StartAsync();
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Pump:3")).IsBare(204);
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2/attrs/owner")).IsBare(204);

        Found.IsJson("""["Tank"]""", (await broker.GetAsync("/types")).Json["typeList"]);
        Found.IsJson("""["level"]""", (await broker.GetAsync("/attributes")).Json["attributeList"]);
        (await broker.GetAsync("/types/Pump")).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync("/attributes/owner")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task Where_nothing_is_the_lists_are_empty()
    {
        await using var broker = await TestBroker.StartAsync();

        Found.IsJson("[]", (await broker.GetAsync("/types")).Json["typeList"]);
        Found.IsJson("[]", (await broker.GetAsync("/attributes")).Json["attributeList"]);
        Assert.Equal("[]", (await broker.GetAsync("/types?details=true")).Body);
        Assert.Equal("[]", (await broker.GetAsync("/attributes?details=true")).Body);
    }

    [Fact]
    public async Task Names_are_told_in_the_context_of_the_reader()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);

        var known = await broker.GetAsync("/types/Tank", Samples.ContextLink);

        Assert.Equal("https://ex.org/Tank", (string?)known.Json["id"]);
        Assert.Equal("Tank", (string?)known.Json["typeName"]);
        Found.IsJson("""["https://ex.org/Tank"]""", (await broker.GetAsync("/types")).Json["typeList"]);
        (await broker.GetAsync("/types/Tank")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task Every_tenant_has_its_own()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Field:1","type":"Field","crop":"maize"}""", "NGSILD-Tenant: farm");

        Found.IsJson("""["Field"]""", (await broker.GetAsync("/types", "NGSILD-Tenant: farm")).Json["typeList"]);
        Found.IsJson("""["crop"]""", (await broker.GetAsync("/attributes", "NGSILD-Tenant: farm")).Json["attributeList"]);
        (await broker.GetAsync("/types/Field")).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync("/attributes/level", "NGSILD-Tenant: farm")).IsProblem(404, "ResourceNotFound");
    }

    [Theory]
    [InlineData("/types?details=other", "BadRequestData")]
    [InlineData("/attributes?details=other", "BadRequestData")]
    [InlineData("/types?limit=1", "InvalidRequest")]
    [InlineData("/attributes?type=Tank", "InvalidRequest")]
    [InlineData("/types/Tank?details=true", "InvalidRequest")]
    [InlineData("/attributes/level?details=true", "InvalidRequest")]
    public async Task Other_parameters_and_values_are_refused(string path, string problem)
    {
        await using var broker = await StartAsync();

        (await broker.GetAsync(path)).IsProblem(400, problem);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"scope\":\"/s\""));
        await broker.CreateAsync(Samples.Tank(2, ",\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:Person:1\"}"));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:3","type":"Pump","level":{"type":"Point","coordinates":[1,2]}}""");
        return broker;
    }
}
