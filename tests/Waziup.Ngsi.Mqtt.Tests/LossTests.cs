using System.Globalization;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>The server goes and comes back, or only seems to be there.</summary>
public sealed class LossTests
{
    const int Many = 6000;

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 1)]
    [InlineData(5, 2)]
    public async Task What_is_published_while_the_server_restarts_arrives(int version, int qos)
    {
        await using var server = await Mosquitto.OwnAsync("allow_anonymous true", "persistence true", "max_queued_messages 100000", "max_inflight_messages 50");
        await server.StartAsync();
        var topic = Ends.NewTopic();
        // The other end is away meanwhile: mosquitto 2.0.11 itself repeats messages with QoS 2 that it was sending when it was stopped.
        await using (await Paho.SubscribeAsync(server.Port, (MqttVersion)version, topic, (Qos)qos))
        {
        }
        await using var client = Ends.Client(Ends.Options(server.Port, (MqttVersion)version) with { IsCleanStart = false });
        await client.ConnectAsync(Ends.Cancel);

        var all = Enumerable.Range(0, Many / 2).Select(i => client.SendAsync(topic, $"{i}", (Qos)qos)).ToList();
        await all[Many / 10];
        await server.StopAsync();
        all.AddRange(Enumerable.Range(Many / 2, Many / 2).Select(i => client.SendAsync(topic, $"{i}", (Qos)qos)));
        Assert.InRange(client.Pending, Many / 2, Many);
        await server.StartAsync();
        await Task.WhenAll(all);
        await client.SendAsync(topic, "end", (Qos)qos);

        await using var other = await Paho.ResumeAsync(server.Port, (MqttVersion)version, topic, (Qos)qos);
        var arrived = new List<string>();
        while (await other.NextContentAsync() is var text && text != "end")
            arrived.Add(text);
        var wanted = Enumerable.Range(0, Many).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToHashSet(StringComparer.Ordinal);
        Assert.True(wanted.SetEquals(arrived), $"{wanted.Except(arrived, StringComparer.Ordinal).Count()} are missing");
        if (qos == 2)
            Assert.Equal(Many, arrived.Count);
    }

    [Fact]
    public async Task A_lost_connection_in_the_middle_of_QoS_2_repeats_nothing()
    {
        var server = await Mosquitto.SharedAsync();
        await using var proxy = new StallingProxy(server.Port);
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var sink = Ends.Client(Ends.Options(proxy.Port) with { ReceiveMaximum = 50 }, inbox.TakeAndAcknowledgeAsync);
        await sink.SubscribeAsync([new(topic, Qos.ExactlyOnce)], Ends.Cancel);
        await using var source = Ends.Client(Ends.Options(proxy.Port) with { MaxSends = 1000 });

        var sent = new List<Task>();
        for (var i = 0; i < 20; i++)
        {
            sent.AddRange(Enumerable.Range(i * 100, 100).Select(n => source.SendAsync(topic, $"{n}", Qos.ExactlyOnce)));
            await sent[i * 100];
            proxy.Cut();
        }
        await Task.WhenAll(sent);
        await source.SendAsync(topic, "end", Qos.ExactlyOnce);

        var arrived = new List<string>();
        while ((await inbox.NextAsync()).Text() is var text && text != "end")
            arrived.Add(text);
        Assert.Equal(Enumerable.Range(0, 2000), arrived.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Order());
        Assert.True(proxy.Connections > 20, $"{proxy.Connections} connections");
    }

    [Fact]
    public async Task A_half_open_connection_is_noticed()
    {
        var server = await Mosquitto.SharedAsync();
        await using var proxy = new StallingProxy(server.Port);
        await using var client = Ends.Client(Ends.Options(proxy.Port) with { KeepAlive = TimeSpan.FromSeconds(2) });
        await client.ConnectAsync(Ends.Cancel);
        await client.SendAsync("t", "x", Qos.AtLeastOnce);

        proxy.Stall();
        await client.SendAsync("t", "y", Qos.ExactlyOnce).WaitAsync(TimeSpan.FromSeconds(20), Ends.Cancel);

        Assert.InRange(proxy.Connections, 2, 3);
    }

    [Fact]
    public async Task A_quiet_connection_is_kept()
    {
        var server = await Mosquitto.SharedAsync();
        await using var proxy = new StallingProxy(server.Port);
        await using var client = Ends.Client(Ends.Options(proxy.Port) with { KeepAlive = TimeSpan.FromSeconds(2) });
        await client.ConnectAsync(Ends.Cancel);

        // Mosquitto gives up on a client after one and a half intervals of silence.
        await Task.Delay(TimeSpan.FromSeconds(4), Ends.Cancel);
        await client.SendAsync("t", "x", Qos.AtLeastOnce);

        Assert.Equal(1, proxy.Connections);
    }

    [Fact]
    public async Task Subscriptions_are_made_again_when_the_server_has_forgotten_them()
    {
        await using var server = await Mosquitto.OwnAsync("allow_anonymous true", "persistence false");
        await server.StartAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await client.SubscribeAsync([new(topic, Qos.AtLeastOnce)], Ends.Cancel);

        await server.StopAsync();
        await server.StartAsync();
        await client.SendAsync(topic, "x", Qos.AtLeastOnce);

        Assert.Equal("x", (await inbox.NextAsync()).Text());
    }

    [Fact]
    public async Task A_publish_that_is_given_up_is_not_sent_again()
    {
        var server = await Mosquitto.SharedAsync();
        await using var proxy = new StallingProxy(server.Port);
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var sink = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await sink.SubscribeAsync([new(topic, Qos.ExactlyOnce)], Ends.Cancel);
        await using var client = Ends.Client(Ends.Options(proxy.Port));
        await client.ConnectAsync(Ends.Cancel);
        using var enough = new CancellationTokenSource();

        proxy.Stall();
        var lost = Enum.GetValues<Qos>().Skip(1).Select(qos => client.PublishAsync(topic, new byte[1], qos, null, enough.Token)).ToList();
        await enough.CancelAsync();
        foreach (var task in lost)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        proxy.Cut();
        await client.SendAsync(topic, "after", Qos.ExactlyOnce);

        Assert.Equal("after", (await inbox.NextAsync()).Text());
        Assert.True(inbox.IsEmpty);
    }
}
