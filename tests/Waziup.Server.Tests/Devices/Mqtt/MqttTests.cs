using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>What devices publish at a real MQTT server is stored as what they send over HTTP.</summary>
public sealed class MqttTests
{
    const string Device = """{"id":"d","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""";
    const string Sensor = "urn:ngsi-ld:DeviceMeasurement:d:t";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_topic_is_read_in_its_way()
    {
        using var folder = new TestFolder();
        var (mosquitto, client) = (await Mosquitto.SharedAsync(), $"c{Guid.NewGuid():N}");
        await using var server = await StartAsync(folder, mosquitto, client);
        await server.RegisterAsync(Device);
        await server.RegisterAsync("""{"id":"l","codec":"lpp","sensors":[{"id":"3"}]}""");
        await server.RegisterAsync($$"""{"id":"n","codec":"lpp","devEUI":"{{Network.Eui}}"}""");
        await using var publisher = Ends.Client(Ends.Options(mosquitto.Port));

        await publisher.SendAsync("devices/d/payloads", """{"t":{"value":21.5,"time":"2026-01-31T12:00:00Z"},"level":1.5}""", Qos.AtLeastOnce);
        await publisher.SendAsync("devices/d/sensors/t/value", """{"value":22,"time":"2026-01-31T13:00:00Z"}""", Qos.AtLeastOnce);
        await publisher.SendAsync("devices/d/sensors/t/values", """[{"value":23,"time":"2026-01-31T14:00:00Z"},{"value":20,"time":"2026-01-31T11:00:00Z"}]""", Qos.AtLeastOnce);
        await publisher.PublishAsync("devices/l/payloads", new byte[] { 3, 0x67, 1, 0x10 }, Qos.AtLeastOnce, null, Cancel);
        await publisher.SendAsync($"application/a/device/{Network.Eui}/event/up", Network.ChirpStackUplink(), Qos.AtLeastOnce);
        await publisher.SendAsync("devices/nobody/payloads", """{"t":1}""", Qos.AtLeastOnce);

        await server.UntilAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Device:nobody?format=simplified", body => body.Contains("pending", StringComparison.Ordinal));
        await server.UntilAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Device:n", body => body.Contains("frameCounter", StringComparison.Ordinal));
        await server.UntilAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement&q=refDevice==%22urn:ngsi-ld:Device:l%22", body => body.Contains("27.2", StringComparison.Ordinal));
        Assert.Equal("""[[20,"2026-01-31T11:00:00Z"],[21.5,"2026-01-31T12:00:00Z"],[22,"2026-01-31T13:00:00Z"],[23,"2026-01-31T14:00:00Z"]]""", await server.PastAsync(Sensor, "numValue"));
        var level = await server.EntityAsync("urn:ngsi-ld:DeviceMeasurement:d:level");
        Assert.Equal("gateway", (string?)level["numValue"]!["timeSource"]!["value"]);
    }

    [Fact]
    public async Task What_is_refused_is_told_and_counted_and_holds_nothing_up()
    {
        using var folder = new TestFolder();
        var (mosquitto, client) = (await Mosquitto.SharedAsync(), $"c{Guid.NewGuid():N}");
        await using var server = await StartAsync(folder, mosquitto, client);
        await server.RegisterAsync(Device);
        await using var publisher = Ends.Client(Ends.Options(mosquitto.Port));

        await publisher.SendAsync("devices/d/payloads", "{", Qos.AtLeastOnce);
        await publisher.SendAsync("devices/d/payloads", "21.5", Qos.AtLeastOnce);
        await publisher.SendAsync("tenants/nosuch/devices/d/payloads", """{"t":1}""", Qos.AtLeastOnce);
        await publisher.SendAsync("v3/a/devices/d/down/push", "{}", Qos.AtLeastOnce);
        await publisher.SendAsync("devices/d/sensors/t/value", "21.5", Qos.AtLeastOnce);

        await server.UntilAsync($"/ngsi-ld/v1/entities/{Sensor}", body => body.Contains("21.5", StringComparison.Ordinal));
        string[] counted = ["{outcome=\"refused\"} 3", "{outcome=\"ignored\"} 1", "{outcome=\"stored\"} 1"];
        string[] told = ["what came on devices/d/payloads is not stored", "what came on tenants/nosuch/devices/d/payloads is not stored"];
        await server.UntilAsync("/metrics", body => counted.All(count => body.Contains("waziup_mqtt_received_total" + count, StringComparison.Ordinal)));
        await server.UntilAsync("/metrics", _ => told.All(line => server.Output.Contains(line, StringComparison.Ordinal)));
        Assert.DoesNotContain("nosuch", (await server.GetAsync("/ngsi-ld/v1/entities?type=DeviceMeasurement")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_published_while_the_host_is_away_is_stored_when_it_is_back()
    {
        using var folder = new TestFolder();
        var (mosquitto, client) = (await Mosquitto.SharedAsync(), $"c{Guid.NewGuid():N}");
        await using (var server = await StartAsync(folder, mosquitto, client))
        {
            await server.RegisterAsync(Device);
            server.Signal("TERM");
            Assert.Equal(0, await server.EndAsync());
        }
        await using var publisher = Ends.Client(Ends.Options(mosquitto.Port));
        for (var hour = 10; hour < 20; hour++)
            await publisher.SendAsync("devices/d/sensors/t/value", $$"""{"value":{{hour}},"time":"2026-01-31T{{hour}}:00:00Z"}""", Qos.AtLeastOnce);

        await using var again = await StartAsync(folder, mosquitto, client);

        await again.UntilAsync($"/ngsi-ld/v1/temporal/entities/{Sensor}?attrs=numValue&timeproperty=observedAt&options=temporalValues",
            body => Enumerable.Range(10, 10).All(hour => body.Contains($"[{hour},\"2026-01-31T{hour}:00:00Z\"]", StringComparison.Ordinal)));
    }

    static async Task<ServerProcess> StartAsync(TestFolder folder, Mosquitto mosquitto, string client)
    {
        var server = await ServerProcess.StartAsync(folder, "--data", folder.File("data"), "--ingest", $"mqtt://127.0.0.1:{mosquitto.Port}", "--ingest-client", client, "--ingest-gather", "20");
        await server.WaitForAsync("Messages are received from");
        return server;
    }
}
