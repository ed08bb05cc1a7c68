using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies.Releases;

/// <summary>Says which entities nothing is published of: where a limit hides an attribute, from whomever, its owner objects.</summary>
internal static class Objections
{
    /// <param name="policies">Those that are in the set.</param>
    /// <param name="attribute">What would be published.</param>
    /// <param name="now">When.</param>
    /// <param name="administered">What an author may administer, where that is not everything.</param>
    public static async ValueTask<Filter> ToAsync(IEnumerable<Policy> policies, Iri attribute, Instant now, Func<Caller, ValueTask<Grant>> administered)
    {
        var objections = new List<Filter>();
        foreach (var policy in policies.Where(policy => policy.HoldsAt(now) && Hides(policy, attribute)))
        {
            var where = WhereAnybody(policy.Entities);
            if (policy.Delegate is { } author)
                objections.AddRange(Delegation.Parts(policy, where, await administered(author)).Select(part => part.When));
            else
                objections.Add(where);
        }
        return Simplified.Any([.. objections]);
    }

    private static bool Hides(Policy policy, Iri attribute) =>
        policy.Effect == RuleEffect.Limit && policy.Rights.Any(right => right is Right.Read or Right.History)
        && (policy.HidesEntity || policy.FormOf(attribute) is { TellsNothing: true });

    /// <summary>Where the limit may hold for somebody.</summary>
    private static Filter WhereAnybody(Filter entities) => Placeholders.Fill(entities, _ => default, Filter.Everything);
}
