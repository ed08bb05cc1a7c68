using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt;

/// <summary>A connection to an MQTT server that comes back by itself. Thread-safe.</summary>
internal interface IMqttConnection : IAsyncDisposable
{
    /// <summary>How many publishes are not ended yet.</summary>
    int Pending { get; }

    /// <summary>Waits until the connection stands. It need not be called: everything else connects as well.</summary>
    /// <exception cref="MqttException">
    /// The attempt that is under way, or the next one, fails; the text says why. Later attempts follow all the same.
    /// </exception>
    Task ConnectAsync(CancellationToken cancel);

    /// <summary>Publishes a message and waits until it is acknowledged: QoS 0 is with the socket, 1 has its PUBACK, 2 its PUBCOMP.</summary>
    /// <param name="topic">The topic, without wildcards.</param>
    /// <param name="payload">The content; not to be changed until the task ends.</param>
    /// <param name="qos">How surely it arrives.</param>
    /// <param name="properties">What goes with it; 3.1.1 has no properties and leaves them out.</param>
    /// <param name="cancel">Ends the waiting; what was sent may arrive all the same.</param>
    /// <exception cref="ArgumentException">The topic is none.</exception>
    /// <exception cref="MqttException">Too many wait, it is too large, or the server does not take it.</exception>
    Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, Qos qos, PublishProperties? properties, CancellationToken cancel);

    /// <summary>Subscribes, now and after every loss of the session.</summary>
    /// <exception cref="ArgumentException">A filter is not valid.</exception>
    /// <exception cref="MqttException">The server refuses a filter; the others are subscribed to.</exception>
    Task SubscribeAsync(IReadOnlyList<TopicFilter> filters, CancellationToken cancel);

    /// <summary>Ends subscriptions.</summary>
    /// <exception cref="ArgumentException">A filter is not valid.</exception>
    /// <exception cref="MqttException">The server refuses.</exception>
    Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel);

    /// <summary>Tells the server that messages were taken, in their order, which has to be the one they came in. Repeating does no harm.</summary>
    ValueTask AcknowledgeAsync(IReadOnlyList<MqttMessage> messages, CancellationToken cancel);
}
