using System.Globalization;
using System.Text;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>Messages between our client and another one, over a real server.</summary>
public sealed class DeliveryTests
{
    const int Many = 50;

    public static TheoryData<int, int> Ways => new MatrixTheoryData<int, int>([4, 5], [0, 1, 2]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_published_arrives(int version, int qos)
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        await using var other = await Paho.SubscribeAsync(server.Port, (MqttVersion)version, topic, (Qos)qos);
        await using var client = Ends.Client(Ends.Options(server.Port, (MqttVersion)version));

        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => client.SendAsync(topic, $"{i}", (Qos)qos)));

        for (var i = 0; i < Many; i++)
            Assert.Equal($"{qos}|0|{topic}|{i}|", await other.NextAsync());
        Assert.Equal(0, client.Pending);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_others_publish_arrives(int version, int qos)
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port, (MqttVersion)version), inbox.TakeAndAcknowledgeAsync);
        await client.SubscribeAsync([new(topic, Qos.ExactlyOnce)], Ends.Cancel);

        await Paho.PublishAsync(server.Port, (MqttVersion)version, topic, (Qos)qos, Many);

        var messages = await inbox.TakeAllAsync(Many);
        Assert.Equal(Enumerable.Range(0, Many).Select(i => i.ToString(CultureInfo.InvariantCulture)), messages.Select(message => message.Text()));
        Assert.All(messages, message => Assert.Equal((Qos)qos, message.Qos));
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task Properties_and_the_retain_flag_go_with_a_message()
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        var properties = new PublishProperties(true, "application/json", TimeSpan.FromMinutes(1), [new("k", "v"), new("k", "w")]);

        await client.PublishAsync(topic, Encoding.UTF8.GetBytes("höhe"), Qos.AtLeastOnce, properties, Ends.Cancel);
        await client.SubscribeAsync([new(topic, Qos.AtMostOnce)], Ends.Cancel);
        await using var other = await Paho.SubscribeAsync(server.Port, MqttVersion.V5, topic, Qos.AtMostOnce);

        var message = await inbox.NextAsync();
        Assert.True(message.IsRetained);
        Assert.Equal("application/json", message.Properties.Text(PropertyId.ContentType));
        Assert.InRange(message.Properties.Number(PropertyId.MessageExpiryInterval) ?? 0, 1u, 60u);
        Assert.Equal($"0|1|{topic}|höhe|k=v;k=w", await other.NextAsync());
    }

    [Fact]
    public async Task A_large_message_arrives_whole()
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await client.SubscribeAsync([new(topic, Qos.AtLeastOnce)], Ends.Cancel);
        var content = new byte[900_000];
        new Random(1).NextBytes(content);

        await client.PublishAsync(topic, content, Qos.AtLeastOnce, null, Ends.Cancel);

        Assert.True((await inbox.NextAsync()).Payload.Span.SequenceEqual(content));
    }

    [Fact]
    public async Task After_the_end_of_a_subscription_nothing_comes()
    {
        var server = await Mosquitto.SharedAsync();
        var (first, second) = (Ends.NewTopic(), Ends.NewTopic());
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await client.SubscribeAsync([new(first, Qos.AtLeastOnce), new(second, Qos.AtLeastOnce)], Ends.Cancel);

        await client.UnsubscribeAsync([first], Ends.Cancel);
        await client.SendAsync(first, "no", Qos.AtLeastOnce);
        await client.SendAsync(second, "yes", Qos.AtLeastOnce);

        Assert.Equal("yes", (await inbox.NextAsync()).Text());
        Assert.True(inbox.IsEmpty);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_was_not_acknowledged_comes_again_after_a_loss(int version)
    {
        var server = await Mosquitto.SharedAsync();
        await using var proxy = new StallingProxy(server.Port);
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(proxy.Port, (MqttVersion)version) with { IsCleanStart = false }, inbox.TakeAsync);
        await client.SubscribeAsync([new(topic, Qos.ExactlyOnce)], Ends.Cancel);
        await using var source = Ends.Client(Ends.Options(server.Port));
        await source.SendAsync(topic, "taken", Qos.AtLeastOnce);
        await source.SendAsync(topic, "left", Qos.AtLeastOnce);
        await source.SendAsync(topic, "once", Qos.ExactlyOnce);
        var first = await inbox.TakeAllAsync(3);
        await first[0].AcknowledgeAsync(Ends.Cancel);
        await client.SendAsync(Ends.NewTopic(), "behind the acknowledgement", Qos.AtLeastOnce);

        proxy.Cut();

        var again = await inbox.NextAsync();
        Assert.Equal(("left", true), (again.Text(), again.IsDuplicate));
        // In hand already, so it is not handed over twice; both can be acknowledged now.
        await client.AcknowledgeAsync([again, first[2]], Ends.Cancel);
        await first[1].AcknowledgeAsync(Ends.Cancel);
        await source.SendAsync(topic, "next", Qos.ExactlyOnce);
        Assert.Equal("next", (await inbox.NextAsync()).Text());
        Assert.True(inbox.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_small_flow_window_lets_everything_through(int qos)
    {
        await using var server = await (await Mosquitto.OwnAsync("allow_anonymous true", "max_inflight_messages 2", "max_queued_messages 100000")).StartAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var client = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await client.SubscribeAsync([new(topic, (Qos)qos)], Ends.Cancel);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => client.SendAsync(topic, $"{i}", (Qos)qos)));

        var messages = await inbox.TakeAllAsync(1000);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture)), messages.Select(message => message.Text()));
    }
}
