using System.Collections.Immutable;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access;

/// <summary>What one caller sees of a change: the difference between what he saw before and what he sees now.</summary>
/// <remarks>What comes into his sight is created for him, what leaves it is deleted. No difference, no view: even when something happened is his only then.</remarks>
internal sealed class ChangeView
{
    private readonly Entity _shown;

    private ChangeView(LoggedChange change, ChangeKind kind, Entity subject, Entity shown, ImmutableArray<InstanceDifference> differences)
    {
        Change = change;
        Kind = kind;
        Differences = differences;
        Subject = subject;
        _shown = shown;
    }

    /// <summary>The record.</summary>
    public LoggedChange Change { get; }

    /// <summary>What happened, for the caller.</summary>
    public ChangeKind Kind { get; }

    /// <summary>The instances that differ and that he sees; none where types or scope alone changed.</summary>
    public ImmutableArray<InstanceDifference> Differences { get; }

    /// <summary>The entity that conditions are asked of: as it is now, of a deleted one as it was.</summary>
    public Entity Subject { get; }

    /// <summary>The view of a change; null where the caller sees none.</summary>
    /// <param name="change">The record.</param>
    /// <param name="grant">What he may read.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    public static ChangeView? Of(LoggedChange change, Grant grant, Instant now)
    {
        if (change.Kind is ChangeKind.None or ChangeKind.Rewritten)
            return null;
        return grant.IsOpen ? Whole(change) : Part(change, grant, now);
    }

    private static ChangeView? Whole(LoggedChange change)
    {
        var differences = InstanceDifferences.Of(change);
        var isSeen = change.Kind != ChangeKind.Updated || !differences.IsEmpty
            || (change.Previous is { } previous && InstanceDifferences.InHead(previous, change.After, showsScope: true));
        var subject = change.Kind == ChangeKind.Deleted ? change.Previous ?? change.After : change.After;
        return isSeen ? new ChangeView(change, change.Kind, subject, subject, differences) : null;
    }

    private static ChangeView? Part(LoggedChange change, Grant grant, Instant now)
    {
        EntityForms? formsBefore = null, formsAfter = null;
        var before = InstanceDifferences.Before(change) is { } was && grant.Admits(was, change.At, out formsBefore) ? was : null;
        var after = change.Kind != ChangeKind.Deleted && grant.Admits(change.After, now, out formsAfter) ? change.After : null;
        if (before is null && after is null)
            return null;
        var kind = before is null ? ChangeKind.Created : after is null ? ChangeKind.Deleted : ChangeKind.Updated;
        var seenBefore = before is null ? null : EntityDisclosure.Of(before, formsBefore!, change.At);
        var seenAfter = after is null ? null : EntityDisclosure.Of(after, formsAfter!, now);
        var differences = InstanceDifferences.Between(seenBefore, seenAfter, kind);
        var isSeen = kind != ChangeKind.Updated || !differences.IsEmpty || InstanceDifferences.InHead(seenBefore!, seenAfter!, showsScope: true);
        return isSeen ? new ChangeView(change, kind, after ?? before!, seenAfter ?? seenBefore!, differences) : null;
    }

    /// <summary>The entity as he is told of it: with what is gone as Null, and with what was before, where that is wanted.</summary>
    /// <param name="projection">What he wants to see.</param>
    /// <param name="wantsPrevious">Whether values that were before belong to it (4.5.24).</param>
    /// <param name="wantsDeleted">Which attributes of a deleted entity are shown as Null.</param>
    /// <param name="now">The instant that decides what has expired.</param>
    /// <returns>Null where nothing is left of it.</returns>
    public EntityView? Show(Projection projection, bool wantsPrevious, Func<InstanceDifference, bool> wantsDeleted, Instant now) =>
        EntityView.OfChange(ChangedEntity.Make(Kind, Change.At, Differences, _shown, wantsPrevious, wantsDeleted), projection, now);
}
