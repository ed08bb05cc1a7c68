using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Says of an entity whether enough others are like it for a policy to show it.</summary>
/// <param name="cohorts">Knows that.</param>
/// <param name="tenant">Where.</param>
/// <param name="set">The policies that hold.</param>
/// <param name="now">When.</param>
internal sealed class CohortExplanation(Cohorts cohorts, TenantId tenant, PolicySet set, Instant now)
{
    /// <summary>For each of these policies that is about the entity and has a cohort: what the entity looks like under it, and whether it was found among enough others.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="entity">The entity as it is stored.</param>
    /// <param name="terms">The @context in which names are written.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <remarks>How many were counted is not said: only whether they were enough is kept.</remarks>
    public async ValueTask<SortedDictionary<string, JsonObject>> OfAsync(IEnumerable<Policy> policies, Entity entity, ActiveContext terms, CancellationToken cancel)
    {
        var told = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var policy in policies)
        {
            if (policy.Cohort is not { } rule || !policy.HoldsAt(now) || !Evaluator.Matches(policy.Entities, entity, now))
                continue;
            var kept = await cohorts.OfAsync(set, tenant, policy, now, cancel);
            told[policy.Id] = new JsonObject
            {
                ["policy"] = policy.Id,
                ["k"] = rule.K,
                ["class"] = cohorts.ClassOf(tenant, policy, now).Shown(entity, name => name.Equals(EntityNames.Scope) ? "scope" : terms.Compact(name.Value)),
                ["passed"] = kept.Ids?.Contains(entity.Id) ?? false,
                ["until"] = kept.Until.ToString(),
            };
        }
        return told;
    }
}
