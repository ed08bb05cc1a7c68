using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>One instance in the temporal evolution of an entity.</summary>
/// <param name="Sequence">Grows with every row written.</param>
/// <param name="Name">The expanded attribute name.</param>
/// <param name="DatasetId">Null for the default instance.</param>
/// <param name="At">observedAt, else the time of writing.</param>
/// <param name="ModifiedAt">When the row was written.</param>
/// <param name="Kind">The kind of the instance.</param>
/// <param name="IsDeletion">Whether the row says that the instance was deleted.</param>
/// <param name="Body">The instance in stored form; empty for a deletion.</param>
/// <param name="Number">The value where it is a number, else NaN.</param>
public sealed record HistoryRow(
    long Sequence, string Name, string? DatasetId, Instant At, Instant ModifiedAt, AttributeKind Kind, bool IsDeletion,
    ReadOnlyMemory<byte> Body, double Number);
