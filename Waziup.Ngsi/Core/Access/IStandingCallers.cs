namespace Waziup.Ngsi.Access;

/// <summary>Knows what has become of callers who act without being there: by subscriptions, feeds, snapshots.</summary>
public interface IStandingCallers
{
    /// <summary>The caller with the roles, groups and tenants that he has now; null where he is not known any more, or his key was revoked or has expired.</summary>
    ValueTask<Caller?> NowAsync(Caller caller, CancellationToken cancel);
}
