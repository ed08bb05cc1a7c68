using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>Tells those who subscribe to registrations what comes, changes and goes (5.11.7): at least once, also after a crash.</summary>
/// <remarks>
/// What a subscription was told is stored; whatever differs from what matches now is still to be told. One process at a time does this on a store.
/// Thread-safe.
/// </remarks>
internal sealed partial class RegistrationNotifier(
    IStorage storage, RegistrationShelf shelf, LiveRegistrations live, Ownership ownership, IReadOnlyList<INotifier> notifiers, NotificationOptions options,
    TimeProvider clock, ILogger log) : ISubscriptionUser
{
    private const string Work = "registrations";

    private readonly ConcurrentDictionary<DocumentKey, Watch> _watches = new();
    private readonly Pulse _changed = new();
    private volatile bool _isHeld;

    /// <summary>The key of ids; set before anything is delivered.</summary>
    public byte[] Secret { get; set; } = [];

    /// <summary>Has the subscriptions be as they are in the store; set by whoever keeps them.</summary>
    public Func<CancellationToken, ValueTask>? Refresh { get; set; }

    /// <inheritdoc/>
    public DocumentKind StateKind => DocumentKind.RegistrationsTold;

    private Instant Now => Instant.Of(clock.GetUtcNow());

    /// <inheritdoc/>
    public void Set(Subscription subscription)
    {
        _watches.AddOrUpdate(subscription.Key, _ => new Watch(subscription, Told.Nothing), (_, watch) =>
        {
            watch.Subscription = subscription;
            return watch;
        });
        _changed.Beat();
    }

    /// <inheritdoc/>
    public void Remove(DocumentKey key) => _watches.TryRemove(key, out _);

    /// <inheritdoc/>
    public DeliveryState? StateOf(DocumentKey key) => !_isHeld ? null : _watches.GetValueOrDefault(key)?.Told.Delivery;

    /// <inheritdoc/>
    public string? Check(NotificationEndpoint endpoint) => NotifierOf(endpoint) is { } notifier
        ? notifier.Check(endpoint) : $"endpoint.uri: nothing is known about the scheme {endpoint.Uri.Scheme}";

    /// <summary>Tells until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Holding.RunAsync(storage, Work, TellAsync, async failure =>
    {
        Broken(log, failure);
        await Task.Delay(options.SaveInterval, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }, stop);

    private async Task TellAsync(CancellationToken cancel)
    {
        try
        {
            if (Refresh is not null)
                await Refresh(cancel);
            await LoadAsync(cancel);
            _isHeld = true;
            await RunHeldAsync(cancel);
        }
        finally
        {
            _isHeld = false;
        }
    }

    private async ValueTask LoadAsync(CancellationToken cancel)
    {
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.RegistrationsTold, cancel))
        {
            if (_watches.TryGetValue(new DocumentKey(tenant, document.Id), out var watch))
                watch.Told = Told.Of(document);
        }
    }

    private async Task RunHeldAsync(CancellationToken cancel)
    {
        while (true)
        {
            var (changed, registered) = (_changed.Next, shelf.Changed);
            await shelf.RefreshAsync(cancel);
            if (Refresh is not null)
                await Refresh(cancel);
            foreach (var watch in _watches.Values)
                await LookAsync(watch, cancel);
            // What expires is seen in time too.
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(changed, registered, Task.Delay(options.SaveInterval, clock, time.Token)).WaitAsync(cancel);
            await time.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask LookAsync(Watch watch, CancellationToken cancel)
    {
        var (subscription, now) = (watch.Subscription, Now);
        if (watch.IsBusy || !subscription.IsLive(now))
            return;
        var told = watch.Told.Since == subscription.ModifiedAt
            ? watch.Told : watch.Told with { Since = subscription.ModifiedAt, Registrations = Told.Nothing.Registrations };
        // What the broker itself has here it has for all registrations.
        Predicate<IStoredForm> sees = subscription.Endpoint.Uri.Scheme == RemoteSubscriptions.Scheme
            ? _ => true : await ownership.SeesAsync(subscription.Owner, subscription.Tenant, cancel);
        var current = Tidings.Matching(subscription, live[subscription.Tenant], shelf, sees, now);
        List<Tidings> tidings;
        if (subscription.TimeInterval is { } interval)
        {
            if (!told.Delivery.NextDue.IsNone && told.Delivery.NextDue > now)
                return;
            told = told with { Delivery = told.Delivery with { NextDue = Instant.Of(now.ToDateTimeOffset() + interval) } };
            tidings = current.Count == 0 ? [] : [Tidings.Come(current.Values)];
        }
        else
        {
            tidings = [.. Tidings.Of(current, told.Registrations)];
            // A copy at a source that no longer matters has to go.
            if (subscription.Endpoint.Uri.Scheme == RemoteSubscriptions.Scheme && watch.Told.Since != told.Since)
                tidings.AddRange(Tidings.Of(current, watch.Told.Registrations).Where(one => one.Reason == Tidings.Gone));
        }
        watch.Told = told;
        if (tidings.Count == 0)
            return;
        watch.IsBusy = true;
        _ = TellAsync(watch, subscription, tidings, cancel);
    }

    private async Task TellAsync(Watch watch, Subscription subscription, List<Tidings> all, CancellationToken cancel)
    {
        try
        {
            foreach (var tidings in all)
            {
                await TellAsync(watch, subscription, tidings, cancel);
                var told = tidings.Reason == Tidings.Gone
                    ? watch.Told.With([], tidings.Registrations.Select(pair => pair.Key)) : watch.Told.With(tidings.Registrations, []);
                watch.Told = told;
                if (_watches.ContainsKey(subscription.Key) && storage.Tenants.Exists(subscription.Tenant))
                    await storage.Documents.PutAsync(subscription.Tenant, told.ToDocument(subscription.Key, Now), cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What was not told is told by whoever goes on.
        }
        catch (Exception failure)
        {
            Broken(log, failure);
            await Task.Delay(options.SaveInterval, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            watch.IsBusy = false;
            _changed.Beat();
        }
    }

    private async ValueTask TellAsync(Watch watch, Subscription subscription, Tidings tidings, CancellationToken cancel)
    {
        // The same for every attempt, and another one each time that something is told again.
        var stamp = subscription.TimeInterval is null
            ? tidings.Registrations.Max(pair => pair.Value.ModifiedAt.Micros) ^ tidings.Reason.Length ^ (subscription.ModifiedAt.Micros << 8)
            : -watch.Told.Delivery.NextDue.Micros;
        for (var attempt = 1; ; attempt++)
        {
            var receipt = await DeliverAsync(subscription, tidings, NotificationId.Of(Secret, subscription.Key, stamp), cancel);
            var (now, isFirst) = (Now, attempt == 1);
            var isDone = receipt.Result == ReceiptResult.Delivered;
            var isLast = isDone || receipt.Result == ReceiptResult.Refused || attempt > options.Retries;
            var sent = watch.Told.Delivery.Sent(now, isFirst);
            watch.Told = watch.Told with { Delivery = isDone ? sent.Succeeded(now) : sent.Failed(now, isGivenUp: isLast) };
            // Whoever was changed is judged anew.
            if (isLast || !ReferenceEquals(watch.Subscription, subscription) || !_watches.ContainsKey(subscription.Key))
                return;
            await Task.Delay(Backoff.Of(attempt), clock, cancel);
        }
    }

    private async ValueTask<Receipt> DeliverAsync(Subscription subscription, Tidings tidings, string id, CancellationToken cancel)
    {
        var endpoint = subscription.Endpoint;
        if (NotifierOf(endpoint) is not { } notifier)
            return new Receipt(ReceiptResult.Refused, "nothing is known about its scheme");
        using var body = PooledBuffer.Rent();
        tidings.Write(body, subscription, id, Now);
        var time = endpoint.Timeout is { } wanted && wanted < options.Timeout ? wanted : options.Timeout;
        var link = subscription.Shape.ContextInBody ? null : subscription.ContextUrl;
        return await notifier.DeliverAsync(new Delivery(id, endpoint, subscription.Tenant, body.WrittenMemory, link, time), cancel);
    }

    private INotifier? NotifierOf(NotificationEndpoint endpoint) => notifiers.FirstOrDefault(one => one.Handles(endpoint.Uri));

    [LoggerMessage(LogLevel.Error, "Telling of registrations failed; it is tried again")]
    private static partial void Broken(ILogger log, Exception failure);
}
