using Waziup.Server.Tests;

namespace Waziup.Gateway.Tests.Uplink;

/// <summary>What a gateway holds comes to its cloud, whatever the link does and whoever dies meanwhile: each entity as it is, each observed value once.</summary>
public sealed class UplinkTests
{
    const string Entities = "/ngsi-ld/v1/entities";
    const string Pump = "urn:ngsi-ld:Device:pump";
    const string Temperature = "urn:ngsi-ld:DeviceMeasurement:pump:t";

    [Fact]
    public async Task What_was_written_without_a_link_goes_up_when_there_is_one()
    {
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder);
        await RegisterAsync(sides.Gateway);
        await ReceiveAsync(sides.Gateway, 10, 30);
        await sides.KillGatewayAsync();
        // Late ones, a correction, and what devices are called.
        await ReceiveAsync(sides.Gateway, 0, 10);
        await ReceiveAsync(sides.Gateway, 29, 1, shift: 100);
        await SendAsync(sides.Gateway, HttpMethod.Post, $"{Entities}/{Pump}/attrs", """{"name":{"type":"Property","value":"North"}}""", 204);
        await SendAsync(sides.Gateway, HttpMethod.Post, Entities, ServerProcess.Entity("urn:ngsi-ld:Plot:1"), 201);

        sides.Connect();
        await sides.SettleAsync();

        await SendAsync(sides.Gateway, HttpMethod.Delete, $"{Entities}/urn:ngsi-ld:Plot:1", null, 204);
        await SendAsync(sides.Gateway, HttpMethod.Delete, $"{Entities}/{Pump}/attrs/name", null, 204);
        await ReceiveAsync(sides.Gateway, 40, 5);
        await sides.SettleAsync();
        var (_, body) = await sides.Cloud.GetAsync($"{Entities}/{Temperature}?format=simplified");
        Assert.True(body.Contains("\"numValue\":44", StringComparison.Ordinal), body);
        Assert.Equal(404, (await sides.Cloud.GetAsync($"{Entities}/urn:ngsi-ld:Plot:1")).Status);
    }

    [Fact]
    public async Task A_connection_that_is_cut_anywhere_loses_and_doubles_nothing()
    {
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder);
        var (random, left) = (new Random(7), 1000);
        sides.Link.Cut = () => left-- <= 0 ? (long.MaxValue, long.MaxValue)
            : random.Next(2) == 0 ? (random.Next(1, 1200), long.MaxValue) : (long.MaxValue, random.Next(1, 400));
        await RegisterAsync(sides.Gateway);
        sides.Connect();

        for (var part = 0; part < 200 && sides.Link.Cuts < 5; part++)
        {
            await ReceiveAsync(sides.Gateway, part * 20, 20);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        left = 0;
        await sides.SettleAsync();

        Assert.True(sides.Link.Cuts >= 5, $"{sides.Link.Cuts} connections were cut");
    }

    [Fact]
    public async Task Either_side_dies_again_and_again()
    {
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder);
        await RegisterAsync(sides.Gateway);
        sides.Connect();

        for (var part = 0; part < 8; part++)
        {
            await ReceiveAsync(sides.Gateway, part * 50, 50);
            await Task.Delay(part * 150, TestContext.Current.CancellationToken);
            if (part % 2 == 0)
                await sides.KillGatewayAsync();
            else
                await sides.KillCloudAsync();
        }
        await ReceiveAsync(sides.Gateway, 1000, 1);
        await sides.SettleAsync();
    }

    [Fact]
    public async Task It_tells_how_the_link_fares_and_stops_at_once_when_it_is_asked_to()
    {
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder);

        await UntilAsync(sides.Gateway, "\"syncState\":\"offline\"");
        sides.Connect();
        await UntilAsync(sides.Cloud, "\"syncState\":\"idle\"");

        Assert.Contains("waziup_uplink_refused 0", (await sides.Gateway.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        sides.Gateway.Signal("TERM");
        Assert.Equal(0, await sides.Gateway.EndAsync());
    }

    [Fact]
    public async Task A_cloud_that_lets_nobody_in_is_away_and_gets_all_when_it_does()
    {
        using var folder = new TestFolder();
        await using var sides = await Sides.StartAsync(folder, "--cloud-key", "nobody");
        await RegisterAsync(sides.Gateway);
        await ReceiveAsync(sides.Gateway, 0, 5);
        sides.Connect();

        await sides.SettleAsync();
    }

    static async Task UntilAsync(ServerProcess broker, string text)
    {
        for (var left = 150; left > 0; left--)
        {
            if ((await broker.GetAsync($"{Entities}/urn:ngsi-ld:Gateway:box?format=simplified")).Body.Contains(text, StringComparison.Ordinal))
                return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"{text} was not told\n{broker.Output}");
    }

    static Task RegisterAsync(ServerProcess gateway) => SendAsync(
        gateway, HttpMethod.Post, "/iot/v1/devices", """{"id":"pump","location":{"lon":-1.62,"lat":6.69},"sensors":[{"id":"t","quantityKind":"AirTemperature","unitCode":"CEL"}]}""", 201);

    /// <summary>A payload of values, one a minute from a minute on: the number of the minute, or another one.</summary>
    static Task ReceiveAsync(ServerProcess gateway, int from, int count, int shift = 0)
    {
        var values = Enumerable.Range(from, count).Select(minute => $$"""{"value":{{minute + shift}},"time":"{{DateTime.UnixEpoch.AddDays(20_000).AddMinutes(minute):yyyy-MM-ddTHH:mm:ssZ}}"}""");
        return SendAsync(gateway, HttpMethod.Post, "/iot/v1/devices/pump", $$"""{"t":[{{string.Join(",", values)}}]}""", 204);
    }

    static async Task SendAsync(ServerProcess broker, HttpMethod method, string path, string? body, int expected)
    {
        var (status, answer) = await broker.SendAsync(method, path, body);
        Assert.True(status == expected, $"{method} {path}: {status} {answer}");
    }
}
