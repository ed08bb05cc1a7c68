using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Looks for what a policy says that others make useless, or that tells more than its author thinks.</summary>
internal static class PairLint
{
    /// <param name="policy">The policy.</param>
    /// <param name="others">Those that hold beside it.</param>
    public static IEnumerable<(string Code, bool IsError, string Text, string? Other)> In(Policy policy, IEnumerable<Policy> others)
    {
        foreach (var name in Betraying(policy))
            yield return ("P03", false, $"which entities are seen tells of {Short(name)}, which it does not show", null);
        if (policy.Effect != RuleEffect.Allow)
            yield break;
        // The first of each is enough to look: with a thousand policies all pairs would be a million.
        var beside = others.Where(other => other.Id != policy.Id && other.Effect == RuleEffect.Allow && other.Rights.Intersect(policy.Rights).Any()).ToList();
        if (beside.Find(other => Covers(other, policy)) is { } wider)
            yield return ("P01", false, $"{wider.Id} shows the same callers at least as much of the same entities", wider.Id);
        if (beside.Find(other => policy.Who.Intersect(other.Who).Any() && SameTypes(policy.Entities, other.Entities) && TwoForms(policy, other) is not null) is { } second)
            yield return ("P13", false, $"{Short(TwoForms(policy, second)!)} reaches the same callers in two forms, here and by {second.Id}: what the one hides the other may tell", second.Id);
    }

    /// <summary>What conditions ask of that is not shown. That an entity is one's own one knows.</summary>
    private static IEnumerable<Iri> Betraying(Policy policy) => policy.Effect == RuleEffect.Limit || !policy.Rights.Any(right => right is Right.Read or Right.History)
        ? [] : Asked(policy.Entities).Where(name => !name.Equals(EntityNames.Scope) && (policy.FormOf(name) ?? Disclosure.Hide).IsHidden).Distinct();

    private static IEnumerable<Iri> Asked(Filter filter) => filter switch
    {
        Filter.All all => all.Parts.SelectMany(Asked),
        Filter.Any any => any.Parts.SelectMany(Asked),
        Filter.Not not => Asked(not.Part),
        Filter.Compares when Placeholders.In(filter).Any() => [],
        _ => ConditionNames.All(filter),
    };

    private static bool Covers(Policy other, Policy policy) =>
        policy.Who.All(who => other.Who.Contains(who) || other.Who.Contains("anybody") || (other.Who.Contains("authenticated") && who != "anybody"))
        && policy.Rights.All(right => other.Rights.Contains(right))
        && (other.Entities.Equals(policy.Entities) || Simplified.IsEverything(other.Entities) || Parts(policy.Entities).ToHashSet().IsSupersetOf(Parts(other.Entities)))
        && other.Cohort is null && other.Purposes.IsDefault && !other.NeedsReason && other.From.IsNone && other.Until.IsNone && other.Let.Count == 0
        && policy.Forms.Keys.Concat(other.Forms.Keys).All(name => AtLeast(other.FormOf(name), policy.FormOf(name))) && AtLeast(other.Rest, policy.Rest)
        && policy.Beside.Count == 0 && other.Beside.Count == 0;

    private static List<Filter> Parts(Filter filter) => filter.Conjuncts();

    private static bool AtLeast(Disclosure? open, Disclosure? form) => form is null || form.TellsNothing || (open is not null && open.Datasets.IsDefault && open.OrderTo(form) <= 0);

    private static Iri? TwoForms(Policy policy, Policy other) => policy.Forms.Where(pair => !pair.Value.TellsNothing && other.Forms.GetValueOrDefault(pair.Key) is { TellsNothing: false } second
        && second != pair.Value).Select(pair => pair.Key).FirstOrDefault();

    /// <summary>Whether an entity may have types of both.</summary>
    public static bool SameTypes(Filter left, Filter right)
    {
        var (some, others) = (Types(left).ToHashSet(), Types(right).ToHashSet());
        return some.Count == 0 || others.Count == 0 || some.Overlaps(others);
    }

    /// <summary>The types that a condition names.</summary>
    public static IEnumerable<Iri> Types(Filter filter) => filter switch
    {
        Filter.OfType type => [type.Type],
        Filter.All all => all.Parts.SelectMany(Types),
        Filter.Any any => any.Parts.SelectMany(Types),
        _ => [],
    };

    private static string Short(Iri name) => PolicyLint.Short(name);
}
