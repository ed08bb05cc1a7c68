using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The current state of entities.</summary>
internal sealed class Entities(Databases databases, Finder finder, QueryReader queries, WriteQueue queue, KnownTenants tenants, ILogger logger)
    : IContextStore
{
    private const string Expired =
        "select t.name, e.id from entity e join " + TenantTable.Named + "e.tenant where e.next_expiry <= $1 order by e.next_expiry limit $2";

    /// <inheritdoc/>
    public async ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel) =>
        tenants.Find(tenant) is not 0 and var number ? await finder.FindAsync((int)number, id) : null;

    /// <inheritdoc/>
    public ValueTask<EntityPage> QueryAsync(TenantId tenant, EntityQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        return tenants.Find(tenant) is not 0 and var number
            ? queries.PageAsync((int)number, query, cancel)
            : ValueTask.FromResult(new EntityPage([], query.WantsTotal ? 0 : null, false));
    }

    /// <inheritdoc/>
    public ValueTask VisitAsync(TenantId tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        return tenants.Find(tenant) is not 0 and var number ? queries.VisitAsync((int)number, query, visit, cancel) : ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel)
    {
        // What is queued is written, whatever becomes of the caller.
        cancel.ThrowIfCancellationRequested();
        if (intents.IsEmpty)
            return [];
        var call = new CommitCall(tenant, intents, logger);
        queue.Add(call);
        return await call.Changes;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, EntityId Id)>> ExpiredAsync(Instant now, int max, CancellationToken cancel) => databases.Keys.ListAsync(
        Expired, parameters => parameters.Add(NpgsqlDbType.Bigint, now.Micros).Add(NpgsqlDbType.Integer, max),
        row => (row.Tenant(0), EntityId.Trusted(row.GetString(1))), cancel);
}
