using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Model;

/// <summary>What a write does to the history (4.5.6).</summary>
internal enum HistoryEditKind : byte
{
    /// <summary>Add an instance; one with the same key (attribute, datasetId, time) is replaced by the later stamp.</summary>
    Put = 1,

    /// <summary>Record that the instance was deleted.</summary>
    Deletion = 2,

    /// <summary>Take one row away, found by its instanceId (5.6.15).</summary>
    RemoveInstance = 3,

    /// <summary>Take all rows of an attribute with this datasetId away (5.6.13).</summary>
    RemoveAttribute = 4,

    /// <summary>Take everything of the entity away (5.6.16).</summary>
    RemoveAll = 5,

    /// <summary>Take all rows of an attribute away, whatever their datasetIds (5.6.13 with deleteAll).</summary>
    RemoveName = 6,
}

/// <summary>One row that a write adds to the history, or takes from it.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Name">The expanded attribute name, UTF-8; the scope's IRI for scopes.</param>
/// <param name="Dataset">The datasetId, UTF-8; empty for the default instance.</param>
/// <param name="At">The key's time: observedAt, else the stamp of the write.</param>
/// <param name="Stamp">When it was written (modifiedAt of the row).</param>
/// <param name="AttributeKind">The kind of the instance.</param>
/// <param name="Body">The instance in stored form; of a deletion only where a client told it, else empty.</param>
/// <param name="Number">The value where it is a number, for aggregation; else NaN.</param>
internal readonly record struct HistoryEdit(
    HistoryEditKind Kind, ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Dataset, Instant At, Instant Stamp,
    AttributeKind AttributeKind, ReadOnlyMemory<byte> Body, double Number)
{
    /// <summary>Whether the key's time is an observedAt.</summary>
    public bool IsObserved { get; init; }

    /// <summary>Whether nothing in the body has a name, see <see cref="InstanceFlags.Plain"/>.</summary>
    public bool IsPlain { get; init; }

    /// <summary>When the row came into being, where that was before the stamp; none for the stamp, or for what the row it replaces says.</summary>
    public Instant CreatedAt { get; init; } = Instant.None;

    /// <summary>Rows that came into being before this are left as they are: they belong to an earlier entity of the same id, which the writer may not know. None: all may go.</summary>
    public Instant Since { get; init; } = Instant.None;

    /// <summary>The instanceId, UTF-8, where it does not follow from the key; else empty.</summary>
    public ReadOnlyMemory<byte> InstanceId { get; init; }
}
