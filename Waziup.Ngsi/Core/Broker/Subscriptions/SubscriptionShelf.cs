using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>The subscriptions of all tenants, mirrored in memory; whoever is notified of changes is told of each.</summary>
internal sealed partial class SubscriptionShelf(
    IStorage storage, ContextResolver terms, ContextCopies copies, Dispatcher dispatcher, ILogger log)
{
    private readonly ConcurrentDictionary<SubscriptionKey, StoredSubscription> _stored = new();
    private readonly ConcurrentDictionary<SubscriptionKey, bool> _unread = new();
    private long _version;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Reads them from the store: before the first request, and when another process has changed some.</summary>
    /// <remarks>One that was put here meanwhile stays.</remarks>
    public async ValueTask LoadAsync(CancellationToken cancel)
    {
        var loading = _turns[0];
        await loading.WaitAsync(cancel);
        try
        {
            var version = await storage.Documents.VersionAsync(cancel);
            var gone = _stored.Keys.ToHashSet();
            foreach (var (tenant, document) in await storage.Documents.ListAsync(DocumentKind.Subscription, cancel))
            {
                var key = new SubscriptionKey(tenant, document.Id);
                gone.Remove(key);
                if (!_stored.TryGetValue(key, out var known) || known.ModifiedAt < document.ModifiedAt || _unread.ContainsKey(key))
                    await PlaceAsync(tenant, StoredSubscription.Of(document), cancel);
            }
            foreach (var key in gone)
                Drop(key);
            Volatile.Write(ref _version, version);
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Reads what another process has changed, where it has: after a change was read from the log, whatever was subscribed before it is here.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancel)
    {
        if (await storage.Documents.VersionAsync(cancel) != Volatile.Read(ref _version))
            await LoadAsync(cancel);
    }

    /// <summary>Reads those again of which a @context could not be had.</summary>
    public ValueTask RetryAsync(CancellationToken cancel) => _unread.IsEmpty ? ValueTask.CompletedTask : LoadAsync(cancel);

    /// <summary>Has changes of one subscription wait for each other.</summary>
    public async ValueTask<T> InTurnAsync<T>(TenantId tenant, string id, Func<ValueTask<T>> act, CancellationToken cancel)
    {
        var turn = _turns[1 + (int)((uint)HashCode.Combine(tenant, id) % (_turns.Length - 1))];
        await turn.WaitAsync(cancel);
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    public StoredSubscription? Find(TenantId tenant, string id) => _stored.GetValueOrDefault(new SubscriptionKey(tenant, id));

    /// <summary>Those of a tenant, the oldest first.</summary>
    public IReadOnlyList<StoredSubscription> List(TenantId tenant) =>
        [.. _stored.Where(pair => pair.Key.Tenant == tenant).Select(pair => pair.Value)
            .OrderBy(stored => stored.CreatedAt.Micros).ThenBy(stored => stored.Id, StringComparer.Ordinal)];

    public int Count(TenantId tenant) => _stored.Keys.Count(key => key.Tenant == tenant);

    /// <summary>Reads a subscription, which may be unsound.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what is malformed or contradicts itself.</exception>
    /// <exception cref="JsonLdException">A @context cannot be had.</exception>
    public async ValueTask<Subscription> ReadAsync(TenantId tenant, StoredSubscription stored, CancellationToken cancel) => SubscriptionReader.Read(
        tenant, stored, await terms.ResolveAsync(tenant.Value, Encoding.UTF8.GetBytes(stored.QContext), cancel),
        await terms.ResolveAsync(tenant.Value, Encoding.UTF8.GetBytes(stored.Context), cancel));

    /// <summary>Stores a subscription that was read, new or in place of the one with its id.</summary>
    public async ValueTask PutAsync(TenantId tenant, StoredSubscription stored, Subscription subscription, CancellationToken cancel)
    {
        // Without them nobody could be notified after a restart without Internet.
        await copies.KeepAsync(subscription.Terms, cancel);
        await copies.KeepAsync(await terms.ResolveAsync(tenant.Value, Encoding.UTF8.GetBytes(stored.QContext), cancel), cancel);
        await storage.Documents.PutAsync(tenant, stored.ToDocument(), cancel);
        var key = new SubscriptionKey(tenant, stored.Id);
        _stored[key] = stored;
        _unread.TryRemove(key, out _);
        dispatcher.Set(subscription);
    }

    /// <summary>Takes a subscription away.</summary>
    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        var outcome = await storage.Documents.DeleteAsync(tenant, DocumentKind.Subscription, id, cancel);
        Drop(new SubscriptionKey(tenant, id));
        await storage.Documents.DeleteAsync(tenant, DocumentKind.Delivery, id, cancel);
        return outcome == Outcome.Done;
    }

    /// <summary>What has become of the notifications of a subscription.</summary>
    public async ValueTask<DeliveryState> StateAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        if (dispatcher.StateOf(new SubscriptionKey(tenant, id)) is { } state)
            return state;
        return await storage.Documents.FindAsync(tenant, DocumentKind.Delivery, id, cancel) is { } document ? DeliveryState.Of(document) : DeliveryState.None;
    }

    private async ValueTask PlaceAsync(TenantId tenant, StoredSubscription stored, CancellationToken cancel)
    {
        var key = new SubscriptionKey(tenant, stored.Id);
        _stored[key] = stored;
        try
        {
            dispatcher.Set(await ReadAsync(tenant, stored, cancel));
            _unread.TryRemove(key, out _);
        }
        catch (Exception failure) when (failure is JsonLdException or NgsiLdException { Error.Status: < 500 })
        {
            // It is there to be seen, changed and deleted; the others go on.
            _unread[key] = true;
            Unreadable(log, stored.Id, failure.Message);
        }
    }

    private void Drop(SubscriptionKey key)
    {
        _stored.TryRemove(key, out _);
        _unread.TryRemove(key, out _);
        dispatcher.Remove(key);
    }

    [LoggerMessage(LogLevel.Warning, "Subscription {Subscription} cannot be read, and nobody is notified of it; it is tried again: {Reason}")]
    private static partial void Unreadable(ILogger log, string subscription, string reason);
}
