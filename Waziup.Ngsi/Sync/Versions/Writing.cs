namespace Waziup.Ngsi.Sync.Versions;

/// <summary>Makes versions of what is written here: each later than all that is known here of its place.</summary>
public static class Writing
{
    /// <summary>A value, or its end.</summary>
    /// <param name="replica">What is held here.</param>
    /// <param name="now">The clock, in microseconds.</param>
    /// <param name="node">Who writes.</param>
    /// <param name="slot">Which instance.</param>
    /// <param name="observedAt">When it was observed, in microseconds; null where that is not told.</param>
    /// <param name="isCurrent">Whether it becomes the present one; a late reading does not.</param>
    /// <param name="body">The instance; empty for its end.</param>
    public static ValueVersion Value(IReplica replica, long now, string node, in Slot slot, long? observedAt, bool isCurrent, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(replica);
        var buried = replica.Buried(slot.Entity);
        var before = observedAt is { } key ? replica.Past(slot, key)?.Stamp ?? Stamp.None : Stamp.None;
        var stamp = Stamp.After(now, node, replica.Present(slot)?.Stamp ?? Stamp.None, before, buried);
        var born = replica.Born(slot.Entity);
        return new ValueVersion(slot, observedAt ?? stamp.Micros, born > buried ? born : stamp, stamp, isCurrent, body);
    }

    /// <summary>The end of an entity.</summary>
    public static Tombstone End(IReplica replica, long now, string node, string entity)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return new Tombstone(entity, Stamp.After(now, node, replica.Born(entity), replica.Buried(entity)));
    }
}
