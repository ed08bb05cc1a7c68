using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What the writer tells about itself.</summary>
internal sealed class WriteMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<int> _group;
    private readonly Histogram<double> _flush;
    private readonly TimeProvider _time;
    private readonly string _prefix;

    /// <param name="meter">The meter's name: that of the package.</param>
    /// <param name="store">The store, as the names of the instruments have it.</param>
    /// <param name="time">Measures.</param>
    public WriteMetrics(string meter, string store, TimeProvider time)
    {
        _time = time;
        _meter = new Meter(meter);
        _prefix = $"waziup.{store}.commit.";
        _group = _meter.CreateHistogram<int>(_prefix + "group", "{write}", "Writes that shared a transaction");
        _flush = _meter.CreateHistogram<double>(_prefix + "duration", "s", "How long a commit with its flush took");
    }

    public long Now => _time.GetTimestamp();

    public void ObserveQueue(Func<int> length) =>
        _meter.CreateObservableGauge(_prefix + "queue", length, "{write}", "Writes that wait for a transaction");

    public void Committed(int writes, long began)
    {
        _group.Record(writes);
        _flush.Record(_time.GetElapsedTime(began).TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
