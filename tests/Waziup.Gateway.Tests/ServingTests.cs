using Waziup.Ngsi.Sensors.Tests.Providers;
using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests;

/// <summary>The gateway serves the API as the server does, and outlives what happens to boxes in the field.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_power_was_lost_and_the_time_goes_on()
    {
        using var folder = new TestFolder();
        await using (var gateway = await ServerProcess.StartAsync(folder, "--data", folder.File("data")))
        {
            await gateway.CreateAsync("urn:ngsi-ld:Plot:1");
            Assert.True(File.Exists(folder.File("data/clock")));
        }

        // What was kept does not hold against a clock that is trusted.
        File.WriteAllText(folder.File("data/clock"), "2099-01-01T00:00:00.0000000+00:00");
        await using var again = await ServerProcess.StartAsync(folder, "--data", folder.File("data"), "--trust-clock");
        await again.CreateAsync("urn:ngsi-ld:Plot:2");
        var (_, body) = await again.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Plot:2?options=sysAttrs");

        Assert.Equal(200, (await again.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Plot:1")).Status);
        Assert.Contains("createdAt", body, StringComparison.Ordinal);
        Assert.DoesNotContain("2099", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_hears_what_a_network_server_beside_it_tells()
    {
        using var folder = new TestFolder();
        await using var gateway = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));
        const string uplink = """{"deviceInfo":{"devEui":"0101010101010abc"},"time":"2026-01-31T12:00:00Z","fCnt":10,"data":"A2cBEA==","rxInfo":[{"rssi":-36,"snr":4.5}]}""";

        var unknown = await gateway.SendAsync(HttpMethod.Post, "/iot/v1/lorawan/chirpstack?event=up", uplink);
        var registered = await gateway.SendAsync(HttpMethod.Post, "/iot/v1/devices", """{"id":"pump","devEUI":"0101010101010abc","codec":"lpp"}""");
        var stored = await gateway.SendAsync(HttpMethod.Post, "/iot/v1/lorawan/chirpstack?event=up", uplink);

        Assert.Equal((202, 201, 204), (unknown.Status, registered.Status, stored.Status));
        Assert.Contains("\"numValue\":27.2", (await gateway.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:DeviceMeasurement:pump:temperature_3?format=simplified")).Body, StringComparison.Ordinal);
        Assert.Contains("\"rssi\":-36", (await gateway.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:Device:pump?format=simplified")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_carries_out_scripts_of_codecs()
    {
        using var folder = new TestFolder();
        await using var gateway = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var put = await gateway.SendAsync(HttpMethod.Put, "/iot/v1/codecs/c", """{"script":"function Decoder(bytes, port) { return { t: bytes[1] }; }","examples":[{"bytes":"0102","data":{"t":2}}]}""");
        await gateway.SendAsync(HttpMethod.Post, "/iot/v1/devices", """{"id":"pump","devEUI":"0101010101010abc","codec":"c"}""");
        var stored = await gateway.SendAsync(HttpMethod.Post, "/iot/v1/lorawan/chirpstack?event=up", """{"deviceInfo":{"devEui":"0101010101010abc"},"time":"2026-01-31T12:00:00Z","fPort":1,"data":"A2cBEA=="}""");

        Assert.Equal((201, 204), (put.Status, stored.Status));
        Assert.Contains("\"numValue\":103", (await gateway.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:DeviceMeasurement:pump:t?format=simplified")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_providers_of_data()
    {
        using var folder = new TestFolder();
        await using var source = Source.Saying("""{"now":{"temp":21.5}}""");
        await using var gateway = await ServerProcess.StartAsync(folder, "--data", folder.File("data"));

        var registered = await gateway.SendAsync(HttpMethod.Post, "/iot/v1/devices", """{"id":"weather","sensors":[{"id":"t"}]}""");
        var put = await gateway.SendAsync(HttpMethod.Put, "/iot/v1/providers/near", $$$"""{"url":"{{{source.Url}}}","device":"weather","values":{"t":"$.now.temp"}}""");

        Assert.Equal((201, 201), (registered.Status, put.Status));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!(await gateway.GetAsync("/ngsi-ld/v1/entities/urn:ngsi-ld:DeviceMeasurement:weather:t?format=simplified")).Body.Contains("\"numValue\":21.5", StringComparison.Ordinal))
            await Task.Delay(50, limit.Token);
    }

    [Fact]
    public async Task It_has_the_options_of_the_server_and_its_own()
    {
        using var folder = new TestFolder();

        var help = await Launch.RunAsync(folder, "--help");
        var wrong = await Launch.RunAsync(folder, "--trust-clocks");

        Assert.StartsWith("Waziup.Gateway, an NGSI-LD context broker for a box in the field.", help.Output, StringComparison.Ordinal);
        Assert.Contains("--trust-clock ", help.Output, StringComparison.Ordinal);
        Assert.Contains("--identity", help.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:1027", help.Output, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Code);
        Assert.StartsWith("Waziup.Gateway: there is no option --trust-clocks", wrong.Errors, StringComparison.Ordinal);
    }
}
