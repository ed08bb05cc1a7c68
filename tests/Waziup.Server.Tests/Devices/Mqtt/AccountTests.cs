using System.Text.Json.Nodes;
using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests;
using Waziup.Ngsi.Mqtt.Tests.Servers;
using static Waziup.Server.Tests.Identity.Guarded;

namespace Waziup.Server.Tests.Devices.Mqtt;

/// <summary>Each device has an account at the MQTT server, reaches its own topics alone, and writes as itself.</summary>
public sealed class AccountTests
{
    const string Policy = """
        {"who":["role:device"],"rights":["read","update"],"entities":{"type":"DeviceMeasurement","q":"refDevice==$subject"},"attributes":{"numValue":"show","textValue":"show"}}
        """;

    // What a policy decides by has to be named by whoever may write it.
    const string Registrars = """{"who":["role:administrator"],"rights":["create"],"entities":{},"attributes":{"*":"show","refDevice":"show"}}""";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_writes_its_own_sensors_and_cannot_publish_for_another_one()
    {
        using var folder = new TestFolder();
        await using var mosquitto = await Mosquitto.DynamicAsync();
        await using var server = await StartAsync(folder, mosquitto);
        var root = await server.BeginAsync();
        await server.AllowAsync(root, "urn:waziup:Policy:devices", Policy);
        await server.AllowAsync(root, "urn:waziup:Policy:registrars", Registrars);
        await RegisterAsync(server, root, "one", "two");
        var (user, password) = await IssueAsync(server, root, "one");
        await using var device = Client(mosquitto, user, password);

        await device.SendAsync("devices/one/sensors/t/value", "21.5", Qos.AtLeastOnce);
        await Assert.ThrowsAsync<MqttException>(() => device.SendAsync("devices/two/sensors/t/value", "99", Qos.AtLeastOnce));
        await Assert.ThrowsAsync<MqttException>(() => device.SubscribeAsync([new TopicFilter("devices/two/commands/#", Qos.AtLeastOnce)], Cancel));
        await device.SubscribeAsync([new TopicFilter("devices/one/commands/#", Qos.AtLeastOnce)], Cancel);

        await server.UntilAsync($"{Entities}/urn:ngsi-ld:DeviceMeasurement:one:t", body => body.Contains("21.5", StringComparison.Ordinal), root);
        var other = await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:DeviceMeasurement:two:t");
        Assert.DoesNotContain("99", other.Body, StringComparison.Ordinal);
        Assert.Equal("one", user);
        Assert.DoesNotContain(password, server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_policy_for_devices_what_one_publishes_is_refused()
    {
        using var folder = new TestFolder();
        await using var mosquitto = await Mosquitto.DynamicAsync();
        await using var server = await StartAsync(folder, mosquitto);
        var root = await server.BeginAsync();
        await RegisterAsync(server, root, "one");
        var (user, password) = await IssueAsync(server, root, "one");
        await using var device = Client(mosquitto, user, password);

        await device.SendAsync("devices/one/sensors/t/value", "21.5", Qos.AtLeastOnce);

        await server.WaitForAsync("what came on devices/one/sensors/t/value is not stored");
        Assert.DoesNotContain("21.5", (await server.AsAsync(root, HttpMethod.Get, $"{Entities}/urn:ngsi-ld:DeviceMeasurement:one:t")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_write_a_device_gets_no_password_for_it()
    {
        using var folder = new TestFolder();
        await using var mosquitto = await Mosquitto.DynamicAsync();
        await using var server = await StartAsync(folder, mosquitto);
        var root = await server.BeginAsync();
        await RegisterAsync(server, root, "one", "a/b");
        var reader = await server.KeyAsync(root, """{"name":"reader"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:reader", """{"who":["key:reader"],"rights":["read"],"entities":{"type":"Device"},"attributes":{"*":"show"}}""");
        var partly = await server.KeyAsync(root, """{"name":"partly"}""");
        await server.AllowAsync(root, "urn:waziup:Policy:partly", """{"who":["key:partly"],"rights":["read","update"],"entities":{"type":"Device"},"attributes":{"name":"show"}}""");

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, $"{Board.Root}/devices/one/mqtt-credentials")).Status);
        Assert.Equal(403, (await server.AsAsync(reader, HttpMethod.Post, $"{Board.Root}/devices/one/mqtt-credentials")).Status);
        Assert.Equal(403, (await server.AsAsync(partly, HttpMethod.Post, $"{Board.Root}/devices/one/mqtt-credentials")).Status);
        Assert.Equal(404, (await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices/nosuch/mqtt-credentials")).Status);
        Assert.Equal(400, (await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices/a%2Fb/mqtt-credentials")).Status);
        Assert.DoesNotContain("dateCredentialsIssued", (await server.AsAsync(root, HttpMethod.Get, $"{Entities}?type=Device")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_goes_with_its_device_and_those_of_others_are_left_alone()
    {
        using var folder = new TestFolder();
        await using var mosquitto = await Mosquitto.DynamicAsync();
        await using var server = await StartAsync(folder, mosquitto);
        var root = await server.BeginAsync();
        await RegisterAsync(server, root, "one", "two", "admin");
        var (user, password) = await IssueAsync(server, root, "one");
        var (kept, still) = await IssueAsync(server, root, "two");
        Assert.Equal(409, (await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices/admin/mqtt-credentials")).Status);

        Assert.Equal(204, (await server.AsAsync(root, HttpMethod.Delete, $"{Entities}/urn:ngsi-ld:Device:one")).Status);

        await server.WaitForAsync("The device one is gone");
        await using var gone = Client(mosquitto, user, password);
        await Assert.ThrowsAsync<MqttException>(() => gone.ConnectAsync(Cancel));
        await using var other = Client(mosquitto, kept, still);
        await other.ConnectAsync(Cancel);
    }

    static Task<ServerProcess> StartAsync(TestFolder folder, Mosquitto mosquitto) => Identity.Guarded.StartAsync(
        folder, "--ingest", $"mqtt://admin@127.0.0.1:{mosquitto.Port}", "--ingest-password", Mosquitto.AdminPassword, "--ingest-gather", "0", "--manage-mqtt");

    static async Task RegisterAsync(ServerProcess server, string root, params string[] devices)
    {
        foreach (var device in devices)
        {
            var (status, body) = await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices", $$"""{"id":"{{device}}","sensors":[{"id":"t"}]}""");
            Assert.True(status == 201, body);
        }
    }

    static async Task<(string User, string Password)> IssueAsync(ServerProcess server, string root, string device)
    {
        var (status, body) = await server.AsAsync(root, HttpMethod.Post, $"{Board.Root}/devices/{device}/mqtt-credentials");
        Assert.True(status == 201, $"{body}\n{server.Output}");
        var told = JsonNode.Parse(body)!;
        Assert.Equal($"devices/{device}/#", (string?)told["publish"]);
        return ((string)told["username"]!, (string)told["password"]!);
    }

    static MqttClient Client(Mosquitto mosquitto, string user, string password) => Ends.Client(Ends.Options(mosquitto.Port) with { User = user, Password = password });
}
