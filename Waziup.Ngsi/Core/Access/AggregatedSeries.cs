using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>The periods of an attribute with one datasetId.</summary>
/// <param name="Name">The expanded name.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="Kind">The kind of its first instance.</param>
internal sealed record AggregatedSeries(string Name, string? DatasetId, AttributeKind Kind)
{
    private readonly List<(long Index, Accumulator Values)> _periods = [];
    private (Instant Start, Instant End) _bounds;

    /// <summary>The periods in which there are values, in their order.</summary>
    public IReadOnlyList<(long Index, Accumulator Values)> Periods => _periods;

    /// <summary>The time of the last value.</summary>
    public Instant LastTime { get; set; } = Instant.None;

    /// <summary>Begins a period.</summary>
    public void Begin(long index, Accumulator values, (Instant Start, Instant End) bounds)
    {
        _periods.Add((index, values));
        _bounds = bounds;
    }

    /// <summary>The values of the period that was begun last, if the time lies in it.</summary>
    public Accumulator? At(Instant time) => _periods.Count > 0 && time >= _bounds.Start && time < _bounds.End ? _periods[^1].Values : null;
}
