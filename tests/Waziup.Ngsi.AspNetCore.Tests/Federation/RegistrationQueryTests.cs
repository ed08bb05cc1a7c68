using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Looking for registrations (5.10.2, 5.12).</summary>
public sealed class RegistrationQueryTests
{
    private const string All = "/csourceRegistrations";

    // Found in this order: the order in which they were made.
    private static readonly string[] Bodies =
    [
        Registered.Body("any", entities: "\"type\":\"Tank\""),
        Registered.Body("one", entities: "\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"", attributes: "[\"level\"]", more: ",\"scope\":\"/farm/a\",\"csourceProperty1\":\"a\""),
        Registered.Body("farm", entities: "\"type\":\"Tank\",\"idPattern\":\"^urn:ngsi-ld:Tank:9.*\"", attributes: "[\"owner\"]", more: ",\"scope\":[\"/farm/b\",\"/city\"]"),
        Registered.Body("pump", entities: "\"type\":\"Pump\"", attributes: "[\"level\"]", more: ",\"location\":{\"type\":\"Point\",\"coordinates\":[10,10]},\"csourceProperty1\":\"b\""),
        """
        {"id":"urn:ngsi-ld:ContextSourceRegistration:names","type":"ContextSourceRegistration","endpoint":"http://names","information":[{"relationshipNames":["next"]}]}
        """,
        Registered.Body("past", more: ",\"observationInterval\":{\"startAt\":\"2020-01-01T00:00:00Z\",\"endAt\":\"2020-12-31T00:00:00Z\"}"),
        Registered.Body("kept", more: ",\"managementInterval\":{\"startAt\":\"2024-01-01T00:00:00Z\"}"),
    ];

    [Theory]
    [InlineData("type=Tank", "any,one,farm,names")]
    [InlineData("type=Pump", "pump,names")]
    [InlineData("type=Tank,Pump", "any,one,farm,pump,names")]
    [InlineData("type=Well", "names")]
    [InlineData("type=tank", "names")]
    [InlineData("id=urn:ngsi-ld:Tank:1", "any,one,pump,names")]
    [InlineData("id=urn:ngsi-ld:Tank:1&type=Tank", "any,one,names")]
    [InlineData("id=urn:ngsi-ld:Tank:99&type=Tank", "any,farm,names")]
    [InlineData("id=urn:ngsi-ld:Tank:1,urn:ngsi-ld:Tank:99&type=Tank", "any,one,farm,names")]
    [InlineData("id=urn:ngsi-ld:Tank:2&type=Tank", "any,names")]
    [InlineData("idPattern=Tank:1&type=Tank", "any,one,farm,names")]
    [InlineData("idPattern=Tank:2&type=Tank", "any,farm,names")]
    [InlineData("idPattern=tank:1&type=Tank", "any,farm,names")]
    [InlineData("attrs=level", "any,one,pump")]
    [InlineData("attrs=level,owner", "any,one,farm,pump")]
    [InlineData("attrs=next", "any,names")]
    [InlineData("attrs=owner&type=Tank", "any,farm")]
    [InlineData("attrs=colour", "any")]
    [InlineData("csf=csourceProperty1", "one,pump")]
    [InlineData("csf=csourceProperty1==\"a\"", "one")]
    [InlineData("csf=csourceProperty1!=\"a\"", "pump")]
    [InlineData("q=csourceProperty1==\"b\"", "pump")]
    [InlineData("csf=endpoint==\"http://farm\"", "farm")]
    [InlineData("q=endpoint~=.*names.*", "names")]
    [InlineData("csf=mode==\"exclusive\"", "")]
    [InlineData("type=Tank&csf=csourceProperty1", "one")]
    [InlineData("type=Tank&scopeQ=/farm/a", "one")]
    [InlineData("type=Tank&scopeQ=/farm/%23", "one,farm")]
    [InlineData("type=Tank&scopeQ=/city", "farm")]
    [InlineData("type=Tank&scopeQ=/sea", "")]
    [InlineData("type=Pump&georel=near;maxDistance==100&geometry=Point&coordinates=[10,10]", "pump")]
    [InlineData("type=Pump&georel=near;maxDistance==100&geometry=Point&coordinates=[20,20]", "")]
    [InlineData("type=Tank&timerel=before&timeAt=2021-01-01T00:00:00Z", "past")]
    [InlineData("type=Tank&timerel=after&timeAt=2020-06-01T00:00:00Z", "past")]
    [InlineData("type=Tank&timerel=after&timeAt=2021-06-01T00:00:00Z", "")]
    [InlineData("type=Tank&timerel=between&timeAt=2019-01-01T00:00:00Z&endTimeAt=2020-02-01T00:00:00Z", "past")]
    [InlineData("type=Tank&timerel=between&timeAt=2018-01-01T00:00:00Z&endTimeAt=2019-02-01T00:00:00Z", "")]
    [InlineData("type=Tank&timerel=after&timeAt=2025-01-01T00:00:00Z&timeproperty=createdAt", "kept")]
    [InlineData("type=Tank&timerel=before&timeAt=2023-01-01T00:00:00Z&timeproperty=modifiedAt", "")]
    [InlineData("type=Pump&timerel=before&timeAt=2021-01-01T00:00:00Z", "")]
    public async Task Matching_registrations_are_found_and_no_others(string query, string expected)
    {
        await using var broker = await StartAsync();

        Assert.Equal(expected, Found.Numbers(await broker.GetAsync($"{All}?{Found.Escaped(query)}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("limit=5")]
    [InlineData("type=Tank&q=(x")]
    [InlineData("type=Tank&csf=(x")]
    [InlineData("type=Tank&csf=")]
    [InlineData("type=Tank&georel=within")]
    [InlineData("type=Tank&georel=near;maxDistance==1&geometry=Point")]
    [InlineData("type=Tank&timerel=before")]
    [InlineData("type=Tank&timeAt=2020-01-01T00:00:00Z")]
    [InlineData("type=Tank&timerel=between&timeAt=2020-01-01T00:00:00Z")]
    [InlineData("type=Tank&timerel=at&timeAt=2020-01-01T00:00:00Z")]
    [InlineData("type=Tank&idPattern=(")]
    [InlineData("type=Tank&scopeQ=(")]
    [InlineData("id=one")]
    [InlineData("type=")]
    [InlineData("type=Tank&limit=-1")]
    public async Task A_question_that_makes_no_sense_is_refused(string query)
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync($"{All}?{query}");

        Assert.True(answer.Status == 400, $"{answer.Status} {answer.Body}");
        Assert.DoesNotContain("endpoint", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_elements_of_information_come_back()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(All, """
            {"id":"urn:ngsi-ld:ContextSourceRegistration:back","type":"ContextSourceRegistration","endpoint":"http://back",
             "information":[{"entities":[{"type":"Tank"}]},{"entities":[{"type":"Pump"}]}]}
            """)).Status);

        var found = (await broker.GetAsync(All + "?type=Tank")).Json[0]!;

        Assert.Equal(2, found["information"]!.AsArray().Count);
        Assert.Null(found["createdAt"]);
    }

    [Fact]
    public async Task One_element_has_to_match_both_the_entity_and_the_attribute()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(All, """
            {"id":"urn:ngsi-ld:ContextSourceRegistration:back","type":"ContextSourceRegistration","endpoint":"http://back",
             "information":[{"entities":[{"type":"Tank"}],"propertyNames":["level"]},{"entities":[{"type":"Pump"}],"propertyNames":["flow"]}]}
            """)).Status);

        Assert.Equal("back", Found.Numbers(await broker.GetAsync(All + "?type=Tank&attrs=level")));
        Assert.Equal("", Found.Numbers(await broker.GetAsync(All + "?type=Tank&attrs=flow")));
    }

    [Fact]
    public async Task One_that_says_nothing_of_its_place_is_found_for_sources_that_may_have_something_there()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("anywhere");
        await broker.RegisterAsync("there", more: ",\"location\":{\"type\":\"Point\",\"coordinates\":[10,10]}");
        await broker.RegisterAsync("elsewhere", more: ",\"location\":{\"type\":\"Point\",\"coordinates\":[50,50]}");

        await broker.GetAsync("/entities?type=Tank&georel=near;maxDistance==100&geometry=Point&coordinates=[10,10]");

        Assert.Equal(["anywhere", "there"], network.Calls.Select(call => call.Uri.Host).Order());
    }

    [Fact]
    public async Task Pages_follow_each_other_and_together_are_all()
    {
        await using var broker = await StartAsync();
        var found = new List<string>();
        var path = $"{All}?type=Tank&limit=1";

        while (true)
        {
            var page = await broker.GetAsync(path);
            Assert.Single(page.Json.AsArray());
            found.Add(Found.Numbers(page));
            if (page.Link("next") is null)
                break;
            path = "/" + page.Target("next").TrimStart('/');
        }

        Assert.Equal(["any", "one", "farm", "names"], found);
    }

    [Fact]
    public async Task They_are_counted()
    {
        await using var broker = await StartAsync();

        var answer = await broker.GetAsync(All + "?type=Tank&count=true&limit=0");

        Assert.Equal("4", answer["NGSILD-Results-Count"]);
        Assert.Equal("[]", answer.Body);
        Assert.Null((await broker.GetAsync(All + "?type=Tank"))["NGSILD-Results-Count"]);
    }

    [Theory]
    [InlineData("csf=contextSourceInfo")]
    [InlineData("csf=contextSourceInfo~=.*s3cr3t.*")]
    [InlineData("csf=contextSourceInfo[value]==\"s3cr3t\"")]
    [InlineData("csf=contextSourceInfo.value==\"s3cr3t\"")]
    [InlineData("csf=Authorization==\"s3cr3t\"")]
    [InlineData("q=https://uri.etsi.org/ngsi-ld/contextSourceInfo")]
    public async Task Credentials_cannot_be_guessed(string query)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("back", more: ",\"contextSourceInfo\":[{\"key\":\"Authorization\",\"value\":\"s3cr3t\"}]");

        var answer = await broker.GetAsync($"{All}?{Found.Escaped(query)}");

        Assert.True(answer.Status == 400 || answer.Body == "[]", answer.Body);
        Assert.DoesNotContain("back", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Types_are_those_of_the_context_of_whoever_asks()
    {
        await using var broker = await StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;

        Assert.Equal("names", Found.Numbers(await broker.GetAsync(All + "?type=Tank", Samples.ContextLink)));
        Assert.Equal("any,one,farm,names",
            Found.Numbers(await broker.GetAsync(All + "?type=https://uri.etsi.org/ngsi-ld/default-context/Tank", Samples.ContextLink)));
    }

    [Fact]
    public async Task Those_of_other_tenants_are_not_found()
    {
        await using var broker = await StartAsync();
        Assert.Equal(201, (await broker.PostAsync(All, Registered.Body("farm"), "NGSILD-Tenant: farm")).Status);

        Assert.Equal("farm", Found.Numbers(await broker.GetAsync(All + "?type=Tank", "NGSILD-Tenant: farm")));
        Assert.Equal("any,one,farm,names", Found.Numbers(await broker.GetAsync(All + "?type=Tank")));
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        foreach (var body in Bodies)
        {
            var answer = await broker.PostAsync(All, body);
            Assert.True(answer.Status == 201, answer.Body);
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        return broker;
    }
}
