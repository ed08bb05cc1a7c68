using System.Collections.Concurrent;
using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>A store that keeps what entities it was asked for.</summary>
sealed class WatchedStorage : IStorage
{
    private readonly MemoryStorage _inner = new();
    private readonly Watched _entities;

    public WatchedStorage() => _entities = new Watched(_inner.Entities);

    /// <summary>The conditions that it was asked for, in order; null for an entity by its id.</summary>
    public IReadOnlyList<Filter?> Asked => [.. _entities.Asked];

    public IContextStore Entities => _entities;

    public ITemporalStore History => _inner.History;

    public IDocumentStore Documents => _inner.Documents;

    public IChangeLog Changes => _inner.Changes;

    public ITenants Tenants => _inner.Tenants;

    public string Description => _inner.Description;

    public ValueTask PrepareAsync(CancellationToken cancel) => _inner.PrepareAsync(cancel);

    public ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel) => _inner.LoadAsync(items, progress, cancel);

    public ValueTask<StoreStatistics> CountAsync(CancellationToken cancel) => _inner.CountAsync(cancel);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private sealed class Watched(IContextStore inner) : IContextStore
    {
        public ConcurrentQueue<Filter?> Asked { get; } = new();

        public ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel)
        {
            Asked.Enqueue(null);
            return inner.FindAsync(tenant, id, cancel);
        }

        public ValueTask<EntityPage> QueryAsync(TenantId tenant, EntityQuery query, CancellationToken cancel)
        {
            Asked.Enqueue(query.Filter);
            return inner.QueryAsync(tenant, query, cancel);
        }

        public ValueTask VisitAsync(TenantId tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
        {
            Asked.Enqueue(query.Filter);
            return inner.VisitAsync(tenant, query, visit, cancel);
        }

        public ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel) => inner.CommitAsync(tenant, intents, cancel);

        public ValueTask<IReadOnlyList<(TenantId Tenant, EntityId Id)>> ExpiredAsync(Instant now, int max, CancellationToken cancel) => inner.ExpiredAsync(now, max, cancel);
    }
}
