using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>The subscriptions of all tenants, to entities or to registrations; whoever notifies is told of each.</summary>
internal sealed partial class SubscriptionShelf(
    IStorage storage, ContextResolver terms, ContextCopies copies, ISubscriptionUser user, ILogger log, DocumentKind kind = DocumentKind.Subscription)
    : Shelf<StoredSubscription>(storage, kind)
{
    private readonly IStorage _storage = storage;
    private readonly ConcurrentDictionary<DocumentKey, bool> _unread = new();

    /// <summary>Reads those again of which a @context could not be had.</summary>
    public ValueTask RetryAsync(CancellationToken cancel) => _unread.IsEmpty ? ValueTask.CompletedTask : LoadAsync(cancel);

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
        await StoreAsync(tenant, stored, cancel);
        _unread.TryRemove(subscription.Key, out _);
        user.Set(subscription);
    }

    /// <summary>Takes a subscription away.</summary>
    /// <returns>Whether it was there.</returns>
    public async ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        var was = await DeleteAsync(tenant, id, cancel);
        await _storage.Documents.DeleteAsync(tenant, user.StateKind, id, cancel);
        return was;
    }

    /// <summary>What has become of the notifications of a subscription.</summary>
    public async ValueTask<DeliveryState> StateAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        if (user.StateOf(new DocumentKey(tenant, id)) is { } state)
            return state;
        return await _storage.Documents.FindAsync(tenant, user.StateKind, id, cancel) is { } document ? DeliveryState.Of(document) : DeliveryState.None;
    }

    /// <inheritdoc/>
    protected override StoredSubscription Read(Document document) => StoredSubscription.Of(document);

    /// <inheritdoc/>
    protected override bool IsIncomplete(DocumentKey key) => _unread.ContainsKey(key);

    /// <inheritdoc/>
    protected override async ValueTask PlaceAsync(DocumentKey key, StoredSubscription stored, CancellationToken cancel)
    {
        try
        {
            user.Set(await ReadAsync(key.Tenant, stored, cancel));
            _unread.TryRemove(key, out _);
        }
        catch (Exception failure) when (failure is JsonLdException or NgsiLdException { Error.Status: < 500 })
        {
            // It is there to be seen, changed and deleted; the others go on.
            _unread[key] = true;
            Unreadable(log, stored.Id, failure.Message);
        }
    }

    /// <inheritdoc/>
    protected override void Drop(DocumentKey key)
    {
        base.Drop(key);
        _unread.TryRemove(key, out _);
        user.Remove(key);
    }

    [LoggerMessage(LogLevel.Warning, "Subscription {Subscription} cannot be read, and nobody is notified of it; it is tried again: {Reason}")]
    private static partial void Unreadable(ILogger log, string subscription, string reason);
}
