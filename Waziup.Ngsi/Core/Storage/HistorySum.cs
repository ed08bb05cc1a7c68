using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Storage;

/// <summary>What the numbers of an attribute come to in a period, see <see cref="ITemporalStore.VisitSumsAsync"/>.</summary>
/// <param name="Name">The expanded attribute name.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="Period">Which period, counted from 0.</param>
/// <param name="Count">How many numbers, at least one.</param>
/// <param name="Sum">Their sum, added up in the order of time.</param>
/// <param name="Squares">The sum of their squares, added up in the order of time.</param>
/// <param name="Least">The smallest.</param>
/// <param name="Greatest">The greatest.</param>
/// <param name="First">The time of the first.</param>
/// <param name="Last">The time of the last.</param>
public readonly record struct HistorySum(
    string Name, string? DatasetId, long Period, long Count, double Sum, double Squares, double Least, double Greatest, Instant First, Instant Last)
{
    /// <summary>How many a store shows at most: of more, nobody wants to know.</summary>
    internal const int Most = 200_000;
}
