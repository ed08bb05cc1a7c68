using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Reads the history of an entity: the few rows that its own row names, merged with those that the index names.</summary>
internal sealed class HistoryReader(SqliteStorage storage, Readers readers, KnownTenants tenants) : ITemporalStore
{
    private const string Head = "select key, recent from entity where tenant = ? and id = ?";

    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        await readers.ReadAsync(
            reader =>
            {
                var found = reader.First(Head, head =>
                {
                    head.Bind(1, number);
                    head.BindText(2, id.Value);
                }, head => (Entity: head.Long(0), Recent: RecentHistory.Decode(head.Blob(1))));
                if (found.Entity == 0)
                    return false;
                if (window.IsOfKey)
                    new KeyOrder(reader, window, found.Entity, found.Recent, cancel).Visit(visit);
                else
                    new TimeOrder(reader, window, cancel).Visit(found.Entity, found.Recent, visit);
                return true;
            },
            cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return tenants.Find(tenant) == 0 ? default : await storage.WriteAsync(transaction => transaction.Forget(tenant, limit, position), cancel);
    }
}
