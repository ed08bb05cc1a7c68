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
    public static Filter To(IEnumerable<Policy> policies, Iri attribute, Instant now) =>
        new Filter.Any([.. policies.Where(policy => policy.HoldsAt(now) && Hides(policy, attribute)).Select(policy => WhereAnybody(policy.Entities))]);

    private static bool Hides(Policy policy, Iri attribute) =>
        policy.Effect == RuleEffect.Limit && policy.Rights.Any(right => right is Right.Read or Right.History)
        && (policy.HidesEntity || (policy.Forms.GetValueOrDefault(attribute) ?? policy.Rest) is { Value: ValueStep.Hide });

    /// <summary>Where the limit may hold for somebody.</summary>
    private static Filter WhereAnybody(Filter entities) => Placeholders.Fill(entities, _ => default, Filter.Everything);
}
