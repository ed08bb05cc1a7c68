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
    private readonly List<HistoryRow> _rows = [];
    private int _told;

    /// <summary>Where all of them are.</summary>
    public Window Stored => (window with { NewestFirst = false, Expects = null, To = gate.Widened(window.To) });

    /// <summary>A row as it is told; null where it is not, or not in the window. One that is told by cells is judged where that is done.</summary>
    public HistoryRow? ToldOf(HistoryRow row) =>
        (gate.CellsOf(row) is null ? gate.Disclose(row) : row) is { } told && window.Contains(told.TimeOf(window.Property)) ? told : null;

    /// <summary>Takes a row of those that are stored, in their order.</summary>
    /// <exception cref="NgsiLdException">TooComplexQuery where there are too many.</exception>
    public bool Take(HistoryRow row)
    {
        if (ToldOf(row) is not { } told)
            return true;
        _rows.Add(told);
        // How many are not told must not decide.
        _told += gate.CellsOf(row) is null ? 1 : 0;
        return _told <= HistoryReading.MostJudged ? true : throw HistoryReading.TooMany();
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
        if (order == 0)
            order = string.CompareOrdinal(x.DatasetId, y.DatasetId);
        if (order == 0)
            order = x.IsDisclosed.CompareTo(y.IsDisclosed);
        return order != 0 || !x.IsDisclosed ? order : x.Body.Span.SequenceCompareTo(y.Body.Span);
    }
}
