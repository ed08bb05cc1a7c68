using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks for attributes that policies name and no entity has (P12): mostly typing errors, which in a limit close nothing.</summary>
/// <remarks>Entities are looked at once for all policies, the oldest first, until everything was found. So where policies are well written few are.</remarks>
/// <param name="storage">Where entities are.</param>
/// <param name="most">How many are looked at.</param>
internal sealed class NameLint(IStorage storage, int most)
{
    private static readonly HashSet<Iri> OfEntities = [EntityNames.Id, EntityNames.Scope, EntityNames.CreatedAt, EntityNames.ModifiedAt, EntityNames.ExpiresAt];

    /// <param name="tenant">Where.</param>
    /// <param name="policies">Those that hold together.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<IEnumerable<Finding>> OfAsync(TenantId tenant, IReadOnlyList<Policy> policies, Instant now, CancellationToken cancel)
    {
        var named = policies.SelectMany(Named).Where(one => one.Names.Count > 0).ToList();
        var (names, types) = (named.SelectMany(one => one.Names).ToHashSet(), named.SelectMany(one => one.Types).ToHashSet());
        var looked = 0;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            if (names.Count > 0)
                await storage.Entities.VisitAsync(tenant, new EntityQuery(Filter.Everything, now), Look, enough.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // Everything was found, or enough was looked at.
        }
        var where = looked > most ? $"none of the {most} oldest entities has" : "no entity has";
        // Of what there is nothing yet nobody has said what it is called.
        return named.Where(one => looked > 0 && (one.Types.Count == 0 || !types.IsSupersetOf(one.Types))).GroupBy(one => one.Policy, one => one.Names.Intersect(names))
            .Select(one => (Policy: one.Key, Missing: one.SelectMany(missing => missing).Select(PolicyLint.Short).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList()))
            .Where(one => one.Missing.Count > 0).Select(one => new Finding("P12", false, one.Policy, $"{where} what it names: {string.Join(", ", one.Missing)}"));

        void Look(Entity entity)
        {
            if (names.Count == 0 || ++looked > most)
            {
                enough.Cancel();
                return;
            }
            names.RemoveWhere(name => entity.HasLive(name.Utf8, now));
            types.RemoveWhere(type => entity.HasType(type.Utf8));
        }
    }

    /// <summary>What a policy asks for, groups by or has forms for, with the types of what that is about. What a policy lets write may be new, and what is published comes after it.</summary>
    private static IEnumerable<(string Policy, HashSet<Iri> Types, HashSet<Iri> Names)> Named(Policy policy)
    {
        foreach (var set in policy.Let.Values)
            yield return Of(policy, set.Entities, []);
        if (policy.Release is { } release)
            yield return Of(policy, release.Sources, [release.Attribute, .. release.ControlNames]);
        else if (policy.Effect == RuleEffect.Limit || !policy.Rights.Any(right => right is Right.Create or Right.Update))
            yield return Of(policy, policy.Entities, [.. policy.Forms.Keys, .. policy.Beside.Keys.Select(path => path.Attribute), .. policy.Cohort is { } cohort ? [.. cohort.By, cohort.Unit] : Array.Empty<Iri>()]);
        else
            yield return Of(policy, policy.Entities, []);
    }

    private static (string Policy, HashSet<Iri> Types, HashSet<Iri> Names) Of(Policy policy, Filter entities, IEnumerable<Iri> names) =>
        (policy.Id, [.. PairLint.Types(entities)], [.. ConditionNames.All(entities).Concat(names).Where(name => !OfEntities.Contains(name))]);
}
