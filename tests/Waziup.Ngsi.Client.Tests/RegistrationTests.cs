using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Client.Tests;

public class RegistrationTests
{
    private const string NotFound = """{"type":"https://uri.etsi.org/ngsi-ld/errors/ResourceNotFound","title":"Resource not found","status":404,"detail":"no such registration"}""";

    private static readonly NgsiRegistration Sample = new()
    {
        Information = [new NgsiRegistrationInfo { Entities = [new NgsiEntitySelector("Pond") { Ids = ["urn:p:1"] }], PropertyNames = ["temperature"] }],
        Endpoint = new Uri("http://source.example:1026"),
        Mode = "exclusive",
        Operations = ["retrieveOps"],
        ContextSourceInfo = [new NgsiKeyValue("accept", "application/json")],
        ExpiresAt = Ponds.Morning,
        More = new Dictionary<string, JsonElement> { ["management"] = JsonElement.Parse("""{"timeout":500}""") },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_registration_goes_out_as_the_standard_writes_it()
    {
        var broker = new ScriptedBroker().Answer(201, "", "Location: /ngsi-ld/v1/csourceRegistrations/urn%3Ar%3A1");

        var id = await broker.Client().Registrations.CreateAsync(Sample, Cancel);

        Assert.Equal("urn:r:1", id);
        Assert.Equal(["POST http://broker.example/ngsi-ld/v1/csourceRegistrations"], broker.Asked);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"type":"ContextSourceRegistration","information":[{"entities":[{"type":"Pond","id":"urn:p:1"}],"propertyNames":["temperature"]}],
            "endpoint":"http://source.example:1026","mode":"exclusive","operations":["retrieveOps"],
            "contextSourceInfo":[{"key":"accept","value":"application/json"}],"expiresAt":"2026-11-24T06:00:00Z","management":{"timeout":500}}
            """), JsonNode.Parse(broker.Bodies[0])), broker.Bodies[0]);
    }

    [Fact]
    public async Task A_registration_is_read_with_all_its_members()
    {
        var broker = new ScriptedBroker().Answer(200, """
            {"id":"urn:r:1","type":"ContextSourceRegistration","endpoint":"http://source.example","status":"ok","timesSent":3,
            "information":[{"relationshipNames":["partOf"],"entities":[{"type":["Pond","Tank"],"id":["urn:p:1"]}]}],"expiresAt":"2026-11-24T06:00:00.25Z"}
            """);

        var found = await broker.Client().Registrations.RetrieveAsync("urn:r:1", Cancel);

        Assert.NotNull(found);
        Assert.Equal(("urn:r:1", "ok", Ponds.Morning.AddSeconds(0.25)), (found.Id, found.Status, found.ExpiresAt));
        Assert.Equal(["partOf"], found.Information![0].RelationshipNames);
        Assert.Null(found.Information[0].PropertyNames);
        Assert.Equal("Pond,Tank", found.Information[0].Entities![0].Type);
        Assert.Equal(["urn:p:1"], found.Information[0].Entities![0].Ids!);
        Assert.Equal(3, found.More!["timesSent"].GetInt32());
    }

    [Fact]
    public async Task Registrations_are_listed_changed_and_ended()
    {
        var broker = new ScriptedBroker()
            .Answer(200, """[{"id":"urn:r:1","type":"ContextSourceRegistration"}]""").Answer(204).Answer(204).Answer(404, NotFound).Answer(404, NotFound);
        var registrations = broker.Client().Registrations;

        var listed = await registrations.ListAsync(NgsiQuery.OfType("Pond"), Cancel).ToListAsync(Cancel);
        await registrations.UpdateAsync("urn:r:1", new NgsiRegistration { Mode = "inclusive" }, Cancel);

        Assert.Equal("urn:r:1", Assert.Single(listed).Id);
        Assert.True(await registrations.DeleteAsync("urn:r:1", Cancel));
        Assert.False(await registrations.DeleteAsync("urn:r:1", Cancel));
        Assert.Null(await registrations.RetrieveAsync("urn:r:1", Cancel));
        Assert.Equal("""{"type":"ContextSourceRegistration","mode":"inclusive"}""", broker.Bodies[1]);
        Assert.Equal(
            [
                "GET http://broker.example/ngsi-ld/v1/csourceRegistrations?type=Pond&limit=100",
                "PATCH http://broker.example/ngsi-ld/v1/csourceRegistrations/urn%3Ar%3A1",
                "DELETE http://broker.example/ngsi-ld/v1/csourceRegistrations/urn%3Ar%3A1",
                "DELETE http://broker.example/ngsi-ld/v1/csourceRegistrations/urn%3Ar%3A1",
                "GET http://broker.example/ngsi-ld/v1/csourceRegistrations/urn%3Ar%3A1",
            ],
            broker.Asked);
    }
}
