using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Pipeline;
using Waziup.Ngsi.Sensors.Pulling;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sync.Exchange;
using Waziup.Ngsi.Sync.Logs;
using Waziup.Ngsi.Sync.Tests.Model;
using Waziup.Ngsi.Sync.Versions;

namespace Waziup.Ngsi.Client.Tests.Examples;

/// <summary>The examples of the READMEs of what WAZIUP adds.</summary>
public class SensorExamples
{
    [Fact]
    public void A_payload_becomes_clean_values()
    {
        byte[] payload = [3, 0x67, 0x01, 0x10, 4, 0x68, 0x50];
        var now = Instant.Of(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero));

        var decoded = CodecRegistry.Standard().Find("lpp")!.Decode(payload, now);

        // A plan is for one stream, so for the readings of one sensor.
        var plan = PipelineReader.Read("""[{"op":"missingTime"},{"op":"grossRange","failMin":-40,"failMax":60},{"op":"convertUnit","from":"CEL","to":"FAH"}]""");
        var clean = plan.Run(decoded.Readings.Where(reading => reading.Sensor == "temperature_3").Select(reading => Sample.Of(reading, now))).Outputs;

        Assert.Equal(80.96, Assert.Single(clean).Value!.Value, 1e-9);
    }

    [Fact]
    public async Task A_bridge_stores_what_devices_send()
    {
        await using var host = await TestBroker.StartAsync();
        var (broker, tenant, caller, cancel) = (host.Broker, TenantId.Default, Caller.Anonymous, TestContext.Current.CancellationToken);
        var now = Instant.Of(broker.Clock.GetUtcNow());

        var bridge = new DeviceBridge(broker);
        await bridge.RegisterAsync(tenant, caller, JsonElement.Parse("""{"id":"pump-7","sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}"""), cancel);
        var receipt = await bridge.ReceiveAsync(tenant, caller, "pump-7", new Heard(now, [new Reading("t", JsonElement.Parse("21.5"), now)]), cancel);

        Assert.Equal((1, false), (receipt.Stored, receipt.IsPending));
    }

    [Fact]
    public async Task Providers_are_put_and_asked_as_long_as_somebody_runs_it()
    {
        await using var host = await TestBroker.StartAsync();
        var (broker, tenant, caller, cancel) = (host.Broker, TenantId.Default, Caller.Anonymous, TestContext.Current.CancellationToken);
        var (bridge, stop) = (new DeviceBridge(broker), new CancellationToken(canceled: true));

        using var providers = new DataProviders(broker, bridge);
        await providers.PutAsync(tenant, caller, "weather", JsonElement.Parse("""{"url":"https://example.org/now","device":"pump-7","values":{"t":"$.temp"}}"""), cancel);
        await providers.RunAsync(stop);

        Assert.True(EntityId.TryParse("urn:ngsi-ld:Provider:weather", out var id));
        Assert.NotNull(await broker.Storage.Entities.FindAsync(tenant, id, cancel));
    }

    [Fact]
    public void What_one_holds_the_other_gets()
    {
        var (gateway, cloud) = (new MemoryBroker("gateway", () => 1, Mutant.None), new MemoryBroker("cloud", () => 2, Mutant.None));
        var slot = new Slot("urn:ngsi-ld:Well:1", "numValue", "");
        var version = Writing.Value(gateway, 1000, "gateway", slot, 900, isCurrent: true, "4.5"u8.ToArray());
        Join.Apply(gateway, version);
        gateway.Append(Lane.Reading, "gateway", version);
        var sender = new Sender(gateway, "cloud", () => "epoch", new SenderOptions());
        var receiver = new Receiver(cloud, () => "session");

        for (var i = 0; i < 20; i++)
        {
            var request = sender.Next(asks: true);
            if (request is not null)
                sender.Take(request, receiver.Answer(request));
        }

        Assert.Equal(version, cloud.Present(slot));
    }
}
