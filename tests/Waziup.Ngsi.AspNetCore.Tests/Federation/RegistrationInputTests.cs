namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Which registrations are taken, and which are refused (5.2.8 to 5.2.11, 5.2.34, 4.3.6).</summary>
public sealed class RegistrationInputTests
{
    private const string All = "/csourceRegistrations";
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";

    [Theory]
    [InlineData("\"type\":\"ContextSourceRegistration\"", "\"type\":\"Subscription\"")]
    [InlineData("\"type\":\"ContextSourceRegistration\",", "")]
    [InlineData("\"endpoint\":\"http://back\",", "")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":\"back\"")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":\"/back\"")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":\"ftp://back\"")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":\"file:///etc/passwd\"")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":\"http://user:secret@back\"")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":7")]
    [InlineData("\"endpoint\":\"http://back\"", "\"endpoint\":null")]
    [InlineData("\"id\":\"urn:ngsi-ld:ContextSourceRegistration:back\"", "\"id\":\"back\"")]
    [InlineData("\"id\":\"urn:ngsi-ld:ContextSourceRegistration:back\"", "\"id\":7")]
    [InlineData("\"mode\":\"inclusive\"", "\"mode\":\"both\"")]
    [InlineData("\"mode\":\"inclusive\"", "\"mode\":\"Inclusive\"")]
    [InlineData("\"mode\":\"inclusive\"", "\"mode\":[\"inclusive\"]")]
    [InlineData("\"operations\":", "\"operations\":[\"dance\"],\"was\":")]
    [InlineData("\"operations\":", "\"operations\":[\"RetrieveOps\"],\"was\":")]
    [InlineData("\"operations\":", "\"operations\":[\"none\"],\"was\":")]
    [InlineData("\"operations\":", "\"operations\":[],\"was\":")]
    [InlineData("\"operations\":", "\"operations\":\"retrieveOps\",\"was\":")]
    public async Task A_registration_that_makes_no_sense_is_refused(string good, string bad)
    {
        await using var broker = await TestBroker.StartAsync();
        var body = Registered.Body("back");
        Assert.Contains(good, body, StringComparison.Ordinal);

        (await broker.PostAsync(All, body.Replace(good, bad, StringComparison.Ordinal))).IsProblem(400, "BadRequestData");

        Assert.Empty((await broker.GetAsync(All + "?type=Tank")).Json.AsArray());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[7]")]
    [InlineData("""[{"entities":[]}]""")]
    [InlineData("""[{"entities":[{}]}]""")]
    [InlineData("""[{"entities":{"type":"Tank"}}]""")]
    [InlineData("""[{"entities":[{"type":"Tank"}],"propertyNames":[]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank"}],"propertyNames":"level"}]""")]
    [InlineData("""[{"entities":[{"type":"Tank"}],"relationshipNames":[""]}]""")]
    [InlineData("""[{"entities":[{"type":""}]}]""")]
    [InlineData("""[{"entities":[{"type":[]}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank","id":"one"}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank","id":["urn:a:1"]}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank","idPattern":"("}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank","idPattern":"[a"}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank","idPattern":""}]}]""")]
    [InlineData("""[{"entities":[{"type":"Tank"}]},{"entities":[]}]""")]
    public async Task Information_that_says_nothing_is_refused(string information)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync(All, $$"""{"type":"ContextSourceRegistration","endpoint":"http://back","information":{{information}}}""");

        answer.IsProblem(400, "BadRequestData");
        Assert.Empty((await broker.GetAsync(All + "?type=Tank")).Json.AsArray());
    }

    [Theory]
    [InlineData("\"registrationName\":\"\"")]
    [InlineData("\"description\":7")]
    [InlineData("\"expiresAt\":\"2025-12-31T00:00:00Z\"")]
    [InlineData("\"expiresAt\":\"2026-01-01T00:00:00Z\"")]
    [InlineData("\"expiresAt\":\"tomorrow\"")]
    [InlineData("\"expiresAt\":7")]
    [InlineData("\"tenant\":\"\"")]
    [InlineData("\"tenant\":\"a b\"")]
    [InlineData("\"tenant\":7")]
    [InlineData("\"contextSourceAlias\":\"a:b\"")]
    [InlineData("\"contextSourceAlias\":\"a b\"")]
    [InlineData("\"contextSourceAlias\":\"\"")]
    [InlineData("\"contextSourceAlias\":\"a,b\"")]
    [InlineData("\"contextSourceAlias\":\"é\"")]
    [InlineData("\"datasetId\":[\"one\"]")]
    [InlineData("\"datasetId\":[]")]
    [InlineData("\"refreshRate\":\"often\"")]
    [InlineData("\"refreshRate\":7")]
    [InlineData("\"scope\":7")]
    [InlineData("\"location\":{\"type\":\"Point\"}")]
    [InlineData("\"location\":{\"type\":\"Spot\",\"coordinates\":[1,2]}")]
    [InlineData("\"location\":{\"type\":\"Point\",\"coordinates\":[\"a\",2]}")]
    [InlineData("\"location\":\"here\"")]
    [InlineData("\"observationSpace\":{\"type\":\"Polygon\",\"coordinates\":[[1,2]]}")]
    [InlineData("\"operationSpace\":[]")]
    [InlineData("\"observationInterval\":{}")]
    [InlineData("\"observationInterval\":{\"endAt\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("\"observationInterval\":{\"startAt\":\"then\"}")]
    [InlineData("\"observationInterval\":\"2020-01-01T00:00:00Z\"")]
    [InlineData("\"managementInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\",\"endAt\":\"2019-01-01T00:00:00Z\"}")]
    [InlineData("\"management\":[]")]
    [InlineData("\"management\":{\"timeout\":0}")]
    [InlineData("\"management\":{\"timeout\":-5}")]
    [InlineData("\"management\":{\"timeout\":\"5\"}")]
    [InlineData("\"management\":{\"cooldown\":0}")]
    [InlineData("\"management\":{\"cooldown\":true}")]
    [InlineData("\"management\":{\"localOnly\":\"true\"}")]
    [InlineData("\"management\":{\"cacheDuration\":\"often\"}")]
    [InlineData("\"management\":{\"cacheDuration\":5}")]
    [InlineData("\"contextSourceInfo\":{}")]
    [InlineData("\"contextSourceInfo\":[\"a\"]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"a\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"value\":\"a\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"a\",\"value\":7}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":7,\"value\":\"a\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"jsonldContext\",\"value\":\"tank.jsonld\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"accept\",\"value\":\"text/html\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"contentType\",\"value\":\"application/xml\"}]")]
    [InlineData("\"contextSourceInfo\":[{\"key\":\"ngsildConformance\",\"value\":\"newest\"}]")]
    [InlineData("\"@context\":\"https://ctx.example/tank.jsonld\"")]
    [InlineData("\"tenant\":null")]
    [InlineData("\"description\":\"urn:ngsi-ld:null\"")]
    public async Task A_member_of_a_wrong_value_is_refused(string member)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync(All, Registered.Body("back", more: "," + member))).IsProblem(400, "BadRequestData");

        Assert.Equal(404, (await broker.GetAsync(Back)).Status);
    }

    [Theory]
    [InlineData("X-A", "b\\r\\nX-Evil: 1")]
    [InlineData("X-A\\r\\nX-Evil", "1")]
    [InlineData("X A", "b")]
    [InlineData("", "b")]
    [InlineData("X-A:", "b")]
    [InlineData("X-é", "b")]
    public async Task What_cannot_be_a_header_is_refused(string key, string value)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync(All, Registered.Body("back", more: $$""","contextSourceInfo":[{"key":"{{key}}","value":"{{value}}"}]"""));

        answer.IsProblem(400, "BadRequestData");
        Assert.Equal(404, (await broker.GetAsync(Back)).Status);
    }

    [Theory]
    [InlineData("inclusive", "\"type\":\"Tank\"", null, 201)]
    [InlineData("auxiliary", "\"type\":\"Tank\"", null, 400)]
    [InlineData("redirect", "\"type\":\"Tank\"", null, 201)]
    [InlineData("exclusive", "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", "[\"level\"]", 201)]
    [InlineData("exclusive", "\"id\":\"urn:ngsi-ld:Tank:1\"", "[\"level\"]", 201)]
    [InlineData("exclusive", "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", null, 400)]
    [InlineData("exclusive", "\"type\":\"Tank\"", "[\"level\"]", 400)]
    [InlineData("exclusive", "\"type\":\"Tank\",\"idPattern\":\"urn:.*\"", "[\"level\"]", 400)]
    public async Task A_mode_has_rules_of_its_own(string mode, string entities, string? attributes, int status)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync(All, Registered.Body("back", mode, entities, attributes));

        Assert.True(status == answer.Status, $"{answer.Status} {answer.Body}");
        Assert.Equal(status == 201 ? 200 : 404, (await broker.GetAsync(Back)).Status);
    }

    [Fact]
    public async Task An_exclusive_one_needs_attributes_in_each_element()
    {
        await using var broker = await TestBroker.StartAsync();
        const string Good = """{"entities":[{"id":"urn:ngsi-ld:Tank:1"}],"propertyNames":["level"]}""";

        var answer = await broker.PostAsync(All, $$$"""
            {"type":"ContextSourceRegistration","mode":"exclusive","endpoint":"http://back","information":[{{{Good}}},{"entities":[{"id":"urn:ngsi-ld:Tank:2"}]}]}
            """);

        answer.IsProblem(400, "BadRequestData");
        Assert.Empty((await broker.GetAsync(All + "?attrs=level")).Json.AsArray());
    }

    [Theory]
    [InlineData("[\"retrieveOps\"]", 201)]
    [InlineData("[\"retrieveEntity\"]", 201)]
    [InlineData("[\"queryEntity\",\"retrieveEntity\"]", 201)]
    [InlineData("[\"federationOps\"]", 400)]
    [InlineData("[\"retrieveOps\",\"createEntity\"]", 400)]
    [InlineData("[\"queryBatch\"]", 400)]
    public async Task An_auxiliary_source_can_only_be_read(string operations, int status)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync(All, Registered.Body("back", "auxiliary", operations: operations));

        Assert.True(status == answer.Status, $"{answer.Status} {answer.Body}");
        Assert.Equal(status == 201 ? 200 : 404, (await broker.GetAsync(Back)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Equal(400, (await broker.PostAsync(All, body)).Status);

        Assert.Empty((await broker.GetAsync(All + "?type=Tank")).Json.AsArray());
    }

    [Fact]
    public async Task A_member_that_is_there_twice_is_refused()
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.PostAsync(All, Registered.Body("back", more: ",\"mode\":\"auxiliary\""))).IsProblem(400, "BadRequestData");

        Assert.Equal(404, (await broker.GetAsync(Back)).Status);
    }
}
