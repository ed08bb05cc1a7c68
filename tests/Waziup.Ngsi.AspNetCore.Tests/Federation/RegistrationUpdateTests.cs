using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How registrations are changed (5.9.3).</summary>
public sealed class RegistrationUpdateTests
{
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";
    private const string Full = """
        ,"registrationName":"tanks","description":"of the east","tenant":"east","contextSourceAlias":"back1","datasetId":["urn:d:1"],
        "expiresAt":"2027-01-01T00:00:00Z","scope":"/farm","refreshRate":"PT1M","location":{"type":"Point","coordinates":[1,2]},
        "observationSpace":{"type":"Point","coordinates":[1,2]},"operationSpace":{"type":"Point","coordinates":[1,2]},
        "management":{"timeout":500},"contextSourceInfo":[{"key":"X-Farm","value":"a"}],"csourceProperty1":"a"
        """;

    [Theory]
    [InlineData("registrationName", "\"pumps\"")]
    [InlineData("description", "\"of the west\"")]
    [InlineData("endpoint", "\"http://west\"")]
    [InlineData("mode", "\"redirect\"")]
    [InlineData("operations", "[\"createEntity\"]")]
    [InlineData("tenant", "\"west\"")]
    [InlineData("contextSourceAlias", "\"west\"")]
    [InlineData("datasetId", "[\"@none\"]")]
    [InlineData("expiresAt", "\"2028-01-01T00:00:00Z\"")]
    [InlineData("scope", "[\"/farm/a\",\"/farm/b\"]")]
    [InlineData("refreshRate", "\"PT2M\"")]
    [InlineData("location", "{\"type\":\"Point\",\"coordinates\":[3,4]}")]
    [InlineData("observationSpace", "{\"type\":\"Point\",\"coordinates\":[3,4]}")]
    [InlineData("operationSpace", "{\"type\":\"Point\",\"coordinates\":[3,4]}")]
    [InlineData("management", "{\"cooldown\":1000}")]
    [InlineData("contextSourceInfo", "[{\"key\":\"X-Other\",\"value\":\"b\"}]")]
    [InlineData("information", "[{\"entities\":[{\"type\":\"Pump\"}]}]")]
    [InlineData("csourceProperty1", "{\"deep\":[1]}")]
    [InlineData("csourceProperty2", "7")]
    public async Task A_member_takes_the_place_of_the_one_that_was_there(string name, string value)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync(Back)).Json.AsObject();

        (await broker.PatchAsync(Back, $$"""{"{{name}}":{{value}}}""")).IsBare(204);

        var after = (await broker.GetAsync(Back)).Json.AsObject();
        Found.IsJson(value, after[name]);
        foreach (var (other, was) in before.Where(member => member.Key != name))
            Found.IsJson(was!.ToJsonString(), after[other]);
    }

    [Theory]
    [InlineData("registrationName")]
    [InlineData("description")]
    [InlineData("mode")]
    [InlineData("operations")]
    [InlineData("tenant")]
    [InlineData("contextSourceAlias")]
    [InlineData("datasetId")]
    [InlineData("expiresAt")]
    [InlineData("scope")]
    [InlineData("refreshRate")]
    [InlineData("location")]
    [InlineData("observationSpace")]
    [InlineData("operationSpace")]
    [InlineData("management")]
    [InlineData("contextSourceInfo")]
    [InlineData("csourceProperty1")]
    public async Task Null_takes_a_member_away(string name)
    {
        await using var broker = await StartAsync();
        Assert.NotNull((await broker.GetAsync(Back)).Json[name]);

        (await broker.PatchAsync(Back, $$"""{"{{name}}":"urn:ngsi-ld:null"}""")).IsBare(204);

        var after = (await broker.GetAsync(Back)).Json.AsObject();
        // The default may be shown in place of what was said.
        Assert.True(!after.ContainsKey(name) || (name == "mode" && (string?)after[name] == "inclusive") || name == "operations", after.ToJsonString());
        Assert.Equal("http://back", (string?)after["endpoint"]);
    }

    [Theory]
    [InlineData("""{"endpoint":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"information":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"information":null}""")]
    [InlineData("""{"type":"urn:ngsi-ld:null"}""")]
    [InlineData("""{"type":"Subscription"}""")]
    [InlineData("""{"id":"urn:ngsi-ld:ContextSourceRegistration:other"}""")]
    [InlineData("""{"id":"back"}""")]
    [InlineData("""{"information":[]}""")]
    [InlineData("""{"endpoint":"back"}""")]
    [InlineData("""{"expiresAt":"2025-01-01T00:00:00Z"}""")]
    [InlineData("""{"expiresAt":7}""")]
    [InlineData("""{"mode":"both"}""")]
    [InlineData("""{"mode":"exclusive"}""")]
    [InlineData("""{"mode":"auxiliary"}""")]
    [InlineData("""{"operations":["dance"]}""")]
    [InlineData("""{"management":{"timeout":0}}""")]
    [InlineData("""{"contextSourceAlias":"a:b"}""")]
    [InlineData("[]")]
    public async Task A_change_that_makes_no_sense_changes_nothing(string body)
    {
        await using var broker = await StartAsync();
        var before = (await broker.GetAsync(Back + "?options=sysAttrs")).Body;
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(400, (await broker.PatchAsync(Back, body)).Status);

        Assert.Equal(before, (await broker.GetAsync(Back + "?options=sysAttrs")).Body);
    }

    [Theory]
    [InlineData("""{"id":"urn:ngsi-ld:ContextSourceRegistration:back","type":"ContextSourceRegistration","description":"new"}""")]
    [InlineData("""{"description":"new"}""")]
    public async Task Id_and_type_may_be_repeated(string body)
    {
        await using var broker = await StartAsync();

        (await broker.PatchAsync(Back, body)).IsBare(204);

        var after = (await broker.GetAsync(Back)).Json;
        Assert.Equal("new", (string?)after["description"]);
        Assert.Equal("tanks", (string?)after["registrationName"]);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_changed()
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PatchAsync(Back, """{"description":"new"}""")).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync("/csourceRegistrations/back", """{"description":"new"}""")).IsProblem(400, "BadRequestData");

        Assert.Empty((await broker.GetAsync("/csourceRegistrations?type=Tank")).Json.AsArray());
    }

    [Fact]
    public async Task From_the_change_on_requests_go_by_the_new_registration()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("west", 200, Samples.Tank(1));
        await broker.RegisterAsync("back", entities: "\"type\":\"Pump\"");
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?type=Tank")).Status);

        (await broker.PatchAsync(Back, """{"endpoint":"http://west","information":[{"entities":[{"type":"Tank"}]}]}""")).IsBare(204);

        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?type=Tank")).Status);
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1?type=Pump")).Status);
        Assert.Empty(network.To("back"));
    }

    [Fact]
    public async Task A_property_of_the_source_is_the_same_under_its_full_name()
    {
        await using var broker = await StartAsync();

        (await broker.PatchAsync(Back, """{"https://uri.etsi.org/ngsi-ld/default-context/csourceProperty1":"b"}""")).IsBare(204);

        var after = (await broker.GetAsync(Back)).Json.AsObject();
        Assert.Equal("b", (string?)after["csourceProperty1"]);
        Assert.False(after.ContainsKey("https://uri.etsi.org/ngsi-ld/default-context/csourceProperty1"));
    }

    [Fact]
    public async Task What_the_broker_says_is_left_alone_by_a_change()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 404);
        await broker.RegisterAsync("back");
        await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1");

        (await broker.PatchAsync(Back, """{"timesSent":50,"status":"failed","lastFailure":"2020-01-01T00:00:00Z","description":"new"}""")).IsBare(204);

        var after = (await broker.GetAsync(Back)).Json;
        Assert.Equal(("ok", 1, "new"), ((string?)after["status"], (int)after["timesSent"]!, (string?)after["description"]));
        Assert.Null(after["lastFailure"]);
    }

    [Fact]
    public async Task Two_changes_at_the_same_time_both_count()
    {
        await using var broker = await StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => broker.PatchAsync(Back, $$"""{"p{{i}}":{{i}}}""")));

        Assert.All(answers, answer => answer.IsBare(204));
        var after = (await broker.GetAsync(Back)).Json;
        Assert.All(Enumerable.Range(0, 30), i => Assert.Equal(i, (int?)after[$"p{i}"]));
        Assert.Null(after["p30"]);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: Full);
        return broker;
    }
}
