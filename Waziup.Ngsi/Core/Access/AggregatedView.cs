using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What methods make of the values that one caller sees in the temporal evolution of an entity (4.5.19).</summary>
/// <remarks>Periods are counted from where the window begins, else from the first instance. It is filled value by value, the oldest first.</remarks>
internal sealed class AggregatedView(HistoryGate gate, Window window, Aggregation aggregation)
{
    private const int MaxPeriods = 100_000;

    private readonly Dictionary<(string Name, string? DatasetId), AggregatedSeries> _series = [];
    private readonly bool _takesNumbers = Accumulator.TakesNumbers(aggregation);
    private AggregatedSeries? _last;
    private Instant _origin = window.From;
    private int _periods;

    /// <summary>For its id and its types.</summary>
    public HistoryView Head { get; } = HistoryView.Of(gate, window.Property, [], []);

    /// <summary>The methods, in the order in which they were named.</summary>
    public Aggregation Aggregation => aggregation;

    /// <summary>The attributes with each of their datasetIds.</summary>
    public IEnumerable<AggregatedSeries> Series => _series.Values;

    /// <summary>Takes a row; what the gate does not show, scopes and deletions do not count.</summary>
    /// <exception cref="NgsiLdException">TooManyResults for too many periods.</exception>
    public void Add(HistoryRow row)
    {
        if (!row.IsDeletion && gate.Shows(row) && gate.Disclose(row) is { } shown)
            Add(new HistoryValue(row.Name, row.DatasetId, row.At, row.Kind, double.NaN, shown.Body), row.TimeOf(window.Property));
    }

    /// <summary>The same of a value by itself, where nothing of the history is hidden.</summary>
    /// <exception cref="NgsiLdException">TooManyResults for too many periods.</exception>
    public void Add(HistoryValue value)
    {
        if (gate.IsOpen && gate.Shows(value.Name, value.DatasetId))
            Add(value, value.At);
    }

    /// <summary>Takes the sums of an attribute in a period, where nothing of the history is hidden. Nothing else is added then.</summary>
    /// <exception cref="NgsiLdException">TooManyResults for too many periods.</exception>
    public void Add(HistorySum sum)
    {
        if (!gate.IsOpen || !gate.Shows(sum.Name, sum.DatasetId))
            return;
        if (_origin.IsNone)
            _origin = sum.First;
        var series = SeriesOf(sum.Name, sum.DatasetId, AttributeKind.Property);
        series.LastTime = sum.Last;
        Begin(series, sum.Period, default).AddSums(sum.Count, sum.Sum, sum.Squares, sum.Least, sum.Greatest);
    }

    /// <summary>Takes what is told of an attribute by whole cells alone; nothing where none of the methods is offered.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for periods that are no multiple of a cell.</exception>
    public void Add(ClosedCells cells)
    {
        if (cells.ToSeries(aggregation) is { } series)
        {
            _series[(series.Name, series.DatasetId)] = series;
            Count(series.Periods.Count);
        }
    }

    /// <summary>When a period begins and ends.</summary>
    public (Instant Start, Instant End) BoundsOf(AggregatedSeries series, long index)
    {
        var origin = series.Origin.IsNone ? _origin : series.Origin;
        if (aggregation.Period is { } period)
            return (period.StartOf(index, origin), period.StartOf(index + 1, origin));
        return (origin, !series.End.IsNone ? series.End : window.To.IsNone ? series.LastTime : window.To);
    }

    private void Add(in HistoryValue value, Instant time)
    {
        if (value.Name == Model.Core.Scope.Value)
            return;
        if (_origin.IsNone)
            _origin = time;
        var series = SeriesOf(value.Name, value.DatasetId, value.Kind);
        series.LastTime = time;
        var values = series.At(time) ?? Begin(series, time);
        if (_takesNumbers && !double.IsNaN(value.Number))
            values.AddNumber(value.Number);
        else
            values.Add(value.Kind, InstanceBody.ValueOf(value.Body.Span));
    }

    private void Count(int periods)
    {
        if ((_periods += periods) > MaxPeriods)
            throw new NgsiLdException(NgsiLdErrors.TooManyResults($"there are more than {MaxPeriods} periods; make them longer, or the window shorter"));
    }

    // Mostly that of the value before.
    private AggregatedSeries SeriesOf(string name, string? dataset, AttributeKind kind)
    {
        if (_last is not null && _last.Name == name && _last.DatasetId == dataset)
            return _last;
        if (!_series.TryGetValue((name, dataset), out _last))
            _series[(name, dataset)] = _last = new AggregatedSeries(name, dataset, kind);
        return _last;
    }

    private Accumulator Begin(AggregatedSeries series, Instant time)
    {
        var index = aggregation.Period?.IndexOf(time, _origin) ?? 0;
        return series.Periods.Count > 0 && series.Periods[^1].Index == index
            ? series.Periods[^1].Values
            : Begin(series, index, aggregation.Period is null ? default : BoundsOf(series, index));
    }

    private Accumulator Begin(AggregatedSeries series, long index, (Instant Start, Instant End) bounds)
    {
        Count(1);
        var values = new Accumulator(!_takesNumbers);
        series.Begin(index, values, bounds);
        return values;
    }
}
