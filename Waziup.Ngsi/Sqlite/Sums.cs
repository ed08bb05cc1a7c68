using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Adds up the numbers that it is told with their attributes, datasets and times, the oldest first, and merges a few others in.</summary>
/// <param name="from">When the first period begins.</param>
/// <param name="period">The length of a period in microseconds; 0 for one over all.</param>
/// <param name="newest">The others, with a fifth column that says whether they count; null for none.</param>
internal sealed class Sums(long from, long period, StandingRows? newest) : IListener
{
    private readonly Dictionary<(long Attribute, long Dataset), SumSeries> _series = [];
    private SumSeries? _last;
    private int _periods;
    private bool _hasOthers;

    /// <summary>What was added up of each attribute and dataset, the one with the oldest value first.</summary>
    public IEnumerable<SumSeries> All => _series.Values;

    /// <inheritdoc/>
    public bool Hear(Told row)
    {
        var at = row.Long(2);
        while (newest is { IsOpen: true } && newest.At.Micros < at)
            AddNewest(newest);
        Add(row.Long(0), row.Long(1), at, row.Double(3) is var number && number == 0 && row.IsNull(3) ? double.NaN : number);
        return !_hasOthers;
    }

    /// <summary>Adds the others that are left.</summary>
    /// <returns>Whether sums are all that there is; not where a value is no number, or where there are too many periods.</returns>
    public bool End()
    {
        while (newest is { IsOpen: true } && !_hasOthers)
            AddNewest(newest);
        return !_hasOthers;
    }

    private void AddNewest(StandingRows rows)
    {
        var row = rows.Statement;
        if (row.Long(4) != 0)
            Add(row.Long(0), row.Long(1), rows.At.Micros, row.IsNull(3) ? double.NaN : row.Double(3));
        rows.Advance();
    }

    private void Add(long attribute, long dataset, long at, double number)
    {
        if (double.IsNaN(number))
        {
            _hasOthers = true;
            return;
        }
        // Mostly that of the value before.
        if (_last is null || _last.Attribute != attribute || _last.Dataset != dataset)
        {
            if (!_series.TryGetValue((attribute, dataset), out _last))
                _series[(attribute, dataset)] = _last = new SumSeries(attribute, dataset);
        }
        if (at >= _last.Ends)
        {
            _last.Begin(from, period, at);
            _hasOthers |= ++_periods > HistorySum.Most;
        }
        _last.Add(at, number);
    }
}
