using System.Collections.Concurrent;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Documents of one kind, of all tenants, mirrored in memory.</summary>
/// <typeparam name="T">What is made of a document.</typeparam>
/// <remarks>Thread-safe.</remarks>
internal abstract class Shelf<T>(IStorage storage, DocumentKind kind)
    where T : class, IStoredForm
{
    private readonly ConcurrentDictionary<DocumentKey, T> _stored = new();
    private readonly Turns _loads = new(1);
    private readonly Turns _turns = new();
    private long _version;
    private int _removals;

    /// <summary>Reads them from the store: before the first request, and when another process has changed some.</summary>
    /// <remarks>One that was put here meanwhile stays.</remarks>
    public virtual async ValueTask LoadAsync(CancellationToken cancel) => await _loads.InTurnAsync(0, async () =>
    {
        long version;
        int removals;
        do
        {
            removals = Volatile.Read(ref _removals);
            version = await storage.Documents.VersionAsync(cancel);
            await ReadAsync(cancel);
        }
        // What was listed and is removed meanwhile would come back.
        while (removals != Volatile.Read(ref _removals));
        Volatile.Write(ref _version, version);
        return true;
    }, cancel);

    private async ValueTask ReadAsync(CancellationToken cancel)
    {
        var gone = _stored.Keys.ToHashSet();
        foreach (var (tenant, document) in await storage.Documents.ListAsync(kind, cancel))
        {
            var key = new DocumentKey(tenant, document.Id);
            gone.Remove(key);
            if (!_stored.TryGetValue(key, out var known) || known.ModifiedAt < document.ModifiedAt || IsIncomplete(key))
                await PlaceAsync(key, _stored[key] = Read(document), cancel);
        }
        foreach (var key in gone)
            Drop(key);
    }

    /// <summary>Reads what another process has changed, where it has: after a change was read from the log, whatever was stored before it is here.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancel)
    {
        if (await storage.Documents.VersionAsync(cancel) != Volatile.Read(ref _version))
            await LoadAsync(cancel);
    }

    /// <summary>Has changes of one of them wait for each other.</summary>
    public ValueTask<TResult> InTurnAsync<TResult>(TenantId tenant, string id, Func<ValueTask<TResult>> act, CancellationToken cancel) =>
        _turns.InTurnAsync(HashCode.Combine(tenant, id), act, cancel);

    public T? Find(TenantId tenant, string id) => _stored.GetValueOrDefault(new DocumentKey(tenant, id));

    /// <summary>Those of a tenant, the oldest first.</summary>
    public IReadOnlyList<T> List(TenantId tenant) =>
        [.. _stored.Where(pair => pair.Key.Tenant == tenant).Select(pair => pair.Value)
            .OrderBy(stored => stored.CreatedAt.Micros).ThenBy(stored => stored.Id, StringComparer.Ordinal)];

    /// <summary>Those of all tenants, in no order.</summary>
    protected IEnumerable<KeyValuePair<DocumentKey, T>> All => _stored;

    public int Count(TenantId tenant) => _stored.Count(pair => pair.Key.Tenant == tenant);

    /// <summary>Whether one with the id is there, in whichever process.</summary>
    public async ValueTask<bool> ExistsAsync(TenantId tenant, string id, CancellationToken cancel) =>
        Find(tenant, id) is not null || await storage.Documents.FindAsync(tenant, kind, id, cancel) is not null;

    /// <summary>Makes of a document what it stands for.</summary>
    protected abstract T Read(Document document);

    /// <summary>Puts one that was read from the store into use.</summary>
    protected abstract ValueTask PlaceAsync(DocumentKey key, T stored, CancellationToken cancel);

    /// <summary>Whether one could not be put into use, and is to be tried again.</summary>
    protected virtual bool IsIncomplete(DocumentKey key) => false;

    /// <summary>Takes one out of use.</summary>
    protected virtual void Drop(DocumentKey key) => _stored.TryRemove(key, out _);

    /// <summary>Stores one durably, new or in place of the one with its id.</summary>
    protected async ValueTask StoreAsync(TenantId tenant, T stored, CancellationToken cancel)
    {
        await storage.Documents.PutAsync(tenant, stored.ToDocument(), cancel);
        Keep(tenant, stored);
    }

    /// <summary>Keeps one that was stored.</summary>
    protected void Keep(TenantId tenant, T stored) => _stored[new DocumentKey(tenant, stored.Id)] = stored;

    /// <summary>Takes one away durably.</summary>
    /// <returns>Whether it was there.</returns>
    protected async ValueTask<bool> DeleteAsync(TenantId tenant, string id, CancellationToken cancel)
    {
        var outcome = await storage.Documents.DeleteAsync(tenant, kind, id, cancel);
        Interlocked.Increment(ref _removals);
        Drop(new DocumentKey(tenant, id));
        return outcome == Outcome.Done;
    }
}
