using System.Text.Json.Nodes;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Devices;

/// <summary>Nobody learns or writes by way of devices what his policies do not give him.</summary>
public sealed class RightTests
{
    const string Secret = """{"id":"secret","codec":"hidden-codec","scope":"/ghana/hidden","location":{"lon":-1.62,"lat":6.69},"owner":"urn:ngsi-ld:Person:ama","sensors":[{"id":"t"}]}""";

    [Fact]
    public async Task Who_shows_nothing_learns_nothing()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        Assert.Equal(201, (await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Secret)).Status);

        foreach (var device in new[] { "secret", "nosuch" })
        {
            Assert.Equal(401, (await server.TellAsync(device, "{}")).Status);
            Assert.Equal(401, (await server.TellAsync(device, """{"t":1}""")).Status);
            var bytes = await server.TellAsync(device, [1, 2, 3], "application/octet-stream");
            Assert.Equal(401, bytes.Status);
            Assert.DoesNotContain("hidden-codec", bytes.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sensor_has_from_its_device_what_the_caller_sees_of_it()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", Secret);
        var key = await server.KeyAsync(root, """{"name":"blind"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:blind",
            """{"who":["key:blind"],"rights":["read","create","update"],"entities":{"type":"DeviceMeasurement,Sensor"},"attributes":{"*":"show","owner":"show","visibility":"show","scope":"show"}}""");

        var alone = await server.TellAsync("secret", """{"leak":1}""", key);
        var mixed = await server.TellAsync("secret", """{"leak":1,"t":2}""", key);

        Assert.Equal((404, 207), (alone.Status, mixed.Status));
        Assert.Equal("leak", (string?)JsonNode.Parse(mixed.Body)!["refused"]![0]!["sensor"]);
        Assert.Equal(404, (await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:DeviceMeasurement:secret:leak")).Status);
    }

    [Fact]
    public async Task Who_may_only_make_sensors_makes_those_that_are_new()
    {
        using var folder = new TestFolder();
        await using var server = await Identity.Guarded.StartAsync(folder);
        var root = await server.BeginAsync();
        await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", """{"id":"d","sensors":[{"id":"t"}]}""");
        var key = await server.KeyAsync(root, """{"name":"maker"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:maker",
            """{"who":["key:maker"],"rights":["read","create"],"entities":{"type":"Device|DeviceMeasurement|Sensor"},"attributes":{"*":"show","visibility":"show"}}""");

        var (status, body) = await server.TellAsync("d", """{"t":1,"new":2}""", key);

        Assert.True(status == 207, body);
        Assert.Equal("t", (string?)JsonNode.Parse(body)!["refused"]![0]!["sensor"]);
        Assert.Equal(200, (await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:DeviceMeasurement:d:new")).Status);
    }
}
