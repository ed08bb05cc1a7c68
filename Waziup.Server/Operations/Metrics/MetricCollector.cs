using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Waziup.Server.Operations.Metrics;

/// <summary>Listens to the meters that operators want to see, ours and the framework's.</summary>
/// <remarks>The framework's own histogram of requests is left out: it costs each request what ours tells better.</remarks>
internal sealed class MetricCollector : IDisposable
{
    private static readonly string[] Meters = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<Instrument, Family> _families = new();
    private readonly MeterListener _listener = new();
    private readonly Lock _observing = new();

    public MetricCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var meter = instrument.Meter.Name;
            if (meter.StartsWith("Waziup.", StringComparison.Ordinal) || Meters.Contains(meter))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static key => new Family(key)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => _families.TryRemove(instrument, out var _);
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((Family)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All instruments as of now, by name.</summary>
    public IReadOnlyList<Family> Read()
    {
        lock (_observing)
            _listener.RecordObservableInstruments();
        return [.. _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();
}
