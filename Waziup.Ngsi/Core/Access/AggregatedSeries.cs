using System.Globalization;
using Waziup.Ngsi.Access.Disclosing;
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

    /// <summary>The cells of which alone it was made, where single values are not shown; then it tells no more than they do.</summary>
    public AggregateCells? Cells { get; init; }

    /// <summary>From when on its periods are counted, where that is not as asked for; else none.</summary>
    public Instant Origin { get; init; } = Instant.None;

    /// <summary>When it ends, where that is not as asked for; else none.</summary>
    public Instant End { get; init; } = Instant.None;

    /// <summary>What a method makes of a period; null where it fits no value, or is not offered.</summary>
    /// <remarks>Of cells without the last digits, which tell in which order and from which numbers a sum was made.</remarks>
    public string? Result(AggregateMethod method, Accumulator values) => Cells is null ? values.Result(method)
        : Cells.Offers(method) && values.Result(method) is { } result ? double.Parse(result, CultureInfo.InvariantCulture).ToString("G12", CultureInfo.InvariantCulture) : null;

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
