using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Mqtt.Connection;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Receiving;

/// <summary>Receives messages from a server with QoS 1, and acknowledges each when it is done with.</summary>
/// <remarks>
/// It connects again by itself. A message that was done with comes again where the acknowledgement was lost with the connection or the process:
/// whoever takes messages has to take one twice.
/// </remarks>
public sealed partial class MqttReceiver : IAsyncDisposable
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly MqttServer _server;
    private readonly MqttReceiverOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Batches _batches;
    private readonly MqttClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _cut = new();
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>Makes it; nothing is opened yet.</summary>
    /// <param name="server">The server.</param>
    /// <param name="options">What is received.</param>
    /// <param name="handler">Takes messages, some at once. What it throws is logged after five attempts, and the message is lost then.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of losses.</param>
    public MqttReceiver(
        MqttServer server, MqttReceiverOptions options, Func<ReceivedMessage, CancellationToken, ValueTask<Reception>> handler, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        (_server, _options, _time, _logger) = (server, options, time, logger);
        _batches = new Batches(options, handler, time, logger);
        var client = server.ToOptions() with
        {
            ClientId = options.ClientId,
            IsCleanStart = false,
            SessionExpiry = Kept,
            ReceiveMaximum = (ushort)options.MaxWaiting,
            ForgivesExcess = true,
            MaxPacketBytes = options.MaxMessageBytes,
        };
        _client = new MqttClient(client, _batches.TakeAsync, time, logger);
    }

    /// <summary>Begins to receive.</summary>
    public void Start() => _running = Task.WhenAll(_batches.RunAsync(_cut.Token), SubscribeAsync());

    /// <summary>Takes no more, waits until what was taken is done with and acknowledged, and says goodbye to the server, which keeps what comes next.</summary>
    /// <param name="cancel">Ends the wait: what is not done with then comes again.</param>
    public async Task StopAsync(CancellationToken cancel)
    {
        _batches.Close();
        await _stop.CancelAsync();
        await using (cancel.UnsafeRegister(_ => _cut.Cancel(), null))
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _client.DisposeAsync();
    }

    /// <summary>Ends it at once where it was not stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await StopAsync(new CancellationToken(canceled: true));
        _stop.Dispose();
        _cut.Dispose();
    }

    private async Task SubscribeAsync()
    {
        var backoff = new Backoff(LeastPause, MostPause);
        TopicFilter[] filters = [.. _options.Filters.Select(filter => new TopicFilter(filter, Qos.AtLeastOnce) { RetainHandling = 2 })];
        string? told = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _client.SubscribeAsync(filters, _stop.Token);
                Receives(_server);
                return;
            }
            catch (MqttException refused)
            {
                if (told != refused.Message)
                    IsRefused(_server, refused.Message);
                told = refused.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(backoff.Next(), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Information, "Messages are received from {Server}")]
    private partial void Receives(MqttServer server);

    [LoggerMessage(LogLevel.Warning, "Messages are not received from {Server}: {Reason}")]
    private partial void IsRefused(MqttServer server, string reason);
}
