using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Snapshots;

/// <summary>The snapshots of all tenants.</summary>
internal sealed class SnapshotShelf(IStorage storage) : Shelf<Snapshot>(storage, DocumentKind.Snapshot)
{
    public ValueTask PutAsync(TenantId tenant, Snapshot snapshot, CancellationToken cancel) => StoreAsync(tenant, snapshot, cancel);

    public ValueTask<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancel) => DeleteAsync(tenant, id, cancel);

    /// <inheritdoc/>
    protected override Snapshot Read(Document document) => Snapshot.Of(document);

    /// <inheritdoc/>
    protected override ValueTask PlaceAsync(DocumentKey key, Snapshot stored, CancellationToken cancel) => ValueTask.CompletedTask;
}
