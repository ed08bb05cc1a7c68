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

    private static async Task<Mosquitto> SecureAsync(PrivateRoot root)
    {
        var server = await Mosquitto.OwnAsync("allow_anonymous true", "certfile FOLDER/server.crt", "keyfile FOLDER/server.key");
        await root.WriteServerAsync(server.Folder, Ends.Cancel);
        return await server.StartAsync();
    }
}
