using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Mqtt.Connection;
using Waziup.Ngsi.Mqtt.Protocol;
using Waziup.Ngsi.Mqtt.Session;

namespace Waziup.Ngsi.Mqtt;

/// <summary>A client for one server: it connects when it is first used, and again after every loss, until it is disposed of.</summary>
/// <remarks>
/// What is in flight is kept in memory: a new client of the same name does not know what an earlier one had sent.
/// The handler gets one message after the other. What it does not acknowledge comes again after the next loss of the connection; messages
/// with QoS 2 that it has in hand do not. While it is busy and many messages wait, nothing is read: it must not wait for a publish of this client.
/// </remarks>
internal sealed class MqttClient : IMqttConnection
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // A connection that lasted for so long does not count as a failure.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(10);

    private readonly MqttClientOptions _options;
    private readonly Func<MqttMessage, CancellationToken, ValueTask> _handler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClientSession _session;
    private readonly Standing _standing = new();
    private readonly Signal _wanted = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private readonly Channel<MqttMessage> _messages;
    private readonly Lock _gate = new();
    private Task? _running;
    private string _clientId;
    private bool _wasConnected;
    private bool _isDisposed;
    private string? _lastFailure;

    /// <summary>Makes the client; nothing is opened yet.</summary>
    /// <param name="options">Which server, and the bounds.</param>
    /// <param name="handler">Takes messages; null where nothing is subscribed to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of losses.</param>
    public MqttClient(MqttClientOptions options, Func<MqttMessage, CancellationToken, ValueTask>? handler, TimeProvider time, ILogger logger)
    {
        _options = options;
        _handler = handler ?? ((message, cancel) => message.AcknowledgeAsync(cancel));
        _time = time;
        _logger = logger;
        _clientId = options.ClientId;
        _session = new ClientSession(this, options);
        _messages = Channel.CreateBounded<MqttMessage>(new BoundedChannelOptions(Math.Max(1, (int)options.ReceiveMaximum)) { SingleReader = true });
    }

    /// <inheritdoc/>
    public int Pending => _session.Pending;

    /// <inheritdoc/>
    public Task ConnectAsync(CancellationToken cancel)
    {
        Start();
        return _standing.WaitAsync(_wanted, cancel);
    }

    /// <inheritdoc/>
    public Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, Qos qos, PublishProperties? properties, CancellationToken cancel)
    {
        if (!Topics.IsTopic(topic))
            throw new ArgumentException("a topic is not empty and has no wildcards", nameof(topic));
        Start();
        var packet = new PublishPacket(topic, payload, qos)
        {
            IsRetained = properties?.IsRetained ?? false,
            Properties = properties?.ToProperties() ?? Properties.None,
        };
        return _session.PublishAsync(packet, _wanted, cancel);
    }

    /// <inheritdoc/>
    public Task SubscribeAsync(IReadOnlyList<TopicFilter> filters, CancellationToken cancel) => RequestAsync([.. filters], isEnding: false, cancel);

    /// <inheritdoc/>
    public Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancel) =>
        RequestAsync([.. filters.Select(filter => new TopicFilter(filter, Qos.AtMostOnce))], isEnding: true, cancel);

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(IReadOnlyList<MqttMessage> messages, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _session.Acknowledge(messages);
        return ValueTask.CompletedTask;
    }

    /// <summary>Says goodbye to the server; what is still waiting fails.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            running = _running;
        }
        var gone = new MqttException($"the connection to {_options.Server} was closed");
        _session.Fail(gone, isLast: true);
        _session.Leave(ReasonCode.Success);
        await _stop.CancelAsync();
        await using (_time.CreateTimer(_ => _cut.Cancel(), null, Farewell, Timeout.InfiniteTimeSpan))
            await (running ?? Task.CompletedTask);
        _standing.Fails(gone);
        _stop.Dispose();
        _cut.Dispose();
    }

    private Task RequestAsync(ImmutableArray<TopicFilter> filters, bool isEnding, CancellationToken cancel)
    {
        if (filters.IsEmpty || filters.Any(filter => !Topics.IsFilter(filter.Filter)))
            throw new ArgumentException("there is no filter, or one that is not valid", nameof(filters));
        Start();
        return _session.RequestAsync(new Request(filters, isEnding), _wanted, cancel);
    }

    private void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _running ??= Task.WhenAll(RunAsync(), HandAsync());
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var backoff = new Backoff(_options.ReconnectLeast, _options.ReconnectMost);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await WantAsync();
                await CarryAsync(backoff);
            }
            catch (Exception failure)
            {
                Report(failure);
            }
            await Task.Delay(backoff.Next(), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WantAsync()
    {
        while (!_options.StaysConnected && !_standing.IsWanted && !_session.HasWork)
            await _wanted.WaitAsync(_stop.Token);
    }

    // One connection, from the attempt to its end.
    private async Task CarryAsync(Backoff backoff)
    {
        var (link, answer) = await OpenAsync();
        await using (link)
        {
            var since = _time.GetTimestamp();
            _session.Open(answer.IsSessionPresent, Handshake.Limits(answer, _options));
            _standing.Stands();
            _lastFailure = null;
            try
            {
                await link.RunAsync(Handshake.KeepAlive(answer, _options), _messages.Writer.WriteAsync, _cut.Token);
            }
            finally
            {
                _session.Close();
                if (_time.GetElapsedTime(since) > Lasting)
                    backoff.Reset();
            }
        }
    }

    private async Task<(Link Link, ConnackPacket Answer)> OpenAsync()
    {
        try
        {
            var ask = Handshake.Ask(_options, _clientId, _wasConnected ? !KeepsSession : _options.IsCleanStart);
            var (link, answer) = await Link.OpenAsync(_options, ask, _session, _time, _stop.Token);
            _wasConnected = true;
            _clientId = answer.Properties.Text(PropertyId.AssignedClientIdentifier) ?? _clientId;
            return (link, answer);
        }
        catch (MqttException refusal) when (refusal.IsLasting)
        {
            // Who waits would wait in vain: only the operator of either side can change this.
            _session.Fail(refusal, isLast: false);
            throw;
        }
    }

    private bool KeepsSession => _options.Version == MqttVersion.V5 ? _options.SessionExpiry > TimeSpan.Zero : !_options.IsCleanStart;

    private void Report(Exception failure)
    {
        if (_stop.IsCancellationRequested)
            return;
        if (failure.Message != _lastFailure)
            _logger.LogWarning(failure, "MQTT server {Server}: {Failure}", _options.Server, failure.Message);
        _lastFailure = failure.Message;
        _standing.Fails(failure as MqttException ?? new MqttException($"the connection to {_options.Server} was lost: {failure.Message}", failure));
    }

    private async Task HandAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var message = await _messages.Reader.ReadAsync(_stop.Token);
                await _handler(message, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // It was not acknowledged, so it comes again.
                _logger.LogError(failure, "A message from {Server} was not taken", _options.Server);
            }
        }
    }
}
