using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>What a server refuses is told in words.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_wrong_password_is_told(int version)
    {
        await using var server = await WithUserAsync("secret");
        var options = Ends.Options(server.Port, (MqttVersion)version) with { User = "anna", Password = "wrong" };
        await using var client = Ends.Client(options);

        var refusal = await Assert.ThrowsAsync<MqttException>(() => client.ConnectAsync(Ends.Cancel));
        var waiting = await Assert.ThrowsAsync<MqttException>(() => client.SendAsync("t", "x", Qos.AtLeastOnce));

        Assert.True(refusal.IsLasting);
        Assert.Contains("refused the connection", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("not authorized", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, waiting.Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_right_password_is_taken(int version)
    {
        await using var server = await WithUserAsync("sécret");
        await using var client = Ends.Client(Ends.Options(server.Port, (MqttVersion)version) with { User = "anna", Password = "sécret" });

        await client.ConnectAsync(Ends.Cancel);
        await client.SendAsync("t", "x", Qos.ExactlyOnce);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        var server = await Mosquitto.OwnAsync();
        await using (server)
        {
            await using var client = Ends.Client(Ends.Options(server.Port));

            var failure = await Assert.ThrowsAsync<MqttException>(() => client.ConnectAsync(Ends.Cancel));

            Assert.False(failure.IsLasting);
            Assert.Contains($"127.0.0.1:{server.Port} cannot be reached", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_address_that_the_caller_refuses_is_not_dialled()
    {
        var options = Ends.Options(1) with { Open = (host, port, _) => throw new InvalidOperationException($"{host} is not public") };
        await using var client = Ends.Client(options);

        var failure = await Assert.ThrowsAsync<MqttException>(() => client.ConnectAsync(Ends.Cancel));

        Assert.Contains("127.0.0.1 is not public", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_on_in_time()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port;
        await using var client = Ends.Client(Ends.Options(port) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        var failure = await Assert.ThrowsAsync<MqttException>(() => client.ConnectAsync(Ends.Cancel));

        Assert.Contains("did not answer within 0.2 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_larger_than_the_server_takes_is_refused_and_others_are_not()
    {
        await using var server = await (await Mosquitto.OwnAsync("allow_anonymous true", "max_packet_size 2000")).StartAsync();
        await using var client = Ends.Client(Ends.Options(server.Port));
        await client.ConnectAsync(Ends.Cancel);

        foreach (var qos in Enum.GetValues<Qos>())
        {
            var refusal = await Assert.ThrowsAsync<MqttException>(() => client.SendAsync("t", new string('x', 2000), qos));

            Assert.Equal(ReasonCode.PacketTooLarge, refusal.Reason);
            Assert.Contains("takes 2000 at most", refusal.Message, StringComparison.Ordinal);
            await client.SendAsync("t", new string('x', 1900), qos);
        }
        Assert.Equal(0, client.Pending);
    }

    [Fact]
    public async Task A_server_of_3_1_1_that_closes_for_a_message_gets_it_a_few_times_only()
    {
        await using var server = await (await Mosquitto.OwnAsync("allow_anonymous true", "max_packet_size 2000")).StartAsync();
        await using var client = Ends.Client(Ends.Options(server.Port, MqttVersion.V311) with { MaxSends = 2 });

        var failure = await Assert.ThrowsAsync<MqttException>(() => client.SendAsync("t", new string('x', 2000), Qos.AtLeastOnce));
        await client.SendAsync("t", "x", Qos.AtLeastOnce);

        Assert.Contains("lost 2 times after it was sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_does_not_allow_is_told_for_each_message_and_filter()
    {
        await using var server = await Mosquitto.OwnAsync("allow_anonymous true", "acl_file FOLDER/acl");
        await File.WriteAllLinesAsync(Path.Combine(server.Folder, "acl"), ["topic readwrite open/#"], Ends.Cancel);
        await server.StartAsync();
        await using var client = Ends.Client(Ends.Options(server.Port));

        var refusal = await Assert.ThrowsAsync<MqttException>(() => client.SendAsync("closed/a", "x", Qos.AtLeastOnce));
        var once = await Assert.ThrowsAsync<MqttException>(() => client.SendAsync("closed/a", "x", Qos.ExactlyOnce));

        Assert.Equal((ReasonCode.NotAuthorized, ReasonCode.NotAuthorized), (refusal.Reason, once.Reason));
        await client.SendAsync("open/a", "x", Qos.ExactlyOnce);
    }

    [Fact]
    public async Task More_than_the_bound_do_not_wait()
    {
        await using var server = await Mosquitto.OwnAsync();
        await using var client = Ends.Client(Ends.Options(server.Port) with { MaxPending = 2, MaxPendingBytes = 10 });
        using var enough = new CancellationTokenSource();
        var first = client.PublishAsync("t", new byte[6], Qos.AtLeastOnce, null, enough.Token);

        await Assert.ThrowsAsync<MqttException>(() => client.PublishAsync("t", new byte[6], Qos.AtMostOnce, null, Ends.Cancel));
        var second = client.PublishAsync("t", new byte[1], Qos.AtMostOnce, null, enough.Token);
        await Assert.ThrowsAsync<MqttException>(() => client.PublishAsync("t", default, Qos.AtMostOnce, null, Ends.Cancel));

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, client.Pending);
    }

    [Fact]
    public async Task What_waits_at_the_end_fails()
    {
        await using var server = await Mosquitto.OwnAsync();
        var client = Ends.Client(Ends.Options(server.Port));
        var waiting = client.SendAsync("t", "x", Qos.AtMostOnce);

        await client.DisposeAsync();

        Assert.Contains("was closed", (await Assert.ThrowsAsync<MqttException>(() => waiting)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ConnectAsync(Ends.Cancel));
    }

    private static async Task<Mosquitto> WithUserAsync(string password)
    {
        var server = await Mosquitto.OwnAsync("allow_anonymous false", "password_file FOLDER/passwords");
        await server.AddUserAsync("anna", password);
        return await server.StartAsync();
    }
}
