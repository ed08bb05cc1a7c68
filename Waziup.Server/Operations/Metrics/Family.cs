using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Waziup.Server.Operations.Metrics;

/// <summary>One instrument with all its series.</summary>
internal sealed class Family
{
    /// <summary>What a label of somebody else's making can cost: beyond that many series, new ones are left out.</summary>
    public const int MaxSeries = 1000;

    private static readonly double[] Seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] Counts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

    private readonly ConcurrentDictionary<Labels, Series> _series = new(new LabelsComparer());
    private readonly ConcurrentDictionary<Labels, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private readonly bool _isObserved;

    public Family(Instrument instrument)
    {
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        _isObserved = instrument.IsObservable;
        var kind = instrument.GetType().Name;
        Kind = kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        Bounds = Kind != "histogram" ? [] : instrument.Unit == "s" ? Seconds : Counts;
        Help = instrument.Description ?? "";
        Name = NameOf(instrument, Kind);
    }

    /// <summary>As Prometheus writes it: with the unit, and <c>_total</c> behind a counter.</summary>
    public string Name { get; }

    /// <summary>Counter, gauge or histogram.</summary>
    public string Kind { get; }

    public string Help { get; }

    public double[] Bounds { get; }

    public IEnumerable<KeyValuePair<Labels, Series>> Series => _series;

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out var series))
        {
            if (_series.Count >= MaxSeries)
                return;
            series = _series.GetOrAdd(new Labels(tags.ToArray()), static (_, bounds) => new Series(bounds), Bounds);
        }
        if (_isObserved)
            series.Set(value);
        else
            series.Add(value);
    }

    private static string NameOf(Instrument instrument, string kind)
    {
        var name = Labels.Name(instrument.Name);
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return kind == "counter" ? name + "_total" : name;
    }
}
