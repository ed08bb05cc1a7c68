using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The rows of a history of which some are told at other times than theirs: in the order in which they are told, which says nothing of when they were.</summary>
/// <param name="gate">Whose history it is.</param>
/// <param name="window">By the times that are told.</param>
internal sealed class BlurredRows(HistoryGate gate, Window window) : IComparer<HistoryRow>
{
    private const int MostJudged = 100_000;

    private readonly List<HistoryRow> _rows = [];

    /// <summary>Where all of them are.</summary>
    public Window Stored => (window with { NewestFirst = false, Expects = null, To = gate.Widened(window.To) });

    /// <summary>Takes a row of those that are stored, in their order.</summary>
    /// <exception cref="NgsiLdException">TooComplexQuery where there are too many.</exception>
    public bool Take(HistoryRow row)
    {
        // What is told by cells is judged where that is done.
        var told = gate.CellsOf(row) is null ? gate.Disclose(row) : row;
        if (told is not null && window.Contains(told.TimeOf(window.Property)))
            _rows.Add(told);
        return _rows.Count <= MostJudged ? true
            : throw new NgsiLdException(NgsiLdErrors.TooComplexQuery($"an entity has more than {MostJudged} instances in the window; make it shorter"));
    }

    /// <summary>All of them, in the order of the window.</summary>
    public IEnumerable<HistoryRow> InOrder()
    {
        var ordered = _rows.Order(this).ToList();
        if (window.NewestFirst)
            ordered.Reverse();
        return ordered;
    }

    /// <inheritdoc/>
    public int Compare(HistoryRow? x, HistoryRow? y)
    {
        var order = x!.TimeOf(window.Property).CompareTo(y!.TimeOf(window.Property));
        if (order == 0)
            order = string.CompareOrdinal(x.Name, y.Name);
        if (order != 0 || !x.IsDisclosed || !y.IsDisclosed)
            return order;
        order = x.Value.SequenceCompareTo(y.Value);
        return order != 0 ? order : string.CompareOrdinal(x.DatasetId, y.DatasetId);
    }
}
