using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Load.Notify;

/// <summary>W12: notifications over MQTT with QoS 1, against mosquitto's own client that publishes the same messages.</summary>
internal sealed class MqttFan(Uri host, Mosquitto server) : IAsyncDisposable
{
    const int Subscriptions = 1000;
    const string Topic = "waziup/fan";

    readonly HostClient _host = new(host);
    MqttClient? _listener;
    string? _message;
    int _count;
    int _value;

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        if (_listener is not null)
            await _listener.DisposeAsync();
    }

    public async Task PrepareAsync(CancellationToken cancel)
    {
        _listener = new MqttClient(
            new MqttClientOptions { Host = "127.0.0.1", Port = server.Port }, TakeAsync, TimeProvider.System, NullLogger.Instance);
        await _listener.SubscribeAsync([new TopicFilter(Topic, Qos.AtMostOnce)], cancel);
        await _host.PostAsync("entities", $$"""{"id":"urn:f:1","type":"Fan","speed":{"type":"Property","value":0} }""", cancel);
        for (var i = 0; i < Subscriptions; i++)
        {
            await _host.PostAsync("subscriptions",
                $$$"""{"type":"Subscription","entities":[{"type":"Fan"}],"notification":{"endpoint":{"uri":"mqtt://127.0.0.1:{{{server.Port}}}/{{{Topic}}}","notifierInfo":[{"key":"MQTT-QoS","value":"1"}]} } }""", cancel);
        }
    }

    /// <summary>Notifications a second, of changes one after the other.</summary>
    public async Task<double> HostAsync(int changes, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < changes; i++)
        {
            var wanted = Volatile.Read(ref _count) + Subscriptions;
            await _host.PatchAsync("entities/urn:f:1/attrs", $$$"""{"speed":{"type":"Property","value":{{{++_value}}} } }""", cancel);
            await UntilAsync(wanted, cancel);
        }
        return changes * Subscriptions / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The same number of messages by mosquitto's client.</summary>
    public async Task<double> FloorAsync(int changes, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var wanted = Volatile.Read(ref _count) + (changes * Subscriptions);
        await server.PublishAsync(Topic, _message!, changes * Subscriptions, cancel);
        await UntilAsync(wanted, cancel);
        return changes * Subscriptions / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    async Task UntilAsync(int count, CancellationToken cancel)
    {
        while (Volatile.Read(ref _count) < count)
            await Task.Delay(1, cancel);
    }

    ValueTask TakeAsync(MqttMessage message, CancellationToken cancel)
    {
        _message ??= Encoding.UTF8.GetString(message.Payload.Span);
        Interlocked.Increment(ref _count);
        return ValueTask.CompletedTask;
    }
}
