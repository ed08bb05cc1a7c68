using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Collects instances of several entities up to a number; beyond that all are cut at the same point in time (6.3.10).</summary>
/// <param name="plan">Which instances.</param>
/// <param name="reader">Reads the history.</param>
/// <param name="most">The number.</param>
internal sealed class HistoryCollector(TemporalPlan plan, HistoryReading reader, int most)
{
    private readonly List<Collected> _entities = [];
    private int _count;
    private Instant _end = Instant.None;

    private IEnumerable<HistoryRow> AllRows => _entities.SelectMany(entity => entity.Rows);

    /// <summary>Reads the instances of another entity.</summary>
    public async ValueTask AddAsync(HistoryGate gate, ScopePeriods? scopes, CancellationToken cancel)
    {
        var rows = new List<HistoryRow>();
        _entities.Add(new Collected(gate, scopes, rows));
        // A scope in which the entity was already when the window began belongs to the answer.
        if (scopes?.At(plan.Window.From) is { } scope && gate.Shows(scope) && !plan.Window.Contains(TimeOf(scope)))
            rows.Add(scope);
        foreach (var window in Parts(gate.Wanted(plan.Window)))
        {
            var (before, counts) = (rows.Count, new LastCounts(plan.LastN, window.Names));
            await reader.VisitAsync(gate, window, scopes, row =>
            {
                if (!gate.Shows(row))
                    return true;
                if (IsBeyond(TimeOf(row)))
                    return false;
                if (counts.Takes(row.Name))
                    rows.Add(row);
                return rows.Count - before <= most && !counts.AreFull;
            }, cancel);
        }
        _count += rows.Count;
        if (_count > most)
            Cut();
    }

    // Of attributes that are known by name each is read by itself: one that seldom changes would keep all that change often from ending.
    private IEnumerable<Window> Parts(Window window) =>
        plan.LastN is null || window.Names.IsDefault ? [window] : window.Names.Select(name => window with { Names = [name], Expects = plan.LastN });

    /// <summary>The views of all, and where they were cut; null where they are complete.</summary>
    public async ValueTask<(List<HistoryView> Views, TimeRange? Cut)> BuildAsync(CancellationToken cancel)
    {
        var views = new List<HistoryView>(_entities.Count);
        foreach (var (gate, scopes, rows) in _entities)
        {
            var empty = _end.IsNone ? [] : await reader.OthersAsync(gate, plan.Window, scopes, [.. rows.Select(row => row.Name)], cancel);
            views.Add(HistoryView.Of(gate, plan.Window.Property, rows, empty));
        }
        return (views, _end.IsNone ? null : RangeOf());
    }

    private void Cut()
    {
        var ordered = plan.Window.NewestFirst ? AllRows.OrderByDescending(TimeOf) : AllRows.OrderBy(TimeOf);
        var first = ordered.Take(most + 1).ToList();
        // Instances of the same time stay together where they can: who goes on behind the end misses none.
        var beyond = TimeOf(first[most]);
        var kept = first.Where(row => TimeOf(row) != beyond).ToList();
        if (kept.Count == 0)
            kept = first[..most];
        _end = TimeOf(kept[^1]);
        // Each entity's own order stays.
        var isKept = kept.ToHashSet<HistoryRow>(ReferenceEqualityComparer.Instance);
        foreach (var entity in _entities)
            entity.Rows.RemoveAll(row => !isKept.Contains(row));
        _count = kept.Count;
    }

    private TimeRange RangeOf()
    {
        var (window, times) = (plan.Window, AllRows.Select(TimeOf));
        var start = window.NewestFirst ? window.To : window.From;
        return new TimeRange(!start.IsNone ? start : window.NewestFirst ? times.Max() : times.Min(), _end);
    }

    private bool IsBeyond(Instant time) => !_end.IsNone && (plan.Window.NewestFirst ? time < _end : time > _end);

    private Instant TimeOf(HistoryRow row) => row.TimeOf(plan.Window.Property);

    private sealed record Collected(HistoryGate Gate, ScopePeriods? Scopes, List<HistoryRow> Rows);
}
