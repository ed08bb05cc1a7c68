using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Mqtt.Accounts;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests.Accounts;

/// <summary>Accounts at a real server: each may do what it was given and nothing else.</summary>
public sealed class DynamicSecurityTests
{
    private static readonly MqttAccount Pump = new("pump 7", "devices/pump 7/#", "devices/pump 7/commands/#");

    [Fact]
    public async Task An_account_publishes_and_hears_what_it_was_given_alone()
    {
        await using var server = await Mosquitto.DynamicAsync();
        await using var security = New(server);
        await security.CloseAsync(Ends.Cancel);
        await security.PutAsync(Pump, "first", Ends.Cancel);
        await security.PutAsync(new MqttAccount("other", "devices/other/#", "devices/other/commands/#"), "first", Ends.Cancel);
        await using var pump = Client(server, "pump 7", "first");

        await pump.SendAsync("devices/pump 7/payloads", "1", Qos.AtLeastOnce);
        await pump.SubscribeAsync([new TopicFilter("devices/pump 7/commands/#", Qos.AtLeastOnce)], Ends.Cancel);

        await Assert.ThrowsAsync<MqttException>(() => pump.SendAsync("devices/other/payloads", "1", Qos.AtLeastOnce));
        await Assert.ThrowsAsync<MqttException>(() => pump.SendAsync("$CONTROL/dynamic-security/v1", "{}", Qos.AtLeastOnce));
        foreach (var filter in new[] { "devices/other/commands/#", "devices/+/commands/#", "devices/pump 7/#", "#" })
            await Assert.ThrowsAsync<MqttException>(() => pump.SubscribeAsync([new TopicFilter(filter, Qos.AtLeastOnce)], Ends.Cancel));
        Assert.Equal(["other", "pump 7"], (await security.ListAsync(Ends.Cancel)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_new_password_takes_the_place_of_the_old_one_and_an_account_that_is_taken_away_has_none()
    {
        await using var server = await Mosquitto.DynamicAsync();
        await using var security = New(server);
        await security.PutAsync(Pump, "first", Ends.Cancel);
        await security.PutAsync(Pump, "second", Ends.Cancel);
        await using var old = Client(server, "pump 7", "first");
        await using var now = Client(server, "pump 7", "second");

        await Assert.ThrowsAsync<MqttException>(() => old.ConnectAsync(Ends.Cancel));
        await now.ConnectAsync(Ends.Cancel);
        await security.RemoveAsync("pump 7", Ends.Cancel);
        await security.RemoveAsync("nobody", Ends.Cancel);

        await using var gone = Client(server, "pump 7", "second");
        await Assert.ThrowsAsync<MqttException>(() => gone.ConnectAsync(Ends.Cancel));
        Assert.Empty(await security.ListAsync(Ends.Cancel));
    }

    [Fact]
    public async Task The_account_of_somebody_else_is_left_as_it_is()
    {
        await using var server = await Mosquitto.DynamicAsync();
        await using var security = New(server);

        Assert.False(await security.PutAsync(Pump with { User = "admin" }, "first", Ends.Cancel));

        await using var admin = Client(server, "admin", Mosquitto.AdminPassword);
        await admin.ConnectAsync(Ends.Cancel);
        Assert.Empty(await security.ListAsync(Ends.Cancel));
        Assert.True(await security.PutAsync(Pump, "first", Ends.Cancel));
    }

    [Fact]
    public async Task A_server_that_cannot_be_administered_says_so()
    {
        await using var server = await Mosquitto.DynamicAsync();
        await using var refused = New(server, "wrong");

        var failure = await Assert.ThrowsAsync<IOException>(() => refused.ListAsync(Ends.Cancel));

        Assert.Contains("refused the connection", failure.Message, StringComparison.Ordinal);
    }

    private static DynamicSecurity New(Mosquitto server, string password = Mosquitto.AdminPassword) =>
        new(new MqttServer("127.0.0.1", server.Port, false, "admin") { Password = password }, TimeProvider.System, NullLogger.Instance);

    private static MqttClient Client(Mosquitto server, string user, string password) => Ends.Client(Ends.Options(server.Port) with { User = user, Password = password });
}
