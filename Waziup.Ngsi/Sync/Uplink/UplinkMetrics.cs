using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>What the link tells about itself.</summary>
internal sealed class UplinkMetrics : IDisposable
{
    private readonly Meter _meter = new("Waziup.Ngsi");
    private readonly Counter<long> _values;
    private readonly Counter<long> _entities;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;

    public UplinkMetrics()
    {
        _values = _meter.CreateCounter<long>("waziup.uplink.values", "{value}", "Values of the past that the cloud was told");
        _entities = _meter.CreateCounter<long>("waziup.uplink.entities", "{entity}", "Entities that the cloud was told of as they are");
        _bytes = _meter.CreateCounter<long>("waziup.uplink.sent", "By", "Bodies that went up, packed");
        _failures = _meter.CreateCounter<long>("waziup.uplink.failures", "{failure}", "Times that the cloud could not be told anything");
    }

    /// <summary>Has the meter show of how many entities something is refused.</summary>
    public void Observe(Func<long> refused) =>
        _meter.CreateObservableGauge("waziup.uplink.refused", refused, "{entity}", "Entities of which the cloud refuses something");

    /// <summary>A step was taken.</summary>
    public void Told(IReadOnlyList<Cargo> cargoes, long bytes)
    {
        _values.Add(cargoes.Sum(cargo => cargo.Past.Sum(entity => (long)entity.Rows.Count)));
        _entities.Add(cargoes.Sum(cargo => (long)cargo.Current.Count));
        _bytes.Add(bytes);
    }

    /// <summary>The cloud could not be told anything.</summary>
    public void Failed() => _failures.Add(1);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
