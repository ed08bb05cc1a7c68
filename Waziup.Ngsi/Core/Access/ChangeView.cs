using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of a change: the difference between what he saw before and what he sees now.</summary>
/// <remarks>What comes into his sight is created for him, what leaves it is deleted. No difference, no view: even when something happened is his only then.</remarks>
internal sealed class ChangeView
{
    private readonly Entity _subject;
    private readonly bool _isOpen;

    private ChangeView(LoggedChange change, ChangeKind kind, Entity subject, ImmutableArray<InstanceDifference> differences, bool isOpen)
    {
        Change = change;
        Kind = kind;
        Differences = differences;
        _subject = subject;
        _isOpen = isOpen;
    }

    /// <summary>The record.</summary>
    public LoggedChange Change { get; }

    /// <summary>What happened, for the caller.</summary>
    public ChangeKind Kind { get; }

    /// <summary>The instances that differ and that he sees; none where types or scope alone changed.</summary>
    public ImmutableArray<InstanceDifference> Differences { get; }

    /// <summary>The entity that conditions are asked of: as it is now, of a deleted one as it was.</summary>
    public Entity Subject => _subject;

    /// <summary>The view of a change; null where the caller sees none.</summary>
    /// <param name="change">The record.</param>
    /// <param name="grant">What he may read.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    public static ChangeView? Of(LoggedChange change, Grant grant, Instant now)
    {
        if (change.Kind is ChangeKind.None or ChangeKind.Rewritten)
            return null;
        var after = change.Kind == ChangeKind.Deleted ? null : change.After;
        if (grant.IsOpen)
            return Of(change, change.Kind, after ?? change.Previous ?? change.After, InstanceDifferences.Of(change), isOpen: true);
        var before = InstanceDifferences.Before(change);
        var wasSeen = before is not null && grant.Admits(before, change.At);
        var isSeen = after is not null && grant.Admits(after, now);
        if (!wasSeen && !isSeen)
            return null;
        var kind = !wasSeen ? ChangeKind.Created : !isSeen ? ChangeKind.Deleted : ChangeKind.Updated;
        var differences = InstanceDifferences.Between(
            wasSeen ? Shown(before!, grant, change.At) : null, isSeen ? Shown(after!, grant, now) : null, kind);
        return Of(change, kind, isSeen ? after! : before!, differences, isOpen: false);
    }

    /// <summary>The entity as he is told of it: with what is gone as Null, and with what was before, where that is wanted.</summary>
    /// <param name="grant">What he may read.</param>
    /// <param name="projection">What he wants to see.</param>
    /// <param name="wantsPrevious">Whether values that were before belong to it (4.5.24).</param>
    /// <param name="wantsDeleted">Which attributes of a deleted entity are shown as Null.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <returns>Null where nothing is left of it.</returns>
    public EntityView? Show(Grant grant, Projection projection, bool wantsPrevious, Func<InstanceDifference, bool> wantsDeleted, Instant now)
    {
        var shown = _isOpen || Kind == ChangeKind.Deleted ? _subject : Shown(_subject, grant, now);
        return EntityView.OfChange(ChangedEntity.Make(Kind, Change.At, Differences, shown, wantsPrevious, wantsDeleted), projection, now);
    }

    private static ChangeView? Of(LoggedChange change, ChangeKind kind, Entity subject, ImmutableArray<InstanceDifference> differences, bool isOpen)
    {
        var hasHeadChanged = isOpen && kind == ChangeKind.Updated && InstanceDifferences.IsOfHeadAlone(change);
        return kind == ChangeKind.Updated && differences.IsEmpty && !hasHeadChanged
            ? null : new ChangeView(change, kind, subject, differences, isOpen);
    }

    /// <summary>The entity without what the caller does not see.</summary>
    private static Entity Shown(Entity entity, Grant grant, Instant now)
    {
        bool Shows(int position)
        {
            ref readonly var entry = ref entity.Instances[position];
            return !entry.IsExpired(now) && grant.Of(entity, entity.NameOf(in entry), now).IsShown;
        }
        return Rebuild.Where(entity, entity.HasScope && grant.Of(entity, Model.Core.Scope.Utf8, now).IsShown, Shows);
    }
}
