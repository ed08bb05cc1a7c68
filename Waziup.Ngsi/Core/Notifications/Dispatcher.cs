using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Notifies subscribers of what is committed: at least once, in order for each subscription, also after a crash.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class Dispatcher : ISubscriptionUser
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly DeliveryQueues _queues;
    private readonly Courier _courier;
    private readonly NoticeViews _views;
    private readonly Lane _lane;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    public Dispatcher(
        IStorage storage, IAccessPolicy policy, IReadOnlyList<INotifier> notifiers, NotificationOptions options, TimeProvider clock, ILogger log)
    {
        var matcher = new ChangeMatcher(storage, policy);
        _clock = clock;
        _log = log;
        var metrics = new NotificationMetrics();
        _views = new NoticeViews(storage, matcher, options);
        _courier = new Courier(_views, notifiers, options, metrics, clock, log);
        _queues = new DeliveryQueues(storage, Live, _courier, options, clock);
        metrics.Observe(() => _queues.All.Sum(queue => (long)queue.Count), () => _queues.All.Count(queue => queue.Parked is not null), () => _queues.Lag);
        _lane = new Lane(cancel => Refresh?.Invoke(cancel) ?? ValueTask.CompletedTask, storage, Live, matcher, _queues, options, clock, log);
    }

    /// <inheritdoc/>
    public DocumentKind StateKind => DocumentKind.Delivery;

    /// <summary>The subscriptions that are notified.</summary>
    public LiveSubscriptions Live { get; } = new();

    /// <summary>Has the subscriptions be as they are in the store; set by whoever keeps them.</summary>
    public Func<CancellationToken, ValueTask>? Refresh { get; set; }

    /// <summary>Sets the key of the ids of notifications; before anything is delivered.</summary>
    public void Key(byte[] secret) => _courier.Secret = secret;

    /// <inheritdoc/>
    public string? Check(NotificationEndpoint endpoint) => _courier.Takes(endpoint, out var error) ? null : error;

    /// <inheritdoc/>
    public DeliveryState? StateOf(DocumentKey key) => _queues.StateOf(key);

    /// <inheritdoc/>
    public void Set(Subscription subscription)
    {
        Live.Set(subscription);
        _queues.Update(subscription.Key);
    }

    /// <inheritdoc/>
    public void Remove(DocumentKey key)
    {
        Live.Remove(key);
        _queues.Update(key);
    }

    /// <summary>Has periodic notifications tell of entities elsewhere too.</summary>
    public Func<Subscription, Grant, CancellationToken, ValueTask<IReadOnlyList<Entity>?>>? Elsewhere
    {
        set => _views.Elsewhere = value;
    }

    /// <summary>Passes on what a source has told for a subscription; in turn with the other notifications of it.</summary>
    /// <returns>Whether it was dealt with: delivered, or given up; not where there is no room, no such subscription, or another process notifies.</returns>
    public async ValueTask<bool> PassOnAsync(DocumentKey key, IReadOnlyList<Entity> told, CancellationToken cancel)
    {
        var now = Instant.Of(_clock.GetUtcNow());
        var dealt = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_queues.HasEnded || _queues.Of(key) is not { } queue || queue.Offer(new Notice(null, now, now) { Told = told, Dealt = dealt }) is not (true, var starts))
            return false;
        if (starts)
            _queues.Work(queue);
        return await dealt.Task.WaitAsync(cancel);
    }

    /// <summary>Notifies until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _lane.RunAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Broken(_log, failure);
                await Task.Delay(PauseAfterFailure, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Reading the change log for notifications failed; it goes on from where it was")]
    private static partial void Broken(ILogger log, Exception failure);
}
