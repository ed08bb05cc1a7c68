using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Tests.Servers;

namespace Waziup.Ngsi.Mqtt.Tests;

/// <summary>Connections are shared, bounded, and closed when nobody needs them.</summary>
public sealed class MqttConnectionsTests
{
    private readonly ManualTime _time = new();
    private readonly Dictionary<MqttConnections.Key, FakeConnection> _opened = [];

    [Fact]
    public async Task Who_publishes_to_the_same_server_as_the_same_user_shares_a_connection()
    {
        await using var all = New();

        foreach (var uri in new[] { "mqtt://host/a", "mqtt://HOST:1883/b", "mqtt://anna:1@host/a", "mqtt://anna:2@host/a", "mqtts://host/a", "mqtt://other/a" })
            await all.PublishAsync(Endpoint(uri), default, Ends.Cancel);

        Assert.Equal(5, all.Count);
        Assert.Equal(["a 0", "b 0"], _opened.Single(pair => pair.Key is { Host: "host", UsesTls: false, User: null }).Value.Published);
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var all = New();
        await all.PublishAsync(Endpoint("mqtt://host/a"), default, Ends.Cancel);
        _time.Advance(TimeSpan.FromMinutes(4));
        await all.PublishAsync(Endpoint("mqtt://other/a"), default, Ends.Cancel);

        _time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(1, all.Count);
        Assert.True(Of("host").IsDisposed);
        Assert.False(Of("other").IsDisposed);
    }

    [Fact]
    public async Task A_connection_in_use_is_not_closed()
    {
        await using var all = New();
        var publish = Task.CompletedTask;
        var end = new TaskCompletionSource();
        _end = end.Task;

        publish = all.PublishAsync(Endpoint("mqtt://host/a"), default, Ends.Cancel);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(Of("host").IsDisposed);
        end.SetResult();
        await publish;
        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(Of("host").IsDisposed);
    }

    [Fact]
    public async Task Above_the_bound_the_one_that_was_idle_longest_makes_room()
    {
        await using var all = New(most: 2);
        foreach (var host in new[] { "a", "b", "a", "c" })
        {
            await all.PublishAsync(Endpoint($"mqtt://{host}/t"), default, Ends.Cancel);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, all.Count);
        Assert.True(Of("b").IsDisposed);
        Assert.False(Of("a").IsDisposed);
    }

    [Fact]
    public async Task Above_the_bound_nothing_is_opened_while_all_are_in_use()
    {
        await using var all = New(most: 1);
        var end = new TaskCompletionSource();
        _end = end.Task;
        var publish = all.PublishAsync(Endpoint("mqtt://a/t"), default, Ends.Cancel);

        var refusal = await Assert.ThrowsAsync<MqttException>(() => all.PublishAsync(Endpoint("mqtt://b/t"), default, Ends.Cancel));

        Assert.Contains("1 MQTT servers", refusal.Message, StringComparison.Ordinal);
        end.SetResult();
        await publish;
    }

    [Fact]
    public async Task After_the_end_nothing_is_published()
    {
        var all = New();
        await all.PublishAsync(Endpoint("mqtt://a/t"), default, Ends.Cancel);

        await all.DisposeAsync();

        Assert.True(Of("a").IsDisposed);
        Assert.Equal(0, _time.WaitingTimers);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => all.PublishAsync(Endpoint("mqtt://a/t"), default, Ends.Cancel));
    }

    [Fact]
    public void Options_have_bounds() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => New(most: 0));

    [Theory]
    [InlineData("mqtt3.1.1", "0")]
    [InlineData("mqtt3.1.1", "2")]
    [InlineData("mqtt5.0", "1")]
    [InlineData("mqtt5.0", "2")]
    public async Task A_notification_arrives(string version, string qos)
    {
        var server = await Mosquitto.SharedAsync();
        var topic = Ends.NewTopic();
        var inbox = new Inbox();
        await using var sink = Ends.Client(Ends.Options(server.Port), inbox.TakeAndAcknowledgeAsync);
        await sink.SubscribeAsync([new(topic, Qos.ExactlyOnce)], Ends.Cancel);
        await using var all = Real();
        var endpoint = Endpoint($"mqtt://127.0.0.1:{server.Port}/{topic}", new(MqttEndpoint.VersionKey, version), new(MqttEndpoint.QosKey, qos));

        await all.PublishAsync(endpoint, Encoding.UTF8.GetBytes("hello"), Ends.Cancel);

        var message = await inbox.NextAsync();
        Assert.Equal(("hello", qos, false), (message.Text(), $"{(int)message.Qos}", message.IsRetained));
    }

    [Fact]
    public async Task A_server_that_is_away_fails_a_publish_and_is_found_again_when_it_is_back()
    {
        await using var server = await Mosquitto.OwnAsync("allow_anonymous true");
        await using var all = Real();
        var endpoint = Endpoint($"mqtt://127.0.0.1:{server.Port}/t");

        var failure = await Assert.ThrowsAsync<MqttException>(() => all.PublishAsync(endpoint, new byte[1], Ends.Cancel));
        await server.StartAsync();
        // The attempt under way may have begun before.
        for (var tries = 0; tries < 3; tries++)
        {
            if (await Record.ExceptionAsync(() => all.PublishAsync(endpoint, new byte[1], Ends.Cancel)) is null)
                break;
        }
        await all.PublishAsync(endpoint with { Qos = Qos.ExactlyOnce }, new byte[1], Ends.Cancel);

        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, all.Count);
    }

    private Task _end = Task.CompletedTask;

    private static MqttConnections Real() => new(new MqttOptions(), null, TimeProvider.System, NullLogger<MqttConnections>.Instance);

    private static MqttEndpoint Endpoint(string uri, params KeyValuePair<string, string>[] settings) =>
        MqttEndpoint.TryParse(uri, settings, out var endpoint, out var error) ? endpoint : throw new ArgumentException(error, nameof(uri));

    private FakeConnection Of(string host) => _opened.Single(pair => pair.Key.Host == host).Value;

    private MqttConnections New(int most = 200) =>
        new(new MqttOptions { MaxConnections = most }, key => _opened[key] = new FakeConnection(_end), _time);

    private sealed class FakeConnection(Task end) : IMqttConnection
    {
        public List<string> Published { get; } = [];

        public bool IsDisposed { get; private set; }

        public int Pending => 0;

        public Task ConnectAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, Qos qos, PublishProperties? properties, CancellationToken cancel)
        {
            Published.Add($"{topic} {(int)qos}");
            return end;
        }

        public Task SubscribeAsync(IReadOnlyList<TopicFilter> filters, CancellationToken cancel) => Task.CompletedTask;

        public Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel) => Task.CompletedTask;

        public ValueTask AcknowledgeAsync(IReadOnlyList<MqttMessage> messages, CancellationToken cancel) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
