namespace Waziup.Load.Replay;

/// <summary>One value that a sensor reported.</summary>
/// <param name="ObservedAt">When the sensor measured it, by its own clock (column <c>timestamp</c>).</param>
/// <param name="ReceivedAt">When the platform got it (column <c>date_received</c>).</param>
/// <param name="Value">The number, in the unit of the sensor.</param>
internal readonly record struct Reading(DateTimeOffset ObservedAt, DateTimeOffset ReceivedAt, double Value) : IComparable<Reading>
{
    /// <summary>By time of observation; of two with the same one the reading that was received later is the correction.</summary>
    public int CompareTo(Reading other) =>
        ObservedAt.CompareTo(other.ObservedAt) is var observed and not 0 ? observed : ReceivedAt.CompareTo(other.ReceivedAt);
}
