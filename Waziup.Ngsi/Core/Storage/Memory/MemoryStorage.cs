using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Storage.Memory;

/// <summary>Keeps everything in memory: the reference that other stores are measured by, and the default where nothing is configured.</summary>
/// <remarks>Durable as long as the process lives.</remarks>
public sealed class MemoryStorage : IStorage, IContextStore, ITemporalStore, IDocumentStore, ITenants
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<TenantId, MemoryTenant> _tenants = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, DocumentKind Kind, string Id), Document> _documents = new();
    private readonly MemoryChangeLog _log = new();
    private readonly Fence _fence = new();
    private readonly StrongBox<long> _lastRow = new();

    /// <inheritdoc/>
    public IContextStore Entities => this;

    /// <inheritdoc/>
    public ITemporalStore History => this;

    /// <inheritdoc/>
    public IDocumentStore Documents => this;

    /// <inheritdoc/>
    public IChangeLog Changes => _log;

    /// <inheritdoc/>
    public ITenants Tenants => this;

    /// <inheritdoc/>
    public string Description => "memory (nothing survives a restart)";

    /// <inheritdoc/>
    public ValueTask PrepareAsync(CancellationToken cancel) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public bool Exists(TenantId tenant) => tenant == TenantId.Default || _tenants.ContainsKey(tenant);

    /// <inheritdoc/>
    public IReadOnlyList<TenantId> List() =>
        [TenantId.Default, .. _tenants.Keys.Where(tenant => tenant != TenantId.Default).OrderBy(tenant => tenant.Value, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> MeasureAsync(CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult(Measured());
    }

    /// <inheritdoc/>
    public ValueTask<bool> DropAsync(TenantId tenant, CancellationToken cancel)
    {
        lock (_gate)
        {
            var was = Exists(tenant);
            _tenants.TryRemove(tenant, out _);
            foreach (var key in _documents.Keys.Where(key => key.Tenant == tenant))
                _documents.TryRemove(key, out _);
            _log.Forget(tenant);
            return ValueTask.FromResult(was);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Entity?> FindAsync(TenantId tenant, EntityId id, CancellationToken cancel)
    {
        var found = _tenants.TryGetValue(tenant, out var rows) ? rows.Find(id) : null;
        return ValueTask.FromResult(found is { IsDeleted: false } ? found : null);
    }

    /// <inheritdoc/>
    public ValueTask<EntityPage> QueryAsync(TenantId tenant, EntityQuery query, CancellationToken cancel)
    {
        if (query.Order is not null)
        {
            var ordered = new OrderedPage(query);
            foreach (var entity in Matching(tenant, query))
                ordered.Add(entity);
            return ValueTask.FromResult(ordered.Build());
        }
        var rows = new List<Entity>();
        var matching = 0L;
        foreach (var entity in Matching(tenant, query))
        {
            if (matching++ >= query.Offset && rows.Count < query.Limit)
                rows.Add(entity);
        }
        var more = matching > (long)query.Offset + rows.Count && query.Limit > 0;
        return ValueTask.FromResult(new EntityPage(rows, query.WantsTotal ? matching : null, more));
    }

    /// <inheritdoc/>
    public ValueTask VisitAsync(TenantId tenant, EntityQuery query, Action<Entity> visit, CancellationToken cancel)
    {
        foreach (var entity in Matching(tenant, query))
        {
            cancel.ThrowIfCancellationRequested();
            visit(entity);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var changes = ImmutableArray.CreateBuilder<Change>(intents.Length);
        lock (_gate)
        {
            _tenants.TryGetValue(tenant, out var state);
            foreach (var intent in intents.Span)
            {
                var change = intent.Fence < _fence.Height ? Change.Refuse(NgsiLdErrors.Overtaken) : Apply(intent, state?.Find(intent.Id));
                changes.Add(change);
                if (!change.Writes)
                    continue;
                state ??= _tenants.GetOrAdd(tenant, _ => new MemoryTenant(_lastRow));
                state.Write(change.After!, change.History);
                _log.Append(tenant, change);
            }
        }
        return ValueTask.FromResult(changes.MoveToImmutable());
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, EntityId Id)>> ExpiredAsync(Instant now, int max, CancellationToken cancel)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<(TenantId, EntityId)>>(
            [
                .. _tenants.SelectMany(pair => pair.Value.InOrder().Select(entity => (pair.Key, entity)))
                    .Where(item => !item.entity.IsDeleted && !item.entity.NextExpiry.IsNone && item.entity.NextExpiry <= now)
                    .OrderBy(item => item.entity.NextExpiry.Micros).Take(max).Select(item => (item.Key, item.entity.Id)),
            ]);
        }
    }

    /// <inheritdoc/>
    public ValueTask VisitAsync(TenantId tenant, EntityId id, Window window, Func<HistoryRow, bool> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(visit);
        IReadOnlyList<HistoryRow> rows;
        lock (_gate)
            rows = _tenants.TryGetValue(tenant, out var state) ? state.History(id, window) : [];
        _ = rows.All(visit);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> VisitWrittenAsync(long after, int max, Action<WrittenRow> visit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(visit);
        List<WrittenRow> rows;
        lock (_gate)
        {
            rows =
            [
                .. _tenants.SelectMany(tenant => tenant.Value.Behind(after).Select(found => new WrittenRow(tenant.Key, found.Entity, found.Row)))
                    .OrderBy(written => written.Row.Sequence).Take(max),
            ];
        }
        rows.ForEach(visit);
        return ValueTask.FromResult(rows is [.., var last] ? last.Row.Sequence : after);
    }

    /// <inheritdoc/>
    public ValueTask<(long Position, long Rows)> ForgetAsync(TenantId tenant, HistoryLimit limit, long position, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(limit);
        lock (_gate)
            return ValueTask.FromResult((0L, _tenants.TryGetValue(tenant, out var state) ? state.Forget(limit) : 0L));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel) =>
        ValueTask.FromResult<IReadOnlyList<(TenantId, Document)>>(
            [.. _documents.Where(pair => pair.Key.Kind == kind).Select(pair => (pair.Key.Tenant, pair.Value))]);

    /// <inheritdoc/>
    public ValueTask<Document?> FindAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        ValueTask.FromResult(_documents.GetValueOrDefault((tenant, kind, id)));

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(TenantId tenant, DocumentKind kind, CancellationToken cancel) =>
        ValueTask.FromResult(_documents.Keys.LongCount(key => key.Tenant == tenant && key.Kind == kind));

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(Instant now, CancellationToken cancel) => ValueTask.FromResult(
        _documents.Count(pair => !pair.Value.ExpiresAt.IsNone && pair.Value.ExpiresAt <= now && _documents.TryRemove(pair)));

    /// <inheritdoc/>
    public ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        _tenants.GetOrAdd(tenant, _ => new MemoryTenant(_lastRow));
        _documents[(tenant, document.Kind, document.Id)] = document;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceAsync(TenantId tenant, Document document, Instant before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        _tenants.GetOrAdd(tenant, _ => new MemoryTenant(_lastRow));
        var key = (tenant, document.Kind, document.Id);
        return ValueTask.FromResult(before.IsNone
            ? _documents.TryAdd(key, document)
            : _documents.TryGetValue(key, out var known) && known.ModifiedAt == before && _documents.TryUpdate(key, document, known));
    }

    /// <inheritdoc/>
    public ValueTask<long> FenceAsync(CancellationToken cancel) => ValueTask.FromResult(_fence.Height);

    /// <inheritdoc/>
    public async ValueTask<long> RaiseAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        await PutAsync(tenant, document, cancel);
        lock (_gate)
            return _fence.Raise();
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        ValueTask.FromResult(_documents.TryRemove((tenant, kind, id), out _) ? Outcome.Done : Outcome.NotFound);

    /// <inheritdoc/>
    public ValueTask<long> LoadAsync(IAsyncEnumerable<RestoredEntity> items, IProgress<long>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Restoring.RunAsync(items, RestoreAsync, progress, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<StoreStatistics> CountAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            var all = _tenants.Values.SelectMany(state => state.InOrder()).ToList();
            var rows = _tenants.Values.SelectMany(state => state.AllHistory()).ToList();
            return ValueTask.FromResult(new StoreStatistics(
                all.Count(entity => !entity.IsDeleted), all.Count(entity => entity.IsDeleted), rows.Count, _log.Count,
                rows.GroupBy(row => row.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal),
                Measured(), []));
        }
    }

    private IReadOnlyDictionary<TenantId, TenantUsage> Measured() => _tenants.ToDictionary(pair => pair.Key, pair => pair.Value.Measure());

    private Task RestoreAsync(List<RestoredEntity> items, CancellationToken cancel)
    {
        lock (_gate)
        {
            foreach (var item in items)
                _tenants.GetOrAdd(item.Tenant, _ => new MemoryTenant(_lastRow)).Write(item.Entity, [.. item.History.Select(Restoring.EditOf)]);
        }
        return Task.CompletedTask;
    }

    private IEnumerable<Entity> Matching(TenantId tenant, EntityQuery query)
    {
        List<Entity> all;
        lock (_gate)
            all = _tenants.TryGetValue(tenant, out var state) ? [.. state.InOrder()] : [];
        return all.Where(entity =>
            (query.WithRemains || (!entity.IsDeleted && !entity.IsExpired(query.Now))) && Evaluator.Matches(query.Filter, entity, query.Now));
    }

    private static Change Apply(in Intent intent, Entity? current)
    {
        try
        {
            return intent.Apply(current);
        }
        catch (NgsiLdException refused)
        {
            return Change.Refuse(refused.Error);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return Change.Refuse(NgsiLdErrors.Internal(failure.GetType().Name));
        }
    }
}
