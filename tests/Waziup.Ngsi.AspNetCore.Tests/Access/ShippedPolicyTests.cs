using Waziup.Ngsi.Broker.Releases;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>The policies of <c>spec/policies</c>: what each lets its people see and do, and what it keeps from them.</summary>
public sealed class ShippedPolicyTests
{
    private const string Moisture = "DeviceMeasurement:d1:s1";

    private const string Attributes = """
        "owner":{"object":"urn:ngsi-ld:Person:ama"},"sharedWith":{"object":"urn:ngsi-ld:Person:yaw"},"inProject":{"object":"urn:ngsi-ld:Project:1"},
        "controlledProperty":"soilMoisture","visibility":"public","numValue":[{"value":23.4},{"value":23.41,"datasetId":"urn:ngsi-ld:Dataset:raw"}],
        "refDevice":{"object":"urn:ngsi-ld:Device:d1"},"devEUI":"0102030405060708","location":{"type":"Point","coordinates":[0.9871,5.9102]}
        """;

    [Fact]
    public async Task Where_nothing_is_said_nobody_may_do_anything()
    {
        await using var world = await StartAsync();

        (await world.Broker.GetAsync("/entities?local=true")).IsProblem(401, "Unauthorized");
        (await world.Broker.GetAsync("/entities?local=true", "Test-Caller: ama", "Test-Roles: administrator")).IsProblem(403, "Forbidden");
    }

    [Fact]
    public async Task Administrators_read_and_write_everything()
    {
        await using var world = await StartAsync("administrators-read");

        Assert.Equal("controlledProperty,devEUI,inProject,location,numValue,owner,refDevice,sharedWith,visibility", await world.SeenAsync(Moisture, "Test-Caller: eve", "Test-Roles: administrator"));
        (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:{Moisture}/attrs", """{"owner":{"object":"urn:ngsi-ld:Person:kofi"}}""", "Test-Caller: eve", "Test-Roles: administrator")).IsBare(204);
        Assert.Equal("", await world.SeenAsync(Moisture, "Test-Caller: ama"));
    }

    [Fact]
    public async Task Owners_see_all_of_theirs_and_may_give_it_away_and_nobody_else_sees_it()
    {
        await using var world = await StartAsync("owner-everything");

        Assert.Contains("owner", await world.SeenAsync(Moisture, "Test-Caller: ama"), StringComparison.Ordinal);
        Assert.Equal("", await world.SeenAsync(Moisture, "Test-Caller: kofi"));
        (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:{Moisture}/attrs", """{"sharedWith":{"object":"urn:ngsi-ld:Person:kofi"}}""", "Test-Caller: ama")).IsBare(204);
        // What leaves his hands is not within his right any more.
        (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:{Moisture}/attrs", """{"owner":{"object":"urn:ngsi-ld:Person:kofi"}}""", "Test-Caller: ama")).IsProblem(403, "Forbidden");
    }

    [Theory]
    [InlineData("shared-with", "Test-Caller: yaw", "controlledProperty,inProject,location,numValue,refDevice,visibility")]
    [InlineData("shared-with", "Test-Caller: kofi", "")]
    [InlineData("public-fields", "Test-Other: 1", "controlledProperty,location,numValue")]
    [InlineData("moisture", "Test-Groups: coop-keta", "controlledProperty,location,numValue")]
    [InlineData("moisture", "Test-Groups: coop-accra", "")]
    [InlineData("uplink", "Test-Key: uplink-cloud1", "controlledProperty,location,numValue,owner,refDevice")]
    [InlineData("uplink", "Test-Key: other", "")]
    public async Task Who_may_see_it_sees_these_attributes(string policy, string who, string seen)
    {
        await using var world = await StartAsync(policy);

        Assert.Equal(seen, await world.SeenAsync(Moisture, who, who.StartsWith("Test-Caller", StringComparison.Ordinal) ? "Test-None: 1" : "Test-Caller: somebody"));
    }

    [Fact]
    public async Task Where_owners_have_pseudonyms_and_things_have_not_things_are_asked_for_by_their_ids()
    {
        await using var world = await StartAsync("uplink");
        const string Key = "Test-Key: uplink-cloud1";

        Assert.Single((await world.Broker.GetAsync("/entities?type=DeviceMeasurement&idPattern=d1", Key)).Json.AsArray());
        Assert.Single((await world.Broker.GetAsync($"/entities?id=urn:ngsi-ld:{Moisture}&local=true", Key)).Json.AsArray());
        (await world.Broker.GetAsync("/entities?type=DeviceMeasurement&q=owner~=\"ama\"", Key)).IsProblem(400, "BadRequestData");
        Assert.Empty((await world.Broker.GetAsync("/entities?type=DeviceMeasurement&q=owner==\"urn:ngsi-ld:Person:ama\"", Key)).Json.AsArray());
    }

    [Fact]
    public async Task A_coarse_place_is_the_middle_of_its_cell()
    {
        await using var world = await StartAsync("public-fields");

        var seen = await world.Broker.GetAsync($"/entities/urn:ngsi-ld:{Moisture}?options=keyValues");

        Assert.Equal("""{"type":"Point","coordinates":[0.983276,5.913567]}""", seen.Json["location"]!.ToJsonString());
    }

    [Fact]
    public async Task Research_sees_pseudonyms_for_its_purpose_alone_and_each_use_is_written_down()
    {
        await using var world = await StartAsync("research");
        await NeighboursAsync(world, "yaw", "esi", "efua", "kofi");
        string[] agronomist = ["Test-Caller: kwame", "Test-Roles: agronomist"];

        (await world.Broker.GetAsync("/entities?type=DeviceMeasurement", agronomist)).IsProblem(403, "Forbidden");
        var seen = (await world.Broker.GetAsync("/entities?type=DeviceMeasurement&options=keyValues", [.. agronomist, "Test-Purpose: research"]));

        Assert.Equal(5, seen.Json.AsArray().Count);
        var entity = seen.Json[0]!;
        Assert.All(["id", "owner", "refDevice"], name => Assert.StartsWith("urn:ngsi-ld:Alias:", entity[name]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(23.4m, entity["numValue"]!.GetValue<decimal>());
        Assert.All(["ama", "d1:s1", "Device:d1", "23.41", "0102030405060708"], secret => Assert.DoesNotContain(secret, seen.Body, StringComparison.Ordinal));
        Assert.Contains(world.Log.Lines, line => line.Contains("research", StringComparison.Ordinal) && line.Contains("kwame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Research_sees_of_places_where_five_owners_measure_and_of_no_others()
    {
        await using var world = await StartAsync("research");
        await NeighboursAsync(world, "yaw", "esi", "ama", "efua");
        await world.CreateAsync("DeviceMeasurement:far", "DeviceMeasurement", Attributes.Replace("5.9102", "6.9102", StringComparison.Ordinal));
        string[] agronomist = ["Test-Caller: kwame", "Test-Roles: agronomist", "Test-Purpose: research"];

        Assert.Empty((await world.Broker.GetAsync("/entities?type=DeviceMeasurement", agronomist)).Json.AsArray());
        await NeighboursAsync(world, "kofi");
        Assert.Empty((await world.Broker.GetAsync("/entities?type=DeviceMeasurement", agronomist)).Json.AsArray());
        world.Broker.Clock.Advance(TimeSpan.FromDays(1));

        var seen = await world.Broker.GetAsync("/entities?type=DeviceMeasurement&options=keyValues", agronomist);
        Assert.Equal(6, seen.Json.AsArray().Count);
        Assert.Single(seen.Json.AsArray().Select(entity => entity!["location"]!.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task The_mean_of_a_village_is_for_everybody_and_whose_it_is_made_of_for_nobody()
    {
        await using var world = await StartAsync("village");
        for (var i = 1; i <= 5; i++)
        {
            await world.CreateAsync($"DeviceMeasurement:v{i}", "DeviceMeasurement", $$"""
                "owner":{"object":"urn:ngsi-ld:Person:p{{i}}"},"controlledProperty":"soilMoisture","numValue":{"value":0,"unitCode":"P1"},"scope":"/ghana/keta/field{{i}}"
                """);
            var readings = string.Join(',', Enumerable.Range(0, 4).Select(hour =>
                $$"""{"type":"Property","value":{{20 + i}}.4,"unitCode":"P1","observedAt":"2026-01-01T0{{hour}}:00:00Z"}"""));
            (await world.Broker.PostAsync($"/temporal/entities/urn:ngsi-ld:DeviceMeasurement:v{i}/attrs", $$"""{"numValue":[{{readings}}]}""", PolicyWorld.Root)).IsBare(204);
        }
        world.Broker.Clock.Leap(TimeSpan.FromDays(2));
        await new ReleaseJob(world.Broker.Storage, world.Broker.Broker.Quotas, world.Policy, world.Broker.Broker.Terms.Default, world.Broker.Clock, world.Log)
            .RunAsync(TestContext.Current.CancellationToken);

        var seen = await world.Broker.GetAsync("/entities?type=VillageSoil,DeviceMeasurement&options=keyValues");
        Assert.Equal("""[{"id":"urn:ngsi-ld:VillageSoil:village:ghana:keta","type":"VillageSoil","scope":"/ghana/keta","soilMoisture":23}]""", seen.Body);
        Assert.Equal(404, (await world.Broker.GetAsync($"/entities/urn:ngsi-ld:{Moisture}")).Status);
    }

    [Fact]
    public async Task Projects_give_what_the_role_in_them_gives()
    {
        await using var world = await StartAsync("project-viewers", "project-editors", "project-owners");
        await world.CreateAsync("Project:1", "Project", """
            "owner":{"object":"urn:ngsi-ld:Person:ama"},"viewer":{"object":"urn:ngsi-ld:Person:yaw"},"editor":{"object":"urn:ngsi-ld:Person:esi"}
            """);
        world.Broker.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("controlledProperty,inProject,location,numValue,refDevice,visibility", await world.SeenAsync(Moisture, "Test-Caller: yaw"));
        Assert.Equal("", await world.SeenAsync(Moisture, "Test-Caller: kofi"));
        (await world.Broker.PatchAsync($"/entities/urn:ngsi-ld:{Moisture}/attrs", """{"numValue":7}""", "Test-Caller: yaw")).IsProblem(403, "Forbidden");
        (await world.Broker.PostAsync($"/entities/urn:ngsi-ld:{Moisture}/attrs", """{"name":"north"}""", "Test-Caller: esi")).IsBare(204);
        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Project:1/attrs", """{"viewer":{"object":"urn:ngsi-ld:Person:kofi"}}""", "Test-Caller: esi")).IsProblem(404, "ResourceNotFound");
        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Project:1/attrs", """{"viewer":{"object":"urn:ngsi-ld:Person:kofi"}}""", "Test-Caller: ama")).IsBare(204);

        world.Broker.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("", await world.SeenAsync(Moisture, "Test-Caller: yaw"));
        Assert.Contains("numValue", await world.SeenAsync(Moisture, "Test-Caller: kofi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_delivers_its_own_and_nothing_beside_it()
    {
        await using var world = await StartAsync("provider");
        const string Key = "Test-Key: meteo7";
        string Body(string id, string type, string scope) => $$"""{"id":"urn:ngsi-ld:WeatherObserved:{{id}}","type":{{type}},"scope":{{scope}},"rain":3}""";

        Assert.Equal(201, (await world.Broker.PostAsync("/entities", Body("meteo7:1", "\"WeatherObserved\"", "\"/providers/meteo7\""), Key)).Status);
        (await world.Broker.PostAsync("/entities", Body("meteo8:1", "\"WeatherObserved\"", "\"/providers/meteo7\""), Key)).IsProblem(403, "Forbidden");
        (await world.Broker.PostAsync("/entities", Body("meteo7:2", "\"WeatherObserved\"", "\"/providers/meteo8\""), Key)).IsProblem(403, "Forbidden");
        (await world.Broker.PostAsync("/entities", Body("meteo7:3", "[\"WeatherObserved\",\"Actuator\"]", "\"/providers/meteo7\""), Key)).IsProblem(403, "Forbidden");
        (await world.Broker.PostAsync("/entities", Body("meteo7:4", "\"WeatherObserved\"", "[\"/providers/meteo7\",\"/site/keta\"]"), Key)).IsProblem(403, "Forbidden");
        (await world.Broker.GetAsync("/entities?type=WeatherObserved", Key)).IsProblem(403, "Forbidden");
    }

    [Fact]
    public async Task Operators_command_what_they_see_and_see_no_past()
    {
        await using var world = await StartAsync("operator-see", "operator-do");
        await world.CreateAsync("Actuator:v1", "Actuator", """ "scope":"/site/keta/north","commandValue":"open","reportedValue":"open","owner":{"object":"urn:ngsi-ld:Person:ama"} """);
        await world.CreateAsync("Actuator:v2", "Actuator", """ "scope":"/site/accra","commandValue":"open" """);
        string[] operator1 = ["Test-Caller: esi", "Test-Roles: operator"];

        Assert.Equal("commandValue,reportedValue", await world.SeenAsync("Actuator:v1", operator1));
        Assert.Equal("", await world.SeenAsync("Actuator:v2", operator1));
        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Actuator:v1/attrs", """{"commandValue":"closed"}""", operator1)).IsBare(204);
        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Actuator:v2/attrs", """{"commandValue":"closed"}""", operator1)).IsProblem(404, "ResourceNotFound");
        (await world.Broker.GetAsync("/temporal/entities/urn:ngsi-ld:Actuator:v1", operator1)).IsProblem(403, "Forbidden");
    }

    [Fact]
    public async Task In_an_emergency_all_is_shown_to_who_says_why_and_that_is_written_down()
    {
        await using var world = await StartAsync("emergency", "phone-stays");
        await world.CreateAsync("Device:w1", "Device", """ "controlledProperty":"waterLevel","owner":{"object":"urn:ngsi-ld:Person:ama"},"ownerPhone":"555" """);
        string[] fire = ["Test-Caller: esi", "Test-Roles: flood-control", "Test-Purpose: emergency"];

        (await world.Broker.GetAsync("/entities/urn:ngsi-ld:Device:w1", fire)).IsProblem(403, "Forbidden");
        Assert.Equal("controlledProperty,owner,ownerPhone", await world.SeenAsync("Device:w1", [.. fire, "Test-Reason: the dam"]));
        Assert.Contains(world.Log.Lines, line => line.Contains("the dam", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_holds_whoever_allows_it()
    {
        await using var world = await StartAsync("owner-everything", "phone-stays");
        await world.CreateAsync("Device:w1", "Device", """ "owner":{"object":"urn:ngsi-ld:Person:ama"},"ownerPhone":"555" """);

        Assert.Equal("owner", await world.SeenAsync("Device:w1", "Test-Caller: ama"));
        Assert.Empty((await world.Broker.GetAsync("/entities?type=Device&q=ownerPhone", "Test-Caller: ama")).Json.AsArray());
    }

    /// <summary>Others who measure at the same place.</summary>
    private static async Task NeighboursAsync(PolicyWorld world, params string[] owners)
    {
        foreach (var owner in owners)
            await world.CreateAsync($"DeviceMeasurement:{owner}", "DeviceMeasurement", Attributes.Replace("Person:ama", $"Person:{owner}", StringComparison.Ordinal));
    }

    private static async Task<PolicyWorld> StartAsync(params string[] policies)
    {
        var world = await PolicyWorld.StartAsync(policies);
        await world.CreateAsync(Moisture, "DeviceMeasurement", Attributes);
        return world;
    }
}
