namespace Waziup.Ngsi.Sync.Versions;

/// <summary>One thing that two brokers tell each other of an entity.</summary>
/// <param name="Entity">Its id.</param>
/// <param name="Stamp">When it was written.</param>
public abstract record Item(string Entity, Stamp Stamp);

/// <summary>The entity was deleted, with all that belongs to lives that began before.</summary>
/// <param name="Entity">Its id.</param>
/// <param name="Stamp">When it was deleted.</param>
public sealed record Tombstone(string Entity, Stamp Stamp) : Item(Entity, Stamp);

/// <summary>A version of an instance of an attribute; or of what stands beside attributes, such as <c>@type</c> and <c>@scope</c>.</summary>
/// <param name="Slot">Of which instance.</param>
/// <param name="Key">Its place in the history, in microseconds: when it was observed, else when it was written.</param>
/// <param name="Birth">When the life of the entity began that it belongs to.</param>
/// <param name="Stamp">When it was written.</param>
/// <param name="IsCurrent">Whether it was made the present one where it was written; if not, it belongs to the history alone.</param>
/// <param name="Body">The instance; empty where it was deleted.</param>
public sealed record ValueVersion(Slot Slot, long Key, Stamp Birth, Stamp Stamp, bool IsCurrent, ReadOnlyMemory<byte> Body) : Item(Slot.Entity, Stamp)
{
    /// <inheritdoc/>
    public bool Equals(ValueVersion? other) => other is not null && Slot == other.Slot && Key == other.Key && Birth == other.Birth && Stamp == other.Stamp
        && IsCurrent == other.IsCurrent && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Slot, Key, Birth, Stamp);
}

/// <summary>Where a value stands.</summary>
/// <param name="Entity">The id of the entity.</param>
/// <param name="Attribute">The expanded name of the attribute, or <c>@type</c>, <c>@scope</c>, <c>@expiresAt</c>.</param>
/// <param name="Dataset">The datasetId; empty for none.</param>
public readonly record struct Slot(string Entity, string Attribute, string Dataset);
