using System.Collections.Concurrent;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>The queues of all subscriptions, the workers that empty them, and what has become of each.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class DeliveryQueues(IStorage storage, LiveSubscriptions live, Courier courier, NotificationOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<DocumentKey, DeliveryQueue> _queues = new();
    private readonly ConcurrentDictionary<DocumentKey, DeliveryState> _stored = new();
    private WaitingRoom _room = new(options.MaxWaiting, options.MaxWaitingBytes);
    private CancellationToken _stop;

    /// <summary>Those that have fallen behind and have room.</summary>
    public Laggards Laggards => _room.Laggards;

    public IEnumerable<DeliveryQueue> All => _queues.Select(pair => pair.Value);

    /// <summary>Subscriptions that were deleted while they had a position of their own.</summary>
    public ConcurrentQueue<DocumentKey> Abandoned { get; } = new();

    /// <summary>How long the change that has waited longest has done so, in seconds.</summary>
    public double Lag
    {
        get
        {
            var now = Instant.Of(clock.GetUtcNow());
            return All.Select(queue => queue.HeldFor(now).TotalSeconds).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>Whether another process delivers now.</summary>
    public bool HasEnded => _stop.IsCancellationRequested;

    /// <summary>Reads what has become of each, and begins to deliver until the end.</summary>
    public async ValueTask StartAsync(CancellationToken stop)
    {
        Clear();
        _room = new WaitingRoom(options.MaxWaiting, options.MaxWaitingBytes);
        _stop = stop;
        foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.Delivery, stop))
            _stored[new DocumentKey(tenant, document.Id)] = DeliveryState.Of(document);
    }

    /// <summary>Forgets everything: another process delivers.</summary>
    public void Clear()
    {
        foreach (var queue in All.ToList())
            queue.Dispose();
        _queues.Clear();
        _stored.Clear();
        Abandoned.Clear();
    }

    /// <summary>What has become of the notifications of a subscription, as far as it is known here; null where it is not.</summary>
    public DeliveryState? StateOf(DocumentKey key) =>
        _queues.TryGetValue(key, out var queue) ? queue.State : _stored.GetValueOrDefault(key);

    /// <summary>The queue of a subscription; null where it is not there any more.</summary>
    public DeliveryQueue? Of(DocumentKey key)
    {
        if (live.Find(key) is not { } subscription)
            return null;
        var queue = _queues.GetOrAdd(key, _ => new DeliveryQueue(subscription, _stored.GetValueOrDefault(key) ?? DeliveryState.None, _room, _stop));
        // It may have been changed, or deleted, while its queue was made.
        if (live.Find(key) is { } present)
        {
            queue.Update(present);
            return queue;
        }
        Remove(key);
        return null;
    }

    /// <summary>Has a worker empty the queue.</summary>
    public void Work(DeliveryQueue queue)
    {
        var stop = _stop;
        _ = Task.Run(() => WorkAsync(queue, stop), CancellationToken.None);
    }

    /// <summary>The subscription was changed, or is gone.</summary>
    public void Update(DocumentKey key)
    {
        if (live.Find(key) is not { } subscription)
            Remove(key);
        else if (_queues.TryGetValue(key, out var queue))
            queue.Update(subscription);
    }

    /// <summary>Stores what has become of those whose state has changed.</summary>
    public async ValueTask SaveAsync(CancellationToken cancel)
    {
        foreach (var part in All.Where(queue => queue.IsDirty).Chunk(100))
            await Task.WhenAll(part.Select(queue => SaveAsync(queue, cancel)));
    }

    private void Remove(DocumentKey key)
    {
        _stored.TryRemove(key, out _);
        if (!_queues.TryRemove(key, out var gone))
            return;
        if (gone.Parked is not null)
            Abandoned.Enqueue(key);
        gone.Dispose();
    }

    private async Task SaveAsync(DeliveryQueue queue, CancellationToken cancel)
    {
        queue.IsDirty = false;
        // What is written of a tenant brings it into being.
        if (queue.IsGone || !storage.Tenants.Exists(queue.Key.Tenant))
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
        var failures = 0;
        while (!stop.IsCancellationRequested && queue.Next() is { } notice)
        {
            try
            {
                await courier.DeliverAsync(queue, notice, () => _ = SaveNowAsync(queue, stop), stop);
                failures = 0;
                queue.Done();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (IsOfStore(failure))
            {
                courier.Failed(queue.Key.Id, failure);
                await Task.Delay(Backoff.Of(++failures), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception failure)
            {
                // Trying again would end alike, and hold up what comes behind it.
                courier.GiveUp(queue, failure);
                queue.Done();
            }
        }
    }

    /// <summary>Whether the store, and not what is asked of it, is to blame.</summary>
    public static bool IsOfStore(Exception failure) => failure is StorageException or NgsiLdException { Error.Status: >= 500 };

    private async Task SaveNowAsync(DeliveryQueue queue, CancellationToken stop)
    {
        var now = Instant.Of(clock.GetUtcNow());
        // Who fails and succeeds in turn is stored with the others.
        if (!queue.SavedAt.IsNone && now.ToDateTimeOffset() - queue.SavedAt.ToDateTimeOffset() < options.SaveInterval)
            return;
        queue.SavedAt = now;
        try
        {
            await SaveAsync(queue, stop);
        }
        catch (Exception failure) when (failure is OperationCanceledException || IsOfStore(failure))
        {
            // It is dirty still.
        }
    }
}
