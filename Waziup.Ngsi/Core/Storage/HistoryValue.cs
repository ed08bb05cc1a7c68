using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>A value that an attribute had, see <see cref="ITemporalStore.VisitValuesAsync"/>.</summary>
/// <param name="Name">The expanded attribute name.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="At">observedAt, else the time of writing.</param>
/// <param name="Kind">The kind of the instance.</param>
/// <param name="Number">The value where it is a number, else NaN.</param>
/// <param name="Body">The instance in stored form; it may be missing where the value is a number.</param>
public readonly record struct HistoryValue(
    string Name, string? DatasetId, Instant At, AttributeKind Kind, double Number, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a row.</summary>
    internal static HistoryValue Of(HistoryRow row) => new(row.Name, row.DatasetId, row.At, row.Kind, row.Number, row.Body);
}
