using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Receiving;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests.Receiving;

/// <summary>What is published while a receiver is away comes when it is back, over a real server.</summary>
public sealed class MqttReceiverTests
{
    private const int Many = 1000;
    private readonly ConcurrentQueue<string> _came = new();

    [Fact]
    public async Task Much_that_has_waited_comes_once_and_in_order()
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        var options = new MqttReceiverOptions { ClientId = $"r{Guid.NewGuid():N}"[..20], Filters = [topic], LaneOf = name => name, MaxWaiting = 10, Gather = TimeSpan.Zero };
        await using var publisher = Ends.Client(Ends.Options(server.Port));
        await using (var first = New(server, options))
        {
            first.Start();
            // Until it has subscribed, nothing comes.
            for (var i = 0; _came.IsEmpty; i++)
                await publisher.SendAsync(topic, "first", Qos.AtLeastOnce);
            await first.StopAsync(Ends.Cancel);
        }
        for (var i = 0; i < Many; i++)
            await publisher.SendAsync(topic, i.ToString(CultureInfo.InvariantCulture), Qos.AtLeastOnce);

        await using var second = New(server, options);
        second.Start();
        var last = (Many - 1).ToString(CultureInfo.InvariantCulture);
        while (!_came.Contains(last))
            await Task.Delay(10, Ends.Cancel);
        await second.StopAsync(Ends.Cancel);

        Assert.Equal(Enumerable.Range(0, Many).Select(i => i.ToString(CultureInfo.InvariantCulture)), _came.Where(text => text != "first"));
    }

    private MqttReceiver New(Mosquitto server, MqttReceiverOptions options) => new(new MqttServer("127.0.0.1", server.Port, false, null), options, TakeAsync, TimeProvider.System, NullLogger.Instance);

    private ValueTask<Reception> TakeAsync(ReceivedMessage message, CancellationToken cancel)
    {
        _came.Enqueue(System.Text.Encoding.UTF8.GetString(message.Payload.Span));
        return ValueTask.FromResult(Reception.Done);
    }
}
