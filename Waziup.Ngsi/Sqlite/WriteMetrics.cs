using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What the writer tells about itself.</summary>
internal sealed class WriteMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Waziup.Ngsi.Sqlite";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<int> _group;
    private readonly Histogram<double> _flush;
    private readonly TimeProvider _time;

    public WriteMetrics(TimeProvider time)
    {
        _time = time;
        _group = _meter.CreateHistogram<int>("waziup.sqlite.commit.group", "{write}", "Writes that shared a transaction");
        _flush = _meter.CreateHistogram<double>("waziup.sqlite.commit.duration", "s", "How long a commit with its flush took");
    }

    public long Now => _time.GetTimestamp();

    public void ObserveQueue(Func<int> length) =>
        _meter.CreateObservableGauge("waziup.sqlite.commit.queue", length, "{write}", "Writes that wait for a transaction");

    public void Committed(int writes, long began)
    {
        _group.Record(writes);
        _flush.Record(_time.GetElapsedTime(began).TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
