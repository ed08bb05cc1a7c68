using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Waziup.Server.Tests.Devices;

/// <summary>What network servers of LoRaWAN tell of devices is stored.</summary>
public sealed partial class LoRaWanTests
{
    const string Pump = "urn:ngsi-ld:Device:pump";

    [Fact]
    public async Task An_uplink_becomes_readings_and_radio_data_of_the_time_at_which_it_was_heard()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010ABC","codec":"lpp","sensors":[{"id":"temperature_3","unitCode":"CEL"}]}""");

        var answer = await server.ChirpStackAsync(Network.ChirpStackUplink(more: "\"object\":{\"other\":1},"));

        Assert.Equal((204, ""), answer);
        var reading = (await server.EntityAsync(Pump.Replace(":Device:", ":DeviceMeasurement:", StringComparison.Ordinal) + ":temperature_3"))["numValue"]!;
        Assert.Equal("27.2 CEL 2026-01-31T12:00:00.775023Z gateway", $"{reading["value"]!.ToJsonString()} {reading["unitCode"]} {reading["observedAt"]} {reading["timeSource"]!["value"]}");
        var device = await server.EntityAsync(Pump);
        const string at = "@2026-01-31T12:00:00.775023Z";
        Assert.Equal(
            [$"-99 DBM {at}", $"10.5 2N {at}", $"10 {at}", $"2 {at}", $$"""{"@type":"DateTime","@value":"2026-01-31T12:00:00.775023Z"} {{at}}""", ""],
            new[] { "rssi", "snr", "frameCounter", "framePort", "dateLastValueReported", "batteryLevel" }.Select(device.Told));
        // The codec of the device alone is asked.
        Assert.DoesNotContain("other", await server.EntitiesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_device_names_no_codec_what_the_server_has_decoded_is_stored()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc"}""");

        var answer = await server.TheThingsStackAsync(Network.TheThingsStack("""
            "uplink_message":{"f_cnt":7,"frm_payload":"AAE=","decoded_payload":{"soil":41.50,"note":"dry","told":{"value":1,"time":"2026-01-31T11:00:00Z"}},
             "rx_metadata":[{"gateway_ids":{"gateway_id":"gtw1"},"rssi":-35,"snr":5}],"last_battery_percentage":{"f_cnt":1,"value":39.5,"received_at":"2026-01-31T06:00:00Z"},
             "received_at":"2026-01-31T11:59:59.5Z"}
            """));

        Assert.Equal((204, ""), answer);
        var soil = await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump:soil");
        Assert.Equal(("41.50 @2026-01-31T11:59:59.5Z", Pump), (soil.Told("numValue"), (string?)soil["refDevice"]!["object"]));
        var told = (await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:pump:told"))["numValue"]!;
        Assert.Equal(("2026-01-31T11:00:00Z", "2026-01-31T11:59:59.5Z"), ((string?)told["observedAt"], (string?)told["receivedAt"]!["value"]!["@value"]));
        var device = await server.EntityAsync(Pump);
        Assert.Equal(("0.395 @2026-01-31T06:00:00Z", "7 @2026-01-31T11:59:59.5Z", ""), (device.Told("batteryLevel"), device.Told("frameCounter"), device.Told("framePort")));
    }

    [Theory]
    [InlineData("""{"id":"pump","devEUI":"0101010101010abc"}""", "A2cBEA==", "the device names no codec, and the network server has not decoded the payload", 0)]
    [InlineData("""{"id":"pump","devEUI":"0101010101010abc","codec":"mine"}""", "A2cBEA==", "there is no codec mine, which the device names", 0)]
    [InlineData("""{"id":"pump","devEUI":"0101010101010abc","codec":"lpp"}""", "A2cBEARnAA==", "(at byte 7)", 1)]
    [InlineData("""{"id":"pump","devEUI":"0101010101010abc","codec":"json"}""", "eyJ0IjoxLCJoIg==", "(at byte 10)", 0)]
    [InlineData("""{"id":"pump","devEUI":"0101010101010abc","codec":"json"}""", "MjEuNQ==", "the payload is a value alone, which does not say which sensor it is of", 0)]
    public async Task What_cannot_be_read_is_told_and_the_rest_is_kept(string registration, string data, string why, int readings)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync(registration);

        var (status, body) = await server.ChirpStackAsync(Network.ChirpStackUplink(data: data));

        Assert.Equal(207, status);
        Assert.EndsWith(why, (string?)JsonNode.Parse(body)!["unread"], StringComparison.Ordinal);
        Assert.Equal((readings, "false", "[]"), ((int)JsonNode.Parse(body)!["stored"]!, JsonNode.Parse(body)!["pending"]!.ToJsonString(), JsonNode.Parse(body)!["refused"]!.ToJsonString()));
        Assert.Equal(readings, JsonNode.Parse((await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement")).Body)!.AsArray().Count);
        Assert.StartsWith("10 ", (await server.EntityAsync(Pump)).Told("frameCounter"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_uplink_without_a_payload_tells_of_the_radio_alone()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc","codec":"json"}""");

        var answer = await server.ChirpStackAsync(Network.ChirpStack("\"time\":\"2026-01-31T12:00:00Z\",\"rxInfo\":[{\"rssi\":-36}]"));

        Assert.Equal((204, ""), answer);
        var device = await server.EntityAsync(Pump);
        Assert.Equal(("0 @2026-01-31T12:00:00Z", "-36 DBM @2026-01-31T12:00:00Z", ""), (device.Told("frameCounter"), device.Told("rssi"), device.Told("framePort")));
    }

    [Theory]
    [InlineData("status", "\"margin\":10,\"batteryLevel\":88.3,", "batteryLevel", "0.883 @2026-01-31T12:00:00Z")]
    [InlineData("status", "\"batteryLevelUnavailable\":true,", "batteryLevel", "")]
    [InlineData("join", "\"devAddr\":\"00189440\",", "dateLastJoined", """{"@type":"DateTime","@value":"2026-01-31T12:00:00Z"} @2026-01-31T12:00:00Z""")]
    [InlineData("txack", "\"queueItemId\":\"1bbc\",\"fCntDown\":3,", "downlinkStatus", "\"sent\" @2026-01-31T12:00:00Z")]
    [InlineData("ack", "\"queueItemId\":\"1bbc\",\"acknowledged\":true,\"fCntDown\":3,", "downlinkStatus", "\"delivered\" @2026-01-31T12:00:00Z")]
    [InlineData("ack", "\"queueItemId\":\"1bbc\",\"fCntDown\":3,", "downlinkStatus", "\"failed\" @2026-01-31T12:00:00Z")]
    [InlineData("log", "\"level\":\"ERROR\",\"code\":\"UPLINK_MIC\",", "downlinkStatus", "")]
    [InlineData("location", "\"location\":{\"latitude\":37.3},", "location", "")]
    public async Task Other_events_of_ChirpStack_tell_of_the_device(string name, string members, string attribute, string told)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc"}""");

        var answer = await server.ChirpStackAsync(Network.ChirpStack(members + "\"time\":\"2026-01-31T12:00:00Z\""), name);

        Assert.Equal((204, ""), answer);
        var device = await server.EntityAsync(Pump);
        Assert.Equal(told, device.Told(attribute));
        // The counter of a downlink is not that of uplinks.
        Assert.Equal("", device.Told("frameCounter") + device.Told("dateLastValueReported"));
    }

    [Theory]
    [InlineData("\"join_accept\":{\"received_at\":\"2026-01-31T12:00:00Z\"}", "dateLastJoined", """{"@type":"DateTime","@value":"2026-01-31T12:00:00Z"} @2026-01-31T12:00:00Z""", null)]
    [InlineData("\"downlink_queued\":{\"f_port\":15}", "downlinkStatus", "\"pending\" @2026-01-31T12:00:01Z", null)]
    [InlineData("\"downlink_sent\":{\"f_port\":15}", "downlinkStatus", "\"sent\" @2026-01-31T12:00:01Z", null)]
    [InlineData("\"downlink_ack\":{\"f_port\":15,\"f_cnt\":7}", "downlinkStatus", "\"delivered\" @2026-01-31T12:00:01Z", null)]
    [InlineData("\"downlink_nack\":{\"f_port\":15,\"f_cnt\":7}", "downlinkStatus", "\"failed\" @2026-01-31T12:00:01Z", "not acknowledged")]
    [InlineData("\"downlink_failed\":{\"downlink\":{},\"error\":{\"message_format\":\"too long\"}}", "downlinkStatus", "\"failed\" @2026-01-31T12:00:01Z", "too long")]
    [InlineData("\"service_data\":{}", "downlinkStatus", "", null)]
    public async Task Other_events_of_The_Things_Stack_tell_of_the_device(string members, string attribute, string told, string? reason)
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc"}""");

        var answer = await server.TheThingsStackAsync(Network.TheThingsStack(members));

        Assert.Equal((204, ""), answer);
        var device = await server.EntityAsync(Pump);
        Assert.Equal((told, reason), (device.Told(attribute), (string?)device[attribute]?["reason"]?["value"]));
    }

    [Fact]
    public async Task What_comes_late_is_past_and_what_comes_twice_changes_nothing()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        await server.RegisterAsync("""{"id":"pump","devEUI":"0101010101010abc","codec":"lpp"}""");
        const string sensor = "urn:ngsi-ld:DeviceMeasurement:pump:temperature_3";
        var (newer, older) = (Network.ChirpStackUplink(11, "2026-01-31T12:00:00Z"), Network.ChirpStackUplink(10, "2026-01-31T11:00:00Z", "A2cA8A=="));

        await server.ChirpStackAsync(newer);
        var late = await server.ChirpStackAsync(older);
        var (entities, past) = (await server.EntitiesAsync(), await AllAsync());
        var again = (await server.ChirpStackAsync(newer), await server.ChirpStackAsync(older), await server.ChirpStackAsync(newer));

        Assert.Equal((204, ""), late);
        Assert.Equal(((204, ""), (204, ""), (204, "")), again);
        Assert.Equal((entities, past), (await server.EntitiesAsync(), await AllAsync()));
        Assert.Equal(("11 @2026-01-31T12:00:00Z", "27.2 @2026-01-31T12:00:00Z"), ((await server.EntityAsync(Pump)).Told("frameCounter"), (await server.EntityAsync(sensor)).Told("numValue").Replace("CEL ", "", StringComparison.Ordinal)));

        // All of the past, its instanceIds too; but that the past was told again is said by modifiedAt.
        async Task<string> AllAsync() => string.Join('\n', await PastAsync(sensor), await PastAsync(Pump));
        async Task<string> PastAsync(string id) => ModifiedAt().Replace((await server.GetAsync($"/ngsi-ld/v1/temporal/entities/{id}?options=sysAttrs")).Body, "");
    }

    [GeneratedRegex(",\"modifiedAt\":\"[^\"]*\"")]
    private static partial Regex ModifiedAt();
}
