using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The current state of entities.</summary>
internal sealed class Entities(SqliteStorage storage, Readers readers, QueryReader queries, KnownTenants tenants, ILogger logger) : IContextStore
{
    private const string Expired =
        $"select t.name, e.id from entity e join {TenantTable.Named}e.tenant where e.next_expiry <= ? order by e.next_expiry limit ?";

    /// <inheritdoc/>
    public ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        var number = tenants.Find(tenant);
        return number == 0 ? ValueTask.FromResult<Entity?>(null) : readers.FindAsync(number, id, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<EntityPage> QueryAsync(TenantId tenant, EntityQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var number = tenants.Find(tenant);
        return number == 0
            ? ValueTask.FromResult(new EntityPage([], query.WantsTotal ? 0 : null, false))
            : readers.ReadAsync(reader => queries.Page(reader, number, query, cancel), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask VisitAsync(TenantId tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (tenants.Find(tenant) is not (not 0 and var number))
            return;
        await readers.ReadAsync(
            reader =>
            {
                queries.Visit(reader, number, query, visit, cancel);
                return true;
            },
            cancel);
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel)
    {
        // What is queued is written, whatever becomes of the caller.
        cancel.ThrowIfCancellationRequested();
        if (intents.IsEmpty)
            return ValueTask.FromResult(ImmutableArray<Change>.Empty);
        var call = new CommitCall(tenant, intents, logger);
        storage.Enqueue(call);
        return new ValueTask<ImmutableArray<Change>>(call.Changes);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, EntityId Id)>> ExpiredAsync(Instant now, int max, CancellationToken cancel) =>
        readers.ReadAsync(reader => List(reader.Prepared(Expired), now, max), cancel);

    private static IReadOnlyList<(TenantId Tenant, EntityId Id)> List(Statement statement, Instant now, int max)
    {
        var ids = new List<(TenantId, EntityId)>();
        statement.Bind(1, now.Micros);
        statement.Bind(2, max);
        try
        {
            while (statement.Step())
                ids.Add((statement.Tenant(0), EntityId.Trusted(statement.Text(1))));
            return ids;
        }
        finally
        {
            statement.Reset();
        }
    }
}
