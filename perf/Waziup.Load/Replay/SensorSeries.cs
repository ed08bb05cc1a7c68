namespace Waziup.Load.Replay;

/// <summary>A sensor and all its readings in the order in which they are pushed.</summary>
internal sealed class SensorSeries
{
    public SensorSeries(SensorId id, IEnumerable<Reading> readings)
    {
        Id = id;
        // A stable sort: of rows that agree in both times the one that stands later in the file is the last word.
        Readings = [.. readings.Order()];
        Received = [.. Readings.OrderBy(reading => reading.ReceivedAt)];
        Distinct = Readings.Select(reading => reading.ObservedAt).Distinct().Count();
    }

    public SensorId Id { get; }

    public IReadOnlyList<Reading> Readings { get; }

    /// <summary>The readings in the order in which the platform got them.</summary>
    public IReadOnlyList<Reading> Received { get; }

    /// <summary>How many different times of observation there are: the store keeps one history row for each.</summary>
    public int Distinct { get; }

    /// <summary>The reading that must be the current one once all are pushed.</summary>
    public Reading Newest => Readings[^1];
}
