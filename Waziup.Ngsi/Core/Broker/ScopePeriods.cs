using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>When an entity was in scopes that a condition wants (4.18): each scope holds until the next one is set, or it is deleted.</summary>
/// <param name="condition">Of scopes alone.</param>
/// <param name="born">When the entity came into being: with a scope that nobody has said the time of, what is told of times before counts too.</param>
internal sealed class ScopePeriods(Filter condition, Instant born)
{
    private readonly List<(HistoryRow Row, bool Fits)> _changes = [];

    /// <summary>The window in which the changes of the scope are found; they have to be added in its order.</summary>
    public static Window Window { get; } = Query.Window.Whole with { Names = [Model.Core.Scope.Value] };

    /// <summary>Takes a change of the scope.</summary>
    public void Add(HistoryRow row) =>
        _changes.Add((row, !row.IsDeletion && Evaluator.Matches(condition, HistoryEntity.InScope(row), row.At)));

    /// <summary>Whether the entity was in one of the scopes at a time.</summary>
    public bool Contain(Instant time) => At(time) is not null;

    /// <summary>What has put the entity into the scope in which it was at a time; null where that was none of those.</summary>
    public HistoryRow? At(Instant time)
    {
        var last = _changes.FindLastIndex(change => change.Row.At <= time);
        if (last < 0 && _changes.Count > 0 && _changes[0].Row is var first && first.CreatedAt <= born && first.At == first.CreatedAt)
            last = 0;
        return last >= 0 && _changes[last].Fits ? _changes[last].Row : null;
    }
}
