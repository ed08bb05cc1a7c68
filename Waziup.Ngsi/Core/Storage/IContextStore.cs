using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>The current state of entities. Knows nothing of NGSI-LD beyond their form.</summary>
public interface IContextStore
{
    /// <summary>Finds one entity; null if it is not there or deleted. An expired one is returned: the caller decides.</summary>
    ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel);

    /// <summary>
    /// Returns exactly what the evaluator would select among entities that are neither deleted nor expired (unless the query wants those too), in the
    /// order of the query, which is that of creation where it names none.
    /// </summary>
    ValueTask<EntityPage> QueryAsync(TenantId tenant, EntityQuery query, CancellationToken cancel);

    /// <summary>Shows every entity that <see cref="QueryAsync"/> would select, whatever the page, in order of creation, as they were at one moment.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">The query; its order and its page do not matter.</param>
    /// <param name="visit">Is shown each. It has to be quick: the store is being read meanwhile.</param>
    /// <param name="cancel">Ends it early.</param>
    ValueTask VisitAsync(TenantId tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel);

    /// <summary>
    /// Carries out intents in order. Each stands alone: entity, history and change record are written all or not at all.
    /// What is written is durable when the call returns. The tenant comes into being with its first written intent.
    /// </summary>
    /// <returns>One change for each intent. An intent whose Apply threw carries an InternalError, one behind whose fence others know more, Overtaken.</returns>
    /// <exception cref="NgsiLdException">StorageFull or StorageUnavailable: nothing of the call was written.</exception>
    ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel);

    /// <summary>Entities of any tenant of which something has expired, the longest expired first.</summary>
    ValueTask<IReadOnlyList<(TenantId Tenant, EntityId Id)>> ExpiredAsync(Instant now, int max, CancellationToken cancel);
}
