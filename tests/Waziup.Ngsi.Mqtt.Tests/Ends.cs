using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>Clients as tests want them.</summary>
static class Ends
{
    private static int _topics;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A topic that nobody has.</summary>
    public static string NewTopic() => $"test/{Interlocked.Increment(ref _topics)}";

    public static MqttClientOptions Options(int port, MqttVersion version = MqttVersion.V5) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Version = version,
        ReconnectLeast = TimeSpan.FromMilliseconds(50),
        ReconnectMost = TimeSpan.FromMilliseconds(200),
    };

    public static MqttClient Client(MqttClientOptions options, Func<MqttMessage, CancellationToken, ValueTask>? handler = null) =>
        new(options, handler, TimeProvider.System, NullLogger.Instance);

    public static Task SendAsync(this IMqttConnection client, string topic, string text, Qos qos) =>
        client.PublishAsync(topic, Encoding.UTF8.GetBytes(text), qos, null, Cancel);

    public static string Text(this MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);
}

/// <summary>Keeps the messages that come, for the test to look at.</summary>
sealed class Inbox
{
    private readonly Channel<MqttMessage> _messages = Channel.CreateUnbounded<MqttMessage>();

    public ValueTask TakeAsync(MqttMessage message, CancellationToken cancel) => _messages.Writer.WriteAsync(message, cancel);

    public ValueTask TakeAndAcknowledgeAsync(MqttMessage message, CancellationToken cancel)
    {
        _messages.Writer.TryWrite(message);
        return message.AcknowledgeAsync(cancel);
    }

    public bool IsEmpty => !_messages.Reader.TryPeek(out _);

    public Task<MqttMessage> NextAsync() => _messages.Reader.ReadAsync(Ends.Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ends.Cancel);

    public async Task<List<MqttMessage>> TakeAllAsync(int count)
    {
        var all = new List<MqttMessage>();
        while (all.Count < count)
            all.Add(await NextAsync());
        return all;
    }
}
