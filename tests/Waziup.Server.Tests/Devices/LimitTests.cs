using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>What is odd, too much, or comes at the same time as something else.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_registration_that_the_tenant_has_no_room_for_leaves_nothing_behind()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"), "--tenant-entities", "3");
        Assert.Equal(202, (await server.TellAsync("waiting", """{"t":1}""")).Status);
        var before = await server.EntityAsync("urn:ngsi-ld:Device:waiting");

        var created = await server.RegisterAsync();
        var approved = await server.RegisterAsync("""{"id":"waiting","sensors":[{"id":"t"},{"id":"u"},{"id":"v"}]}""");

        Assert.Equal((403, 403), (created.Status, approved.Status));
        Assert.Equal(before.ToJsonString(), (await server.EntityAsync("urn:ngsi-ld:Device:waiting")).ToJsonString());
        Assert.Equal("[]", (await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement,Actuator")).Body);
        Assert.Equal(201, (await server.RegisterAsync("""{"id":"waiting","sensors":[{"id":"t"},{"id":"u"}]}""")).Status);
    }

    [Fact]
    public async Task Those_who_tell_of_an_unknown_device_at_once_are_all_told_that_it_waits_and_a_registration_stays_one()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var told = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.TellAsync("node", """{"t":1}""")));
        Assert.All(told, answer => Assert.True(answer.Status == 202, answer.Body));

        var both = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i == 5 ? server.RegisterAsync("""{"id":"node","sensors":[{"id":"t"}]}""") : server.TellAsync("node", """{"t":2}""")));
        Assert.All(both.Where((_, i) => i != 5), answer => Assert.True(answer.Status is 202 or 204, answer.Body));
        Assert.Equal(201, both[5].Status);
        Assert.Equal("registered", (string?)(await server.EntityAsync("urn:ngsi-ld:Device:node", "?format=simplified"))["deviceState"]);
    }

    [Fact]
    public async Task What_an_unknown_device_sends_is_not_kept_whole()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        Assert.Equal(202, (await server.TellAsync("node", $$"""{"t":"{{new string('x', 100_000)}}","u":[1,2]}""")).Status);

        var heard = (await server.EntityAsync("urn:ngsi-ld:Device:node"))["heard"]!;
        Assert.True(heard.ToJsonString().Length < 2000);
        Assert.Equal("""[{"sensor":"t"},{"sensor":"u","value":[1,2]}]""", heard["json"]!["readings"]!.ToJsonString());
    }

    [Fact]
    public async Task One_name_too_many_or_a_text_that_deletes_does_not_keep_the_others_from_being_stored()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync($$"""{"id":"d","sensors":[{{string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"id":"s{{i}}"}"""))}}]}""");

        var surplus = await server.TellAsync("d", """{"s1":42,"typo":1}""");
        var deleting = await server.TellAsync("d", """{"s2":43,"s3":"urn:ngsi-ld:null"}""");
        var alone = await server.TellAsync("d", """{"s3":"urn:ngsi-ld:null"}""");
        var many = await server.TellAsync("d", $$"""{{{string.Join(',', Enumerable.Range(0, 501).Select(i => $"\"n{i}\":1"))}}}""");

        Assert.Equal((207, 207, 400, 400), (surplus.Status, deleting.Status, alone.Status, many.Status));
        Assert.Equal("typo 403", Refused(surplus.Body));
        Assert.Equal("s3 400", Refused(deleting.Body));
        Assert.Equal("42", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:s1"))["numValue"]!["value"]!.ToJsonString());
        Assert.Equal("43", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:s2"))["numValue"]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task A_device_answers_to_its_id_too_and_a_unit_that_nobody_knows_is_not_that_of_the_sensor()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync();

        var told = await server.TellAsync("urn:ngsi-ld:Device:pump%25207", """[{"n":"t","u":"Fahrenheit","v":70}]"""u8.ToArray(), "application/senml+json");

        Assert.Equal(204, told.Status);
        var value = (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump%207:t"))["numValue"]!;
        Assert.Equal(("70", null), (value["value"]!.ToJsonString(), (string?)value["unitCode"]));
    }

    [Fact]
    public async Task A_value_at_the_end_of_the_calendar_does_not_keep_others_from_being_found()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync();
        await server.TellAsync("pump%207", """{"t":20}""");
        await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities",
            """{"id":"urn:ngsi-ld:DeviceMeasurement:x:t","type":"DeviceMeasurement","quantityKind":{"type":"VocabProperty","vocab":"AirTemperature"},"numValue":{"type":"Property","value":1,"observedAt":"9999-12-31T23:00:00Z"}}""");

        var (status, body) = await server.SendAsync(HttpMethod.Post, $"{Board.Root}/needs", """{"quantityKind":"AirTemperature","fresh":"PT3H"}""");

        Assert.True(status == 200, body);
        Assert.Equal("2", JsonNode.Parse(body)!["found"]!.ToJsonString());
    }

    static string Refused(string body) => string.Join(' ', JsonNode.Parse(body)!["refused"]!.AsArray().Select(refused => $"{refused!["sensor"]} {refused["error"]!["status"]}"));
}
