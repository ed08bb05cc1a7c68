using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks for callers who see more than the policy that is for them says: what no word of it names (P14).</summary>
internal static class ViewLint
{
    private const int MostNamed = 10;

    /// <param name="policy">The policy.</param>
    /// <param name="others">Those that hold beside it.</param>
    public static IEnumerable<(string Code, bool IsError, string Text, string? Other)> In(Policy policy, IEnumerable<Policy> others)
    {
        if (policy.Effect == RuleEffect.Limit || !policy.Rights.Any(IsLooking))
            yield break;
        if (policy.Rest is { TellsNothing: false } rest)
        {
            // Who shows everything means that. Who keeps some of it back has a list of what he keeps back, and all else is shown.
            var kept = policy.Forms.Where(pair => !pair.Key.Equals(EntityNames.Id) && pair.Value.OrderTo(rest) > 0).Select(pair => PolicyLint.Short(pair.Key)).ToList();
            if (kept.Count > 0)
                yield return ("P14", false, $"beside {Listed(kept)} it shows by * whatever no word of it names, also what will be added later", null);
            yield break;
        }
        // The first of each is enough to look.
        foreach (var other in others.Where(other => other.Id != policy.Id && IsUsual(other) && other.Rights.Any(right => IsLooking(right) && policy.Rights.Contains(right))))
        {
            if (!policy.Who.Any(who => Reaches(other, who)) || !Meet(policy, other))
                continue;
            var more = other.Forms.Where(pair => !pair.Value.TellsNothing && !pair.Key.Equals(EntityNames.Id) && !policy.Forms.ContainsKey(pair.Key)).Select(pair => PolicyLint.Short(pair.Key)).ToList();
            if (other.Rest is { TellsNothing: false })
                more.Add("*");
            if (more.Count == 0)
                continue;
            yield return ("P14", false, $"the same callers see more of the same entities than it names, by {other.Id}: {Listed(more)}", other.Id);
            yield break;
        }
    }

    private static bool IsLooking(Right right) => right is Right.Read or Right.History;

    /// <summary>Whether it shows what it shows without being asked for a purpose or a reason, and not what is the caller's own: that this is shown one knows.</summary>
    private static bool IsUsual(Policy other) =>
        other.Effect == RuleEffect.Allow && other.Purposes.IsDefault && !other.NeedsReason && !Placeholders.In(other.Entities).Any();

    /// <summary>Whether a policy is for everybody whom another one calls so.</summary>
    private static bool Reaches(Policy other, string who) =>
        other.Who.Contains(who) || other.Who.Contains("anybody") || (who != "anybody" && other.Who.Contains("authenticated"));

    /// <summary>Whether all that the one is about is also what the other is about. Where each asks for something else nobody can tell.</summary>
    private static bool Meet(Policy policy, Policy other)
    {
        if (!PairLint.SameTypes(policy.Entities, other.Entities))
            return false;
        var (some, others) = (Asked(policy.Entities), Asked(other.Entities));
        return some.IsSupersetOf(others) || others.IsSupersetOf(some);
    }

    /// <summary>What is asked for beside types.</summary>
    private static HashSet<Filter> Asked(Filter entities) => [.. entities.Conjuncts().Where(part => !IsOfTypes(part))];

    private static bool IsOfTypes(Filter filter) => filter is Filter.OfType or Filter.Any { Parts: [_, ..] } && (filter is not Filter.Any any || any.Parts.All(IsOfTypes));

    private static string Listed(List<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(MostNamed)) + (names.Count > MostNamed ? " …" : "");
}
