using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>The snapshots of all tenants.</summary>
internal sealed class SnapshotShelf(IStorage storage, TimeProvider clock) : Shelf<Snapshot>(storage, DocumentKind.Snapshot)
{
    /// <summary>Those of all tenants, in no order.</summary>
    public IEnumerable<(TenantId Tenant, Snapshot Snapshot)> Everything => All.Select(pair => (pair.Key.Tenant, pair.Value));

    /// <summary>The one whose data has a key; null where there is none any more.</summary>
    public Snapshot? WithKey(TenantId tenant, string key) => List(tenant).FirstOrDefault(one => one.Key == key);

    public ValueTask PutAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel) => StoreAsync(tenant, snapshot, cancel);

    /// <summary>Changes one durably.</summary>
    /// <returns>What it has become; null where it is gone.</returns>
    public async ValueTask<Snapshot?> ChangeAsync(TenantId tenant, string id, Func<Snapshot, Snapshot> change, CancellationToken cancel) =>
        await InTurnAsync(tenant, id, async () =>
        {
            if (Find(tenant, id) is not { } present)
                return null;
            var changed = change(present) with { ModifiedAt = Instant.Of(clock.GetUtcNow()).After(present.ModifiedAt) };
            await StoreAsync(tenant, changed, cancel);
            return changed;
        }, cancel);

    public ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancel) => DeleteAsync(tenant, id, cancel);

    /// <inheritdoc/>
    protected override Snapshot Read(Document document) => Snapshot.Of(document);

    /// <inheritdoc/>
    protected override ValueTask PlaceAsync(DocumentKey key, Snapshot stored, CancellationToken cancel) => ValueTask.CompletedTask;
}
