using System.Collections.Concurrent;
using System.Text;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Memory;

/// <summary>The entities and history of one tenant. Written under the storage's lock; single entities are found without it.</summary>
internal sealed class MemoryTenant
{
    private readonly ConcurrentDictionary<EntityId, Entity> _entities = new();
    private readonly List<EntityId> _order = [];
    private readonly Dictionary<EntityId, Dictionary<(string Name, string Dataset, Instant At), HistoryRow>> _history = [];
    private long _sequence;

    public Entity? Find(EntityId id) => _entities.GetValueOrDefault(id);

    public IEnumerable<Entity> InOrder() => _order.Select(id => _entities[id]);

    public IReadOnlyList<HistoryRow> History(EntityId id) => _history.TryGetValue(id, out var rows)
        ? [.. rows.Values.OrderBy(row => row.At.Micros).ThenBy(row => row.Sequence)] : [];

    public IEnumerable<HistoryRow> AllHistory() => _history.Values.SelectMany(rows => rows.Values);

    public void Write(Change change)
    {
        var after = change.After!;
        if (_entities.TryAdd(after.Id, after))
            _order.Add(after.Id);
        _entities[after.Id] = after;
        if (!_history.TryGetValue(after.Id, out var rows))
            _history[after.Id] = rows = [];
        foreach (var edit in change.History)
            Write(rows, in edit);
    }

    private void Write(Dictionary<(string Name, string Dataset, Instant At), HistoryRow> rows, in HistoryEdit edit)
    {
        var name = Encoding.UTF8.GetString(edit.Name.Span);
        var dataset = Encoding.UTF8.GetString(edit.Dataset.Span);
        switch (edit.Kind)
        {
            case HistoryEditKind.RemoveAll:
                rows.Clear();
                return;
            case HistoryEditKind.RemoveAttribute:
                foreach (var key in rows.Keys.Where(key => key.Name == name && key.Dataset == dataset).ToList())
                    rows.Remove(key);
                return;
            case HistoryEditKind.RemoveInstance:
                rows.Remove((name, dataset, edit.At));
                return;
            default:
                if (rows.TryGetValue((name, dataset, edit.At), out var known) && known.ModifiedAt > edit.Stamp)
                    return;
                rows[(name, dataset, edit.At)] = new HistoryRow(
                    ++_sequence, name, dataset.Length == 0 ? null : dataset, edit.At, edit.Stamp, edit.AttributeKind,
                    edit.Kind == HistoryEditKind.Deletion, edit.Body, edit.Number);
                return;
        }
    }
}
