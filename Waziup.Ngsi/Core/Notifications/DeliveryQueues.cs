using System.Collections.Concurrent;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>The queues of all subscriptions, the workers that empty them, and what has become of each.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeliveryQueues(IStorage storage, LiveSubscriptions live, Courier courier, NotificationOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<SubscriptionKey, DeliveryQueue> _queues = new();
    private readonly ConcurrentDictionary<SubscriptionKey, DeliveryState> _stored = new();
    private CancellationToken _stop;

    /// <summary>Those that have fallen behind and have room.</summary>
    public Laggards Laggards { get; } = new();

    /// <summary>How long the change that has waited longest has done so, in seconds.</summary>
    public double Lag
    {
        get
        {
            var now = Instant.Of(clock.GetUtcNow());
            return All.Select(queue => queue.HeldFor(now).TotalSeconds).DefaultIfEmpty(0).Max();
        }
    }

    public IEnumerable<DeliveryQueue> All => _queues.Select(pair => pair.Value);

    /// <summary>Reads what has become of each, and begins to deliver until the end.</summary>
    public async ValueTask StartAsync(CancellationToken stop)
    {
        _stop = stop;
        _queues.Clear();
        _stored.Clear();
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.Delivery, stop))
            _stored[new SubscriptionKey(tenant, document.Id)] = DeliveryState.Of(document);
    }

    /// <summary>What has become of the notifications of a subscription, as far as it is known here; null where it is not.</summary>
    public DeliveryState? StateOf(SubscriptionKey key) =>
        _queues.TryGetValue(key, out var queue) ? queue.State : _stored.GetValueOrDefault(key);

    /// <summary>The queue of a subscription, which exists.</summary>
    public DeliveryQueue Of(Subscription subscription)
    {
        var key = new SubscriptionKey(subscription.Tenant, subscription.Id);
        return _queues.GetOrAdd(key, _ => new DeliveryQueue(subscription, _stored.GetValueOrDefault(key) ?? DeliveryState.None, options.MaxWaiting, Laggards, _stop));
    }

    /// <summary>Has a worker empty the queue.</summary>
    public void Work(DeliveryQueue queue) => _ = Task.Run(() => WorkAsync(queue, _stop));

    /// <summary>The subscription was changed, or is gone.</summary>
    public void Update(SubscriptionKey key)
    {
        if (live.Find(key) is { } subscription)
        {
            if (_queues.TryGetValue(key, out var queue))
                queue.Update(subscription);
            return;
        }
        _stored.TryRemove(key, out _);
        if (_queues.TryRemove(key, out var gone))
            gone.Dispose();
    }

    /// <summary>Stores what has become of those whose state has changed.</summary>
    public async ValueTask SaveAsync(CancellationToken cancel)
    {
        foreach (var part in All.Where(queue => queue.IsDirty).Chunk(100))
            await Task.WhenAll(part.Select(queue => SaveAsync(queue, cancel)));
    }

    private async Task SaveAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        queue.IsDirty = false;
        if (!_queues.ContainsKey(queue.Key))
            return;
        try
        {
            await storage.Documents.PutAsync(queue.Key.Tenant, queue.State.ToDocument(queue.Key, Instant.Of(clock.GetUtcNow())), cancel);
        }
        catch
        {
            queue.IsDirty = true;
            throw;
        }
    }

    private async Task WorkAsync(DeliveryQueue queue, CancellationToken stop)
    {
        while (queue.Next() is { } notice)
        {
            try
            {
                await courier.DeliverAsync(queue, notice, () => _ = SaveNowAsync(queue), stop);
                queue.Done();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // The store cannot be reached, say: the notice stays.
                courier.Failed(queue.Key.Id, failure);
                await Task.Delay(Backoff.Of(1), clock, CancellationToken.None);
            }
        }
    }

    private async Task SaveNowAsync(DeliveryQueue queue)
    {
        try
        {
            await SaveAsync(queue, _stop);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It is dirty still and is stored with the others.
        }
    }
}
