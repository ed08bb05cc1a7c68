using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sensors.Tests.Hosting;

namespace Waziup.Ngsi.Sensors.Tests.Registry;

public sealed class PendingDeviceTests
{
    private static readonly Instant At = new(1_790_000_000_000_000);

    private static readonly Heard Told = new(At,
    [
        new Reading("temperature_1", JsonElement.Parse("21.5"), At) { Quantity = "Temperature", UnitCode = "CEL" },
        new Reading("temperature_1", JsonElement.Parse("21.6"), At) { Quantity = "Temperature", UnitCode = "CEL" },
        new Reading("door", JsonElement.Parse("true"), At),
    ])
    {
        HostedBy = "gw1",
        Owner = "urn:ngsi-ld:Person:ama",
        Protocol = "lora",
        DevEui = "0102030405060A0B",
        Rssi = -71,
        Snr = 8.5,
        Payload = new byte[] { 1, 0x67, 0, 0xd7 },
    };

    [Fact]
    public void What_was_heard_waits_and_nobody_finds_a_sensor_of_it()
    {
        var entity = PendingDevice.Of("node 7", Told);

        Assert.Equal("urn:ngsi-ld:Device:node%207", (string?)entity["id"]);
        Assert.Equal("Device", (string?)entity["type"]);
        Assert.Equal("pending", (string?)entity["deviceState"]!["value"]);
        Assert.Equal("private", (string?)entity["visibility"]!["value"]);
        Assert.Equal("AWcA1w==", (string?)entity["heard"]!["json"]!["payload"]);
        Assert.Equal("""{"type":"Property","value":-71,"unitCode":"DBM","observedAt":"2026-09-21T14:13:20Z"}""", entity["rssi"]!.ToJsonString());
        Assert.Null(entity["controlledProperty"]);
    }

    [Fact]
    public void An_EUI_that_is_none_is_not_kept() => Assert.Null(PendingDevice.Of("d", Told with { DevEui = "01:02" })["devEUI"]);

    [Fact]
    public void A_draft_asks_for_what_was_heard()
    {
        var draft = PendingDevice.Draft(JsonElement.Parse(PendingDevice.Of("node 7", Told).ToJsonString()));

        Assert.Equal("""
            {"id":"node 7","hostedBy":"urn:ngsi-ld:Gateway:gw1","owner":"urn:ngsi-ld:Person:ama","devEUI":"0102030405060a0b","supportedProtocol":["lora"],"sensors":[{"id":"temperature_1","quantityKind":"Temperature","unitCode":"CEL"},{"id":"door"}]}
            """.Trim(), draft.ToJsonString());
    }

    [Fact]
    public void A_draft_takes_no_harm_where_somebody_has_changed_what_was_heard()
    {
        var entity = PendingDevice.Of("d", Told);
        entity["heard"]!["json"]!["readings"] = JsonNode.Parse("""[7,{"sensor":1},{"sensor":"a","quantityKind":[],"unitCode":5},{"value":3}]""");

        Assert.Equal("""[{"id":"a"}]""", PendingDevice.Draft(JsonElement.Parse(entity.ToJsonString()))["sensors"]!.ToJsonString());
    }

    [Fact]
    public async Task An_approval_makes_it_what_it_would_be_had_it_been_registered_first()
    {
        await using var broker = await SensorBroker.StartAsync();
        await broker.SendAsync("POST", "entities", PendingDevice.Of("node 7", Told).ToJsonString());
        var pending = (await broker.GetAsync("entities?type=Device&q=" + Uri.EscapeDataString("deviceState==\"pending\"")))[0];
        var registration = DeviceRegistration.Read(JsonElement.Parse(PendingDevice.Draft(pending).ToJsonString()));

        var approval = PendingDevice.Approve(pending, registration)!;
        await broker.SendAsync("PATCH", $"entities/{Uri.EscapeDataString(approval.Id)}", approval.Changes.ToJsonString());
        await broker.SendAsync("POST", "entityOperations/create", new JsonArray([.. approval.Parts]).ToJsonString());

        var device = JsonNode.Parse((await broker.GetAsync($"entities/{Uri.EscapeDataString(approval.Id)}")).GetRawText())!.AsObject();
        Assert.Null(device["heard"]);
        Assert.All(registration.Entities.First(), member => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(member.Value!.ToJsonString()), device[member.Key]), member.Key));
        Assert.Equal(["dateLastValueReported", "rssi", "snr"], device.Select(member => member.Key).Except(registration.Entities.First().Select(member => member.Key)).Order());
        Assert.Equal(2, (await broker.GetAsync("entities?type=DeviceMeasurement")).GetArrayLength());
    }

    [Theory]
    [InlineData("node 8", "pending")]
    [InlineData("node 7", "registered")]
    public void Only_a_device_that_waits_is_approved_as_itself(string device, string state)
    {
        var pending = PendingDevice.Of("node 7", Told);
        pending["deviceState"]!["value"] = state;

        Assert.Null(PendingDevice.Approve(JsonElement.Parse(pending.ToJsonString()), DeviceRegistration.Read(JsonElement.Parse($$"""{"id":"{{device}}"}"""))));
    }

    [Fact]
    public void Who_sends_much_is_not_kept_whole()
    {
        var entity = PendingDevice.Of("d", new Heard(At, [.. Enumerable.Range(0, 1000).Select(i => Told.Readings[0] with { Sensor = $"t{i}", Value = JsonElement.Parse($"\"{new string('x', i)}\"") })]) { Payload = new byte[100_000] });

        Assert.Equal(100, entity["heard"]!["json"]!["readings"]!.AsArray().Count);
        Assert.True(entity.ToJsonString().Length < 20_000);
    }
}
