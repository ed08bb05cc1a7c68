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
    private readonly List<(HistoryGate Gate, ScopePeriods? Scopes)> _entities = [];
    private List<(int Entity, HistoryRow Row)> _rows = [];
    private Instant _end = Instant.None;

    /// <summary>Reads the instances of another entity.</summary>
    public async ValueTask AddAsync(HistoryGate gate, ScopePeriods? scopes, CancellationToken cancel)
    {
        var entity = _entities.Count;
        _entities.Add((gate, scopes));
        // A scope in which the entity was already when the window began belongs to the answer.
        if (scopes?.At(plan.Window.From) is { } scope && gate.Shows(scope) && !plan.Window.Contains(TimeOf(scope)))
            _rows.Add((entity, scope));
        foreach (var window in Parts(gate.Wanted(plan.Window)))
        {
            var (before, counts) = (_rows.Count, new LastCounts(plan.LastN, window.Names));
            await reader.VisitAsync(gate, window, scopes, row =>
            {
                if (!gate.Shows(row))
                    return true;
                if (IsBeyond(TimeOf(row)))
                    return false;
                if (counts.Takes(row.Name))
                    _rows.Add((entity, row));
                return _rows.Count - before <= most && !counts.AreFull;
            }, cancel);
        }
        if (_rows.Count > most)
            Cut();
    }

    // Of attributes that are known by name each is read by itself: one that seldom changes would keep all that change often from ending.
    private IEnumerable<Window> Parts(Window window) =>
        plan.LastN is null || window.Names.IsDefault ? [window] : window.Names.Select(name => window with { Names = [name], Expects = plan.LastN });

    /// <summary>The views of all, and where they were cut; null where they are complete.</summary>
    public async ValueTask<(List<HistoryView> Views, TimeRange? Cut)> BuildAsync(CancellationToken cancel)
    {
        var views = new List<HistoryView>(_entities.Count);
        var rows = _rows.ToLookup(item => item.Entity, item => item.Row);
        for (var i = 0; i < _entities.Count; i++)
        {
            var (gate, scopes) = _entities[i];
            var empty = _end.IsNone ? [] : await reader.OthersAsync(gate, plan.Window, scopes, [.. rows[i].Select(row => row.Name)], cancel);
            views.Add(HistoryView.Of(gate, plan.Window.Property, rows[i], empty));
        }
        return (views, _end.IsNone ? null : RangeOf());
    }

    private void Cut()
    {
        var ordered = plan.Window.NewestFirst ? _rows.OrderByDescending(item => TimeOf(item.Row)) : _rows.OrderBy(item => TimeOf(item.Row));
        var first = ordered.Take(most + 1).ToList();
        // Instances of the same time stay together where they can: who goes on behind the end misses none.
        var beyond = TimeOf(first[most].Row);
        var kept = first.Where(item => TimeOf(item.Row) != beyond).ToList();
        if (kept.Count == 0)
            kept = first[..most];
        _end = TimeOf(kept[^1].Row);
        // Each entity's own order stays.
        var isKept = kept.Select(item => (item.Entity, item.Row.Sequence)).ToHashSet();
        _rows = [.. _rows.Where(item => isKept.Contains((item.Entity, item.Row.Sequence)))];
    }

    private TimeRange RangeOf()
    {
        var (window, times) = (plan.Window, _rows.Select(item => TimeOf(item.Row)));
        var start = window.NewestFirst ? window.To : window.From;
        return new TimeRange(!start.IsNone ? start : window.NewestFirst ? times.Max() : times.Min(), _end);
    }

    private bool IsBeyond(Instant time) => !_end.IsNone && (plan.Window.NewestFirst ? time < _end : time > _end);

    private Instant TimeOf(HistoryRow row) => row.TimeOf(plan.Window.Property);
}
