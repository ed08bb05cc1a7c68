using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage.Memory;

/// <summary>The entities and history of one tenant. Written under the storage's lock; single entities are found without it.</summary>
/// <param name="lastRow">The number of the last row of the history, over all tenants.</param>
internal sealed class MemoryTenant(StrongBox<long> lastRow)
{
    private readonly ConcurrentDictionary<EntityId, Entity> _entities = new();
    private readonly List<EntityId> _order = [];
    private readonly Dictionary<EntityId, Dictionary<(string Name, string Dataset, Instant At), HistoryRow>> _history = [];

    public Entity? Find(EntityId id) => _entities.GetValueOrDefault(id);

    public IEnumerable<Entity> InOrder() => _order.Select(id => _entities[id]);

    /// <summary>The rows of an entity in a window, in its order.</summary>
    public IReadOnlyList<HistoryRow> History(EntityId id, Window window)
    {
        if (!_history.TryGetValue(id, out var all))
            return [];
        var rows = all.Values
            .Where(row => window.Contains(row.TimeOf(window.Property)) && (window.Names.IsDefault || window.Names.Contains(row.Name)))
            .OrderBy(row => row.TimeOf(window.Property).Micros).ThenBy(row => row.Sequence);
        return window.NewestFirst ? [.. rows.Reverse()] : [.. rows];
    }

    public IEnumerable<HistoryRow> AllHistory() => _history.Values.SelectMany(rows => rows.Values);

    /// <summary>All rows behind a position, in any order.</summary>
    public IEnumerable<(EntityId Entity, HistoryRow Row)> Behind(long position) =>
        _history.SelectMany(pair => pair.Value.Values.Where(row => row.Sequence > position).Select(row => (pair.Key, row)));

    public TenantUsage Measure()
    {
        var rows = AllHistory().ToList();
        return new TenantUsage(
            _entities.Values.Count(entity => !entity.IsDeleted), rows.Count,
            _entities.Values.Sum(entity => (long)entity.Document.Length) + rows.Sum(row => (long)row.Body.Length));
    }

    public void Write(Entity after, ImmutableArray<HistoryEdit> history)
    {
        if (_entities.TryAdd(after.Id, after))
            _order.Add(after.Id);
        _entities[after.Id] = after;
        if (!_history.TryGetValue(after.Id, out var rows))
            _history[after.Id] = rows = [];
        foreach (var edit in history)
            Write(rows, in edit);
    }

    /// <summary>Takes rows away that exceed a limit; returns how many.</summary>
    public long Forget(HistoryLimit limit)
    {
        var gone = 0L;
        foreach (var (id, rows) in _history)
        {
            if (limit.Type is not null && !_entities[id].HasType(limit.Type.Utf8))
                continue;
            var kept = rows.Count;
            Remove(rows, Instant.None, key => !limit.Before.IsNone && key.At < limit.Before);
            foreach (var series in rows.Keys.GroupBy(key => (key.Name, key.Dataset)).Where(series => limit.Keep > 0).ToList())
            {
                foreach (var key in series.OrderByDescending(key => key.At.Micros).Skip(limit.Keep))
                    rows.Remove(key);
            }
            gone += kept - rows.Count;
        }
        return gone;
    }

    private void Write(Dictionary<(string Name, string Dataset, Instant At), HistoryRow> rows, in HistoryEdit edit)
    {
        var name = Encoding.UTF8.GetString(edit.Name.Span);
        var dataset = Encoding.UTF8.GetString(edit.Dataset.Span);
        switch (edit.Kind)
        {
            case HistoryEditKind.RemoveAll:
                Remove(rows, edit.Since, _ => true);
                return;
            case HistoryEditKind.RemoveAttribute:
                Remove(rows, edit.Since, key => key.Name == name && key.Dataset == dataset);
                return;
            case HistoryEditKind.RemoveName:
                Remove(rows, edit.Since, key => key.Name == name);
                return;
            case HistoryEditKind.RemoveInstance:
                var gone = (name, dataset, edit.At);
                Remove(rows, edit.Since, key => key == gone);
                return;
            default:
                if (rows.TryGetValue((name, dataset, edit.At), out var known) && (known.ModifiedAt > edit.Stamp || known.CreatedAt < edit.Since))
                    return;
                rows[(name, dataset, edit.At)] = new HistoryRow(
                    ++lastRow.Value, name, dataset.Length == 0 ? null : dataset, edit.At, edit.Stamp, edit.AttributeKind,
                    edit.Kind == HistoryEditKind.Deletion, edit.Body)
                {
                    IsObserved = edit.IsObserved,
                    IsPlain = edit.IsPlain,
                    CreatedAt = !edit.CreatedAt.IsNone ? edit.CreatedAt : known?.CreatedAt ?? edit.Stamp,
                    InstanceId = edit.InstanceId.IsEmpty ? known?.InstanceId : Encoding.UTF8.GetString(edit.InstanceId.Span),
                };
                return;
        }
    }

    private static void Remove(
        Dictionary<(string Name, string Dataset, Instant At), HistoryRow> rows, Instant since, Predicate<(string Name, string Dataset, Instant At)> goes)
    {
        foreach (var (key, row) in rows.ToList())
        {
            if (row.CreatedAt >= since && goes(key))
                rows.Remove(key);
        }
    }
}
