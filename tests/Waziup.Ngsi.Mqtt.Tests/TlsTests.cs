using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_server_with_a_private_root_is_trusted_where_the_root_is_given(string host)
    {
        using var root = new PrivateRoot();
        await using var server = await SecureAsync(root);
        var options = Ends.Options(server.Port) with { Host = host, UsesTls = true, Roots = [root.Root] };
        await using var client = Ends.Client(options);

        await client.ConnectAsync(Ends.Cancel);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.SendAsync("t", $"{i}", Qos.ExactlyOnce)));
    }

    [Fact]
    public async Task Another_root_is_not_enough()
    {
        using var root = new PrivateRoot();
        using var stranger = new PrivateRoot();
        await using var server = await SecureAsync(root);
        await using var client = Ends.Client(Ends.Options(server.Port) with { UsesTls = true, Roots = [stranger.Root] });
        await using var usual = Ends.Client(Ends.Options(server.Port) with { UsesTls = true });

        var failure = await Assert.ThrowsAsync<MqttException>(() => client.ConnectAsync(Ends.Cancel));
        await Assert.ThrowsAsync<MqttException>(() => usual.ConnectAsync(Ends.Cancel));

        Assert.Contains("cannot be trusted", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_notifier_believes_the_roots_of_its_broker_besides_its_own(bool hasOwn)
    {
        using var root = new PrivateRoot();
        using var stranger = new PrivateRoot();
        await using var server = await SecureAsync(root);
        var own = new MqttOptions();
        if (hasOwn)
            own.Roots.Add(stranger.Root);
        await using var with = new MqttConnections(own, null, TimeProvider.System, NullLogger<MqttConnections>.Instance, [root.Root]);
        await using var without = new MqttConnections(own, null, TimeProvider.System, NullLogger<MqttConnections>.Instance);
        Assert.True(MqttEndpoint.TryParse($"mqtts://127.0.0.1:{server.Port}/t", [new("MQTT-QoS", "1")], out var endpoint, out _));

        await with.PublishAsync(endpoint, "{}"u8.ToArray(), Ends.Cancel);

        await Assert.ThrowsAsync<MqttException>(() => without.PublishAsync(endpoint, "{}"u8.ToArray(), Ends.Cancel));
    }

    private static async Task<Mosquitto> SecureAsync(PrivateRoot root)
    {
        var server = await Mosquitto.OwnAsync("allow_anonymous true", "certfile FOLDER/server.crt", "keyfile FOLDER/server.key");
        await root.WriteServerAsync(server.Folder, Ends.Cancel);
        return await server.StartAsync();
    }
}
