using System.Diagnostics.Metrics;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>What the link tells about itself.</summary>
internal sealed class UplinkMetrics
{
    private readonly Counter<long> _values;
    private readonly Counter<long> _entities;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _failures;

    public UplinkMetrics()
    {
        var meter = new Meter("Waziup.Ngsi");
        _values = meter.CreateCounter<long>("waziup.uplink.values", "{value}", "Values of the past that the cloud was told");
        _entities = meter.CreateCounter<long>("waziup.uplink.entities", "{entity}", "Entities that the cloud was told of as they are");
        _bytes = meter.CreateCounter<long>("waziup.uplink.sent", "By", "Bodies that went up, packed");
        _failures = meter.CreateCounter<long>("waziup.uplink.failures", "{failure}", "Times that the cloud could not be told anything");
    }

    /// <summary>Has the meter show of how many entities something is refused.</summary>
    public void Observe(Func<long> refused) =>
        _values.Meter.CreateObservableGauge("waziup.uplink.refused", refused, "{entity}", "Entities of which the cloud refuses something");

    /// <summary>A step was taken.</summary>
    public void Told(IReadOnlyList<Cargo> cargoes, long bytes)
    {
        _values.Add(cargoes.Sum(cargo => cargo.Past.Sum(entity => (long)entity.Rows.Count)));
        _entities.Add(cargoes.Sum(cargo => (long)cargo.Current.Count));
        _bytes.Add(bytes);
    }

    /// <summary>The cloud could not be told anything.</summary>
    public void Failed() => _failures.Add(1);
}
