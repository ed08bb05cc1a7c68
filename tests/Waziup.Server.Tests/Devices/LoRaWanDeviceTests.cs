using System.Text.Json.Nodes;

namespace Waziup.Server.Tests.Devices;

/// <summary>Which device an event of a network server is about, and who may bring it.</summary>
public sealed class LoRaWanDeviceTests
{
    [Fact]
    public async Task A_device_that_nobody_knows_waits_under_its_EUI_until_somebody_registers_it()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var first = await server.ChirpStackAsync(Network.ChirpStackUplink(more: "\"object\":{\"t\":27.2},"));
        var waiting = await server.EntityAsync($"urn:ngsi-ld:Device:{Network.Eui}");
        var draft = await server.GetAsync($"{Board.Root}/devices/{Network.Eui}/draft");

        Assert.Equal((202, """{"stored":0,"pending":true,"refused":[]}"""), first);
        Assert.Equal(("\"pending\" @", "\"0101010101010abc\" @", "-99 DBM @2026-01-31T12:00:00.775023Z"), (waiting.Told("deviceState"), waiting.Told("devEUI"), waiting.Told("rssi")));
        Assert.Equal("A2cBEA==", (string?)waiting["heard"]!["json"]!["payload"]);
        Assert.Equal("""{"id":"0101010101010abc","devEUI":"0101010101010abc","supportedProtocol":["lora"],"sensors":[{"id":"t"}]}""", draft.Body);

        // Whoever registers it may call it as he likes.
        var registered = await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc","codec":"lpp"}""");
        var stored = await server.ChirpStackAsync(Network.ChirpStackUplink(11));

        Assert.Equal((201, (204, "")), (registered.Status, stored));
        Assert.StartsWith("11 ", (await server.EntityAsync("urn:ngsi-ld:Device:pump")).Told("frameCounter"), StringComparison.Ordinal);
        Assert.StartsWith("27.2 ", (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump:temperature_3")).Told("numValue"), StringComparison.Ordinal);
        Assert.Equal("", (await server.EntityAsync($"urn:ngsi-ld:Device:{Network.Eui}")).Told("frameCounter"));
    }

    [Theory]
    [InlineData("join", true)]
    [InlineData("status", true)]
    [InlineData("ack", false)]
    [InlineData("txack", false)]
    [InlineData("log", false)]
    [InlineData("location", false)]
    public async Task A_device_is_heard_by_what_it_sends_itself(string name, bool isHeard)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var (status, _) = await server.ChirpStackAsync(Network.ChirpStack("\"time\":\"2026-01-31T12:00:00Z\""), name);

        Assert.Equal(isHeard ? 202 : 204, status);
        Assert.Equal(isHeard ? 1 : 0, JsonNode.Parse(await server.EntitiesAsync())!.AsArray().Count);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_does_not_keep_a_device_from_being_heard_again()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        await server.ChirpStackAsync(Network.ChirpStackUplink(time: "2999-01-01T00:00:00Z"));

        Assert.DoesNotContain("2999", await server.EntitiesAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Node", 204)]
    [InlineData(Network.Eui, 204)]
    [InlineData("node", 202)]
    public async Task A_device_without_an_EUI_is_known_by_what_the_server_calls_it(string name, int status)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync($$"""{"id":"{{name}}","codec":"lpp"}""");
        await server.RegisterAsync("""{"id":"other","devEUI":"0101010101010abd","codec":"lpp"}""");

        var answer = await server.ChirpStackAsync(Network.ChirpStackUplink());

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 204 ? "10" : "", (await server.EntityAsync($"urn:ngsi-ld:Device:{name}")).Told("frameCounter").Split(' ')[0]);
        Assert.Equal("", (await server.EntityAsync("urn:ngsi-ld:Device:other")).Told("frameCounter"));
    }

    [Fact]
    public async Task A_device_of_the_same_name_with_another_EUI_is_another_one()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"Node","devEUI":"0101010101010abd","codec":"lpp"}""");

        var answer = await server.ChirpStackAsync(Network.ChirpStackUplink());

        Assert.Equal(202, answer.Status);
        Assert.Equal("", (await server.EntityAsync("urn:ngsi-ld:Device:Node")).Told("frameCounter"));
    }

    [Theory]
    [InlineData("""{"id":"urn:ngsi-ld:Device:b","type":"Device","devEUI":{"type":"Property","value":"0101010101010abc"}}""", "several devices have the EUI")]
    [InlineData("""{"id":"urn:ngsi-ld:Device:0101010101010abc","type":"Device","devEUI":{"type":"Property","value":"0101010101010abd"}}""", "has another EUI")]
    [InlineData("""{"id":"urn:mine:b","type":"Device","devEUI":{"type":"Property","value":"0101010101010abc"}}""", "has an id that is none of a device which was registered")]
    public async Task Where_it_is_not_certain_which_device_it_is_nothing_is_stored(string entity, string why)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        if (why.StartsWith("several", StringComparison.Ordinal))
            await server.RegisterAsync("""{"id":"a","devEUI":"0101010101010abc","codec":"lpp"}""");
        var made = await server.SendAsync(HttpMethod.Post, "/ngsi-ld/v1/entities", entity);
        var before = await server.EntitiesAsync();

        var (status, body) = await server.ChirpStackAsync(Network.ChirpStackUplink());

        Assert.Equal((201, 409), (made.Status, status));
        Assert.Contains(why, (string?)JsonNode.Parse(body)!["detail"], StringComparison.Ordinal);
        Assert.Equal(before, await server.EntitiesAsync());
    }

    [Fact]
    public async Task Under_policies_a_network_server_writes_what_it_may()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await Identity.Guarded.BeginAsync(server);
        var network = await Identity.Guarded.KeyAsync(server, root, """{"name":"network"}""");
        var antenna = await Identity.Guarded.KeyAsync(server, root, """{"name":"antenna"}""");
        var stranger = await Identity.Guarded.KeyAsync(server, root, """{"name":"stranger"}""");
        await Identity.Guarded.AllowAsync(server, root, "urn:waziup:Policy:readings",
            """{"who":["key:network"],"rights":["read","update"],"entities":{"type":"DeviceMeasurement","id":["urn:ngsi-ld:DeviceMeasurement:pump:temperature_3"]},"attributes":{"numValue":"show"}}""");
        await Identity.Guarded.AsAsync(server, root, HttpMethod.Post, $"{Board.Root}/devices",
            """{"id":"pump","devEUI":"0101010101010abc","codec":"lpp","sensors":[{"id":"temperature_3"},{"id":"temperature_4"}]}""");

        var nobody = await server.ChirpStackAsync(Network.ChirpStackUplink());
        var other = await server.ChirpStackAsync(Network.ChirpStackUplink(), key: stranger);
        var log = await server.ChirpStackAsync(Network.ChirpStack("\"level\":\"INFO\""), "log");
        var hidden = await server.ChirpStackAsync(Network.ChirpStackUplink(), key: network);
        var status = await server.ChirpStackAsync(Network.ChirpStack("\"batteryLevel\":50"), "status", network);
        var unknown = await server.ChirpStackAsync(Network.ChirpStackUplink(eui: "0202020202020202"), key: network);

        Assert.Equal((401, 403, 401), (nobody.Status, other.Status, log.Status));
        // The readings were stored; the device is not there for it.
        Assert.Equal((207, 1, 404), (hidden.Status, (int)JsonNode.Parse(hidden.Body)!["stored"]!, (int)JsonNode.Parse(hidden.Body)!["radio"]!["status"]!));
        Assert.Equal((404, 403), (status.Status, unknown.Status));
        Assert.Equal("", (await SeenAsync("urn:ngsi-ld:Device:pump")).Told("rssi"));
        Assert.StartsWith("27.2 ", (await SeenAsync("urn:ngsi-ld:DeviceMeasurement:pump:temperature_3")).Told("numValue"), StringComparison.Ordinal);

        await Identity.Guarded.AllowAsync(server, root, "urn:waziup:Policy:radio",
            """{"who":["key:network","key:antenna"],"rights":["read","update"],"entities":{"type":"Device"},"attributes":{"rssi":"show","snr":"show","frameCounter":"show","framePort":"show","batteryLevel":"show","dateLastValueReported":"show"}}""");
        var alone = await server.ChirpStackAsync(Network.ChirpStackUplink(12), key: antenna);
        var allowed = await server.ChirpStackAsync(Network.ChirpStackUplink(11, data: "A2cBEARnAPA="), key: network);

        // A counter that is seen means readings that are stored.
        Assert.Equal(404, alone.Status);
        Assert.Equal((207, 1), (allowed.Status, (int)JsonNode.Parse(allowed.Body)!["stored"]!));
        Assert.Equal(["temperature_4"], JsonNode.Parse(allowed.Body)!["refused"]!.AsArray().Select(refused => (string?)refused!["sensor"]));
        Assert.StartsWith("11 ", (await SeenAsync("urn:ngsi-ld:Device:pump")).Told("frameCounter"), StringComparison.Ordinal);

        async Task<JsonNode> SeenAsync(string id) => JsonNode.Parse((await Identity.Guarded.AsAsync(server, root, HttpMethod.Get, $"/ngsi-ld/v1/entities/{id}")).Body)!;
    }

    [Theory]
    [InlineData("chirpstack", "{}", 400)]
    [InlineData("chirpstack?event=", "{}", 400)]
    [InlineData("chirpstack?event=up&token=1", "{}", 400)]
    [InlineData("chirpstack?event=up", "{}", 400)]
    [InlineData("chirpstack?event=up", "{\"deviceInfo\":", 400)]
    [InlineData("chirpstack?event=up", """{"deviceInfo":{"devEui":"0101010101010abc"},"data":"%"}""", 400)]
    [InlineData("chirpstack?event=up", """{"deviceInfo":{"devEui":"0101010101010abc","deviceName":"\ud800"},"data":""}""", 400)]
    [InlineData("chirpstack?event=status", """{"deviceInfo":{"devEui":"0101010101010abc"},"batteryLevel":1e999}""", 400)]
    [InlineData("the-things-stack", "[]", 400)]
    [InlineData("the-things-stack?event=up", "{}", 400)]
    [InlineData("the-things-stack", """{"end_device_ids":{"device_id":"pump"},"uplink_message":{}}""", 400)]
    [InlineData("else", "{}", 404)]
    public async Task What_is_no_event_changes_nothing(string path, string message, int expected)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc"}""");
        var before = await server.EntitiesAsync();

        var (status, body) = await server.EventAsync(path, message);

        Assert.Equal(expected, status);
        Assert.NotEmpty((string?)JsonNode.Parse(body)!["detail"] ?? "");
        Assert.Equal(before, await server.EntitiesAsync());
        Assert.DoesNotContain("error", server.Output, StringComparison.Ordinal);
    }
}
