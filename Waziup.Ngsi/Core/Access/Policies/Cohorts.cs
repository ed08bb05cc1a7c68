using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Knows which entities policies show since enough others are like them.</summary>
/// <remarks>
/// It is counted once in each period, over all entities that a policy is about, when the first one asks, and kept in the store: what other nodes, or this
/// one after a restart, would count later would tell what has changed meanwhile. Thread-safe.
/// </remarks>
internal sealed class Cohorts(IStorage storage, IPolicyKeys keys, PolicyOptions options)
{
    // Who comes while one counts waits for what is counted.
    private readonly Turns _turns = new();

    /// <summary>The entities that a policy shows now.</summary>
    /// <param name="set">The policies among which it is; those that are only tried keep nothing.</param>
    /// <param name="tenant">Where.</param>
    /// <param name="policy">The policy, which has a cohort.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<KeptCohort> OfAsync(PolicySet set, TenantId tenant, Policy policy, Instant now, CancellationToken cancel)
    {
        if (set.CohortOf(policy.Id, now) is { } known)
            return known;
        return await _turns.InTurnAsync(
            HashCode.Combine(tenant, policy.Id), async () => set.CohortOf(policy.Id, now) ?? set.Keep(policy.Id, await MakeAsync(set, tenant, policy, now, cancel)), cancel);
    }

    /// <summary>Tells who looks alike under a policy.</summary>
    public CohortClass ClassOf(TenantId tenant, Policy policy, Instant now) =>
        new(policy, new Aliases(keys.SecretOf(tenant).Span, policy.Audience ?? "cohort", 0), now);

    private async ValueTask<KeptCohort> MakeAsync(PolicySet set, TenantId tenant, Policy policy, Instant now, CancellationToken cancel)
    {
        var period = policy.Cohort!.PeriodOf(now);
        KeptCohort? counted = null;
        while (true)
        {
            var found = policy.Revision is null ? null : await storage.Documents.FindAsync(tenant, DocumentKind.Cohort, policy.Revision, cancel);
            // The clock of another node may be a little ahead.
            if (found is not null && KeptCohort.Of(found, policy.Cohort) is var kept && kept.Period >= period && kept.Period <= period + 1)
                return kept;
            counted ??= new KeptCohort(period, policy.Cohort.EndOf(period), await CountAsync(tenant, policy, now, cancel));
            // Where another node was faster, its count holds.
            if (set.IsTried || policy.Revision is null
                || await storage.Documents.ReplaceAsync(tenant, counted.ToDocument(policy.Revision, now.After(found?.ModifiedAt ?? Instant.None)), found?.ModifiedAt ?? Instant.None, cancel))
                return counted;
        }
    }

    private async ValueTask<IdSet?> CountAsync(TenantId tenant, Policy policy, Instant now, CancellationToken cancel)
    {
        var count = new CohortCount(ClassOf(tenant, policy, now), policy.Cohort!.K, options.MaxCohortEntities);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await storage.Entities.VisitAsync(tenant, new EntityQuery(policy.Entities, now), Add, enough.Token);
        }
        catch (OperationCanceledException) when (count.IsTooLarge && !cancel.IsCancellationRequested)
        {
            // Nobody wants to know how many more there are.
        }
        return count.IsTooLarge ? null : count.Large();

        void Add(Entity entity)
        {
            count.Add(entity);
            if (count.IsTooLarge)
                enough.Cancel();
        }
    }
}
