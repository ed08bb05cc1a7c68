using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs.LoRaWan;
using Waziup.Ngsi.Sensors.Tests.Codecs;
using Waziup.Ngsi.Sensors.Tests.Hosting;
using Waziup.Ngsi.Tests.Fuzz;

namespace Waziup.Ngsi.Sensors.Tests.Bridge;

/// <summary>Whatever a network server sends, the bridge stores what can be stored, or says why it does not.</summary>
public sealed class HostileEventTests
{
    private static readonly string[] Names = ["up", "up", "up", "join", "status", "ack", "txack", "log", "other"];

    private static readonly string[] GoodOnes =
    [
        ChirpStackTests.Uplink,
        TheThingsStackTests.Uplink,
        """{"deviceInfo":{"deviceName":"Node","devEui":"0101010101010abc"},"time":"2026-01-31T12:00:00Z","acknowledged":true,"batteryLevel":88.3,"margin":10,"fCntDown":3}""",
        """{"deviceInfo":{"deviceName":"pump","devEui":"0202020202020202"},"time":"2026-01-31T12:00:00Z","object":{"a":[1,{"value":2,"time":"2026-01-31T10:00:00Z"}],"b":{"lat":1},"c":true,"":0}}""",
        """{"end_device_ids":{"device_id":"free","dev_eui":"0303030303030303"},"received_at":"2026-01-31T12:00:00Z","downlink_failed":{"downlink":{},"error":{"message_format":"too long"}}}""",
        """{"end_device_ids":{"device_id":"json","dev_eui":"0404040404040404"},"uplink_message":{"f_cnt":4294967295,"f_port":255,"frm_payload":"eyJhIjoxfQ==","rx_metadata":[{"rssi":1e308,"snr":-1e308}]}}""",
    ];

    private static readonly string[] Pieces =
    [
        "[", "]", "{", "}", ",", ":", "\"", "\\ud800", "\\u0000", "null", "1e999", "-1e308", "\"@type\":", "\"@value\":", "\"type\":", "\"value\":", "\"time\":", "urn:ngsi-ld:null", "urn:x y",
        "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59Z", "\n", "é", "%2F", "AWcA6w==", "0202020202020202",
    ];

    [Fact]
    public async Task Each_is_answered_and_what_is_stored_can_be_read()
    {
        await using var host = await SensorBroker.StartAsync();
        var bridge = new DeviceBridge(host.Broker);
        foreach (var device in new[] { """{"id":"Farm","devEUI":"0101010101010abc","codec":"lpp"}""", """{"id":"things","devEUI":"0004a30b001c0530"}""", """{"id":"free"}""", """{"id":"json","devEUI":"0404040404040404","codec":"json"}""" })
            await bridge.RegisterAsync(TenantId.Default, Caller.Anonymous, JsonElement.Parse(device), TestContext.Current.CancellationToken);
        var (chirpStack, theThingsStack) = (new ChirpStack(), new TheThingsStack());
        var mutator = new Mutator(seed: 7, GoodOnes, Pieces);
        var (stored, refused) = (0, 0);

        for (var i = 0; i < Mutator.Count / 4; i++)
        {
            var message = mutator.Next();
            foreach (var read in new[] { chirpStack.Read(message, Names[i % Names.Length], Vectors.Received), theThingsStack.Read(message, Vectors.Received) })
            {
                if (read.Event is not { } told)
                    continue;
                try
                {
                    stored += (await bridge.ReceiveEventAsync(TenantId.Default, Caller.Anonymous, told, TestContext.Current.CancellationToken)).Readings.Stored > 0 ? 1 : 0;
                }
                catch (NgsiLdException fault) when (fault.Error.Status is >= 400 and < 500)
                {
                    refused++;
                }
                catch (Exception fault)
                {
                    throw new InvalidOperationException($"Input {i} is {Encoding.UTF8.GetString(message)}", fault);
                }
            }
        }

        // Were each refused, or none, nothing would have been tried.
        Assert.InRange(stored, Mutator.Count / 100, Mutator.Count);
        Assert.InRange(refused, 0, stored);
        var devices = await host.GetAsync("entities?type=Device&limit=1000&options=sysAttrs");
        Assert.All(devices.EnumerateArray(), device => Assert.StartsWith("urn:ngsi-ld:Device:", device.GetProperty("id").GetString(), StringComparison.Ordinal));
        foreach (var sensor in (await host.GetAsync("entities?type=DeviceMeasurement&limit=1000")).EnumerateArray())
            await host.GetAsync($"temporal/entities/{Uri.EscapeDataString(sensor.GetProperty("id").GetString()!)}");
    }
}
