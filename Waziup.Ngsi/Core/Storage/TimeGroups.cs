using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Storage;

/// <summary>Shows rows that come in the order of their keys' times: those of the same time in the order of their numbers.</summary>
/// <param name="window">Which rows are wanted, and in which direction they come.</param>
/// <param name="visit">Is shown them, and says whether it wants another.</param>
internal sealed class TimeGroups(Window window, Func<HistoryRow, bool> visit)
{
    private readonly List<HistoryRow> _together = [];

    /// <summary>The time of rows that were given and not shown yet, since others of the same time may follow; none where there are none.</summary>
    public Instant Open => _together.Count > 0 ? _together[0].At : Instant.None;

    /// <summary>Takes a row; answers whether another one is wanted.</summary>
    public bool Add(HistoryRow row)
    {
        // One that has no such time is not in the window.
        if (row.TimeOf(window.Property).IsNone)
            return true;
        if (_together.Count > 0 && _together[0].At != row.At && !Show())
            return false;
        _together.Add(row);
        return true;
    }

    /// <summary>Shows those that were given last; answers whether another one is wanted.</summary>
    public bool Show()
    {
        if (_together.Count > 1)
            _together.Sort((left, right) => window.NewestFirst ? right.Sequence.CompareTo(left.Sequence) : left.Sequence.CompareTo(right.Sequence));
        foreach (var row in _together)
        {
            if (!visit(row))
                return false;
        }
        _together.Clear();
        return true;
    }

    /// <summary>Forgets those that were given last.</summary>
    public void Drop() => _together.Clear();
}
