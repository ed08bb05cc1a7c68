namespace Waziup.Ngsi.Sync.Versions;

/// <summary>Takes over what another one tells. Whatever is told, in whichever order and however often: what is held in the end depends on what was told alone.</summary>
/// <remarks>
/// A place in the history keeps its latest version. The present one is the latest of the latest life, among those that were made present where they were written. An
/// end ends all lives that began no later, whatever was written in them since.
/// </remarks>
public static class Join
{
    /// <returns>Whether anything changed by it.</returns>
    public static bool Apply(IReplica replica, Item item)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return item switch
        {
            Tombstone end => Apply(replica, end),
            ValueVersion version => Apply(replica, version),
            _ => throw new ArgumentException($"unknown item {item?.GetType()}", nameof(item)),
        };
    }

    /// <summary>Which of two versions of one key in the history stays.</summary>
    public static int InHistory(ValueVersion left, ValueVersion right) => left.Stamp.CompareTo(right.Stamp) is var order and not 0 ? order : Bytes(left, right);

    /// <summary>Which of two versions is the present one.</summary>
    public static int InPresent(ValueVersion left, ValueVersion right) => left.Birth.CompareTo(right.Birth) is var order and not 0 ? order : InHistory(left, right);

    private static bool Apply(IReplica replica, Tombstone end)
    {
        if (end.Stamp <= replica.Buried(end.Entity))
            return false;
        replica.Bury(end);
        return true;
    }

    private static bool Apply(IReplica replica, ValueVersion version)
    {
        var isNew = replica.Past(version.Slot, version.Key) is not { } known || InHistory(version, known) > 0;
        if (isNew)
            replica.PutPast(version);
        if (!version.IsCurrent || version.Birth <= replica.Buried(version.Entity) || (replica.Present(version.Slot) is { } present && InPresent(version, present) <= 0))
            return isNew;
        replica.PutPresent(version);
        return true;
    }

    // A clock that was set back may give one stamp twice; then the bytes decide, for all in the same way.
    private static int Bytes(ValueVersion left, ValueVersion right)
    {
        var order = left.Body.Span.SequenceCompareTo(right.Body.Span);
        if (order == 0)
            order = left.Birth.CompareTo(right.Birth);
        return order != 0 ? order : left.IsCurrent.CompareTo(right.IsCurrent);
    }
}
