using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>How registrations are made, served and taken away (5.9.2, 5.9.4, 5.10.1).</summary>
public sealed class RegistrationTests
{
    private const string All = "/csourceRegistrations";
    private const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";

    [Fact]
    public async Task Every_member_comes_back_as_it_was_sent()
    {
        const string Sent = """
            {"id":"urn:ngsi-ld:ContextSourceRegistration:back","type":"ContextSourceRegistration","registrationName":"tanks","description":"of the east",
             "endpoint":"http://back:1026/base","mode":"inclusive","operations":["retrieveOps","createEntity"],"tenant":"east","contextSourceAlias":"back~east",
             "information":[{"entities":[{"type":"Tank","id":"urn:ngsi-ld:Tank:1"},{"type":["Pump","Well"],"idPattern":"^urn:.*"}],"propertyNames":["level"],
              "relationshipNames":["next"]},{"propertyNames":["owner"]}],
             "datasetId":["urn:d:1","@none"],"expiresAt":"2027-01-01T00:00:00Z","scope":["/farm/a","/farm/b"],"refreshRate":"PT1M",
             "location":{"type":"Point","coordinates":[1,2]},"observationSpace":{"type":"Point","coordinates":[3,4]},
             "management":{"localOnly":true,"timeout":500,"cooldown":1000,"cacheDuration":"PT5S"},
             "contextSourceInfo":[{"key":"X-Farm","value":"a"},{"key":"Authorization","value":"urn:ngsi-ld:request"}]}
            """;
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(All, Sent)).Status);

        var served = (await broker.GetAsync(Back)).Json;

        foreach (var (name, value) in JsonNode.Parse(Sent)!.AsObject())
            Found.IsJson(value!.ToJsonString(), served[name]);
        Assert.Null(served["createdAt"]);
        Assert.Null(served["@context"]);
    }

    [Fact]
    public async Task A_temporal_one_comes_back_with_its_intervals()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: """
            ,"observationInterval":{"startAt":"2020-01-01T00:00:00Z","endAt":"2021-01-01T00:00:00Z"},"managementInterval":{"startAt":"2020-01-01T00:00:00Z"}
            """);

        var served = (await broker.GetAsync(Back)).Json;

        Found.IsJson("""{"startAt":"2020-01-01T00:00:00Z","endAt":"2021-01-01T00:00:00Z"}""", served["observationInterval"]);
        Assert.Null(served["managementInterval"]!["endAt"]);
    }

    [Fact]
    public async Task A_new_one_is_said_where_it_is()
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.PostAsync(All, Registered.Body("back"));

        Assert.Equal((201, ""), (answer.Status, answer.Body));
        Assert.EndsWith("/ngsi-ld/v1" + Back, answer["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_without_an_id_gets_one_of_its_own()
    {
        await using var broker = await TestBroker.StartAsync();
        var body = Registered.Body("back").Replace("\"id\":\"urn:ngsi-ld:ContextSourceRegistration:back\",", "", StringComparison.Ordinal);

        var first = (await broker.PostAsync(All, body))["Location"]!.Split('/')[^1];
        var second = (await broker.PostAsync(All, body))["Location"]!.Split('/')[^1];

        Assert.StartsWith("urn:ngsi-ld:ContextSourceRegistration:", first, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Equal(first, (string?)(await broker.GetAsync($"{All}/{first}")).Json["id"]);
        Assert.Equal(404, (await broker.GetAsync(Back)).Status);
    }

    [Fact]
    public async Task A_second_one_with_the_id_is_refused_and_the_first_stays()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back");

        (await broker.PostAsync(All, Registered.Body("back", "auxiliary", operations: "[\"retrieveOps\"]"))).IsProblem(409, "AlreadyExists");

        Assert.Equal("inclusive", (string?)(await broker.GetAsync(Back)).Json["mode"]);
    }

    [Fact]
    public async Task Many_at_once_with_the_same_id_make_one()
    {
        await using var broker = await TestBroker.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => broker.PostAsync(All, Registered.Body("back"))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(19, answers.Count(answer => answer.Status == 409));
        Assert.Single((await broker.GetAsync(All + "?type=Tank")).Json.AsArray());
    }

    [Fact]
    public async Task A_deleted_one_is_gone_and_its_source_is_asked_no_more()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        await broker.RegisterAsync("back");
        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Status);

        (await broker.DeleteAsync(Back)).IsBare(204);

        (await broker.GetAsync(Back)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Back)).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).IsProblem(404, "ResourceNotFound");
        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task One_made_anew_begins_to_count_anew()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        await broker.RegisterAsync("back");
        await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1");
        (await broker.DeleteAsync(Back)).IsBare(204);

        await broker.RegisterAsync("back");

        var served = (await broker.GetAsync(Back)).Json;
        Assert.True(served["timesSent"] is null || (int)served["timesSent"]! == 0, served.ToJsonString());
        Assert.Null(served["lastSuccess"]);
    }

    [Fact]
    public async Task Times_of_the_system_are_shown_to_who_asks()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await broker.PatchAsync(Back, """{"description":"new"}""")).IsBare(204);

        var served = (await broker.GetAsync(Back + "?options=sysAttrs")).Json;

        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"), ((string?)served["createdAt"], (string?)served["modifiedAt"]));
        Assert.Null((await broker.GetAsync(Back)).Json["modifiedAt"]);
    }

    [Fact]
    public async Task Names_are_expanded_and_compacted_with_the_context_of_whoever_asks()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        var body = Registered.Body("back", attributes: "[\"level\"]", more: ",\"owner\":\"Ama\"");
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", body, Samples.ContextLink)).Status);

        var same = (await broker.GetAsync(Back, Samples.ContextLink)).Json;
        var other = (await broker.GetAsync(Back)).Json;

        Assert.Equal(("Tank", "level", "Ama"),
            ((string?)same["information"]![0]!["entities"]![0]!["type"], (string?)same["information"]![0]!["propertyNames"]![0], (string?)same["owner"]));
        Assert.Equal(("https://ex.org/Tank", "https://ex.org/level", "Ama"),
            ((string?)other["information"]![0]!["entities"]![0]!["type"], (string?)other["information"]![0]!["propertyNames"]![0], (string?)other["https://ex.org/owner"]));
        Assert.Null(other["owner"]);
    }

    [Fact]
    public async Task A_registration_of_json_ld_carries_its_context_and_is_served_with_one()
    {
        await using var broker = await TestBroker.StartAsync();
        var body = Registered.Body("back", attributes: "[\"level\"]", more: """,  "@context":{"Tank":"https://ex.org/Tank","level":"https://ex.org/level"}""");
        Assert.Equal(201, (await broker.SendAsync("POST", All, body, "application/ld+json")).Status);

        var served = await broker.GetAsync(Back, "Accept: application/ld+json");

        Assert.Equal("application/ld+json", served["Content-Type"]);
        Assert.Equal("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld", (string?)served.Json["@context"]);
        Assert.Equal("https://ex.org/Tank", (string?)served.Json["information"]![0]!["entities"]![0]!["type"]);
    }

    [Fact]
    public async Task Members_of_the_clients_own_are_kept()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: """,  "csourceProperty1":"a","csourceProperty2":{"type":"Property","value":{"deep":[1,2]}}""");

        var served = (await broker.GetAsync(Back)).Json;

        Assert.Equal("a", (string?)served["csourceProperty1"]);
        Found.IsJson("""{"type":"Property","value":{"deep":[1,2]}}""", served["csourceProperty2"]);
        Assert.Null(served["https://uri.etsi.org/ngsi-ld/default-context/csourceProperty1"]);
    }

    [Fact]
    public async Task What_the_broker_says_is_not_the_clients_to_say()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: """
            ,"status":"failed","timesSent":7,"timesFailed":7,"lastSuccess":"2020-01-01T00:00:00Z","lastFailure":"2020-01-01T00:00:00Z","createdAt":"2020-01-01T00:00:00Z"
            """);

        var served = (await broker.GetAsync(Back + "?options=sysAttrs")).Json;

        Assert.NotEqual("failed", (string?)served["status"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)served["createdAt"]);
        Assert.DoesNotContain("7", new JsonArray(served["timesSent"]?.DeepClone(), served["timesFailed"]?.DeepClone()).ToJsonString(), StringComparison.Ordinal);
        Assert.Null(served["lastSuccess"]);
    }

    [Fact]
    public async Task Registrations_are_those_of_their_tenant()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 200, Samples.Tank(1));
        Assert.Equal(201, (await broker.PostAsync(All, Registered.Body("back"), "NGSILD-Tenant: farm")).Status);

        Assert.Equal(200, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1", "NGSILD-Tenant: farm")).Status);
        Assert.Equal(200, (await broker.GetAsync(Back, "NGSILD-Tenant: farm")).Status);
        (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync(Back)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Back)).IsProblem(404, "ResourceNotFound");
        await broker.RegisterAsync("back");

        Assert.Single(network.Calls);
    }

    [Fact]
    public async Task There_are_no_more_than_are_allowed_to_a_tenant()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Federation.MaxRegistrations = 2);
        await broker.RegisterAsync("one");
        await broker.RegisterAsync("two");

        (await broker.PostAsync(All, Registered.Body("three"))).IsProblem(403, "LimitReached");
        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:one")).IsBare(204);

        await broker.RegisterAsync("three");
        Assert.Equal(404, (await broker.GetAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:one")).Status);
    }
}
