using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Decides whether a change matters to a subscription (5.8.6), as its owner sees it under the rights that he has now.</summary>
internal sealed class ChangeMatcher(IStorage storage, IAccessPolicy policy)
{
    // Many hear of one change, and who sees everything sees the same of it.
    private ChangeView? _whole;

    /// <summary>Whether everybody sees everything.</summary>
    public bool IsSeenByAll => policy is OpenPolicy;

    /// <summary>What the owner may read now.</summary>
    public ValueTask<Grant> GrantAsync(Subscription subscription, CancellationToken cancel) =>
        policy.GrantAsync(subscription.Owner, subscription.Tenant, Right.Read, cancel);

    /// <summary>Whether the owner may be to be notified of a change; where his condition asks about other entities, that is not looked at.</summary>
    public async ValueTask<bool> MayMatchAsync(Subscription subscription, LoggedChange change, Grant grant, Instant now, CancellationToken cancel) =>
        await MatchAsync(subscription.AsksOthers ? subscription with { Condition = Filter.Everything } : subscription, change, grant, now, cancel) is not null;

    /// <summary>What the owner sees of a change that he is to be notified of; null where he is not.</summary>
    public async ValueTask<ChangeView?> MatchAsync(Subscription subscription, LoggedChange change, Grant grant, Instant now, CancellationToken cancel)
    {
        if (!subscription.MayConcern(change) || !subscription.IsLive(now))
            return null;
        if (ViewOf(change, grant, now) is not { } view || !Fires(subscription, view))
            return null;
        // What is gone is judged as it was, at the time when it was.
        var judgedAt = view.Kind == ChangeKind.Deleted ? change.At : now;
        if (!subscription.Selects(view.Subject, judgedAt, grant))
            return null;
        if (subscription.Condition is Filter.All { Parts.IsEmpty: true })
            return view;
        var condition = await new LinkedConditions(storage.Entities, subscription.Tenant, grant, now, isStanding: true).ResolveAsync(subscription.Condition, cancel);
        return Evaluator.Matches(grant.RestrictStanding(condition), view.Subject, judgedAt) ? view : null;
    }

    private ChangeView? ViewOf(LoggedChange change, Grant grant, Instant now)
    {
        if (!grant.IsOpen)
            return ChangeView.Of(change, grant, now);
        var known = Volatile.Read(ref _whole);
        if (known is null || !ReferenceEquals(known.Change, change))
            Volatile.Write(ref _whole, known = ChangeView.Of(change, grant, now));
        return known;
    }

    /// <summary>Whether what happened is among what the subscription waits for.</summary>
    private static bool Fires(Subscription subscription, ChangeView view)
    {
        var kinds = view.Kind switch
        {
            ChangeKind.Created => Triggers.EntityCreated,
            ChangeKind.Deleted => Triggers.EntityDeleted,
            // Types or scope alone: nothing that is watched, if anything is.
            _ when view.Differences.IsEmpty => subscription.Watched is null ? Triggers.EntityUpdated : Triggers.None,
            _ => Triggers.None,
        };
        foreach (var difference in view.Differences)
        {
            if (subscription.Watches(difference.Name))
                kinds |= KindOf(difference, view.Kind);
        }
        return (kinds & subscription.Triggers) != Triggers.None;
    }

    private static Triggers KindOf(in InstanceDifference difference, ChangeKind kind)
    {
        var trigger = difference.Kind switch
        {
            ChangeKind.Created => Triggers.AttributeCreated,
            ChangeKind.Deleted => Triggers.AttributeDeleted,
            _ => Triggers.AttributeUpdated,
        };
        return kind == ChangeKind.Updated ? trigger | Triggers.EntityUpdated : trigger;
    }
}
