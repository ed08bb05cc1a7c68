using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>Notifications as messages (7.2), read by another client.</summary>
public sealed class MqttNotifierTests
{
    [Theory]
    [InlineData("mqtt5.0", 0)]
    [InlineData("mqtt5.0", 1)]
    [InlineData("mqtt5.0", 2)]
    [InlineData("mqtt3.1.1", 1)]
    public async Task A_message_holds_what_headers_would_say_beside_the_notification(string version, int qos)
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        await using var other = await Paho.SubscribeAsync(server.Port, MqttVersion.V5, topic, Qos.ExactlyOnce);
        await using var connections = Connections(onlyPublic: false);

        var receipt = await new MqttNotifier(connections, TimeProvider.System).DeliverAsync(
            Delivery(server.Port, topic, [new("MQTT-QoS", $"{qos}"), new("MQTT-Version", version)]) with { Tenant = Tenant("farm"), ContextUrl = "https://ctx.example/a" }, Ends.Cancel);

        Assert.Equal(Receipt.Delivered, receipt);
        var parts = (await other.NextAsync()).Split('|');
        Assert.Equal((qos, "0", topic), (int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], parts[2]));
        var message = JsonNode.Parse(parts[3])!.AsObject();
        Assert.Equal(["metadata", "body"], message.Select(pair => pair.Key));
        Assert.Equal("""{"type":"Notification","data":[]}""", message["body"]!.ToJsonString());
        var metadata = message["metadata"]!;
        Assert.Equal("application/json", (string?)metadata["Content-Type"]);
        Assert.Equal("<https://ctx.example/a>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"", (string?)metadata["Link"]);
        Assert.Equal(("farm", "Bearer \"t\""), ((string?)metadata["NGSILD-Tenant"], (string?)metadata["Authorization"]));
    }

    [Fact]
    public async Task Who_cannot_be_reached_has_failed_and_may_be_tried_again()
    {
        await using var connections = Connections(onlyPublic: false);

        var receipt = await new MqttNotifier(connections, TimeProvider.System).DeliverAsync(Delivery(1, "a", []), Ends.Cancel);

        Assert.Equal(ReceiptResult.Failed, receipt.Result);
        Assert.NotNull(receipt.Detail);
    }

    [Fact]
    public async Task A_private_address_is_not_called_without_leave()
    {
        var server = await Mosquitto.SharedAsync();
        await using var connections = Connections(onlyPublic: true);

        var receipt = await new MqttNotifier(connections, TimeProvider.System).DeliverAsync(Delivery(server.Port, "a", []), Ends.Cancel);

        Assert.Equal(ReceiptResult.Failed, receipt.Result);
        Assert.Contains("not a public address", receipt.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mqtt://host/a", "MQTT-QoS", "3")]
    [InlineData("mqtt://host/a", "MQTT-Version", "mqtt4")]
    [InlineData("mqtt://host", "MQTT-QoS", "1")]
    [InlineData("mqtt://host/a/#", "MQTT-QoS", "1")]
    public async Task What_makes_no_sense_is_told(string uri, string key, string value)
    {
        await using var connections = Connections(onlyPublic: false);
        var notifier = new MqttNotifier(connections, TimeProvider.System);

        Assert.NotNull(notifier.Check(new NotificationEndpoint(new Uri(uri), "application/json", [], [new(key, value)], null, null)));
        Assert.True(notifier.Handles(new Uri("mqtts://host/a")));
        Assert.False(notifier.Handles(new Uri("https://host/a")));
    }

    private static MqttConnections Connections(bool onlyPublic) => new(
        new MqttOptions(), new Egress(new EgressOptions { OnlyPublic = onlyPublic }).ConnectAsync, TimeProvider.System, NullLogger<MqttConnections>.Instance);

    private static Delivery Delivery(int port, string topic, KeyValuePair<string, string>[] settings) => new(
        "urn:n:1",
        new NotificationEndpoint(new Uri($"mqtt://127.0.0.1:{port}/{topic}"), "application/json", [new("Authorization", "Bearer \"t\"")], [.. settings], null, null),
        default, """{"type":"Notification","data":[]}"""u8.ToArray(), null, TimeSpan.FromSeconds(10));

    private static TenantId Tenant(string name) => TenantId.TryParse(name, out var tenant) ? tenant : throw new FormatException(name);
}
