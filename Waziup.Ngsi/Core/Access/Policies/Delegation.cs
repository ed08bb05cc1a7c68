using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Keeps a policy within what its author may administer, now and at any later moment: if he loses an entity, the policy does.</summary>
internal static class Delegation
{
    /// <summary>How many policies an author may have.</summary>
    public const int MaxPolicies = 100;

    /// <summary>The parts of a policy, each where the author has one rule: there it is about entities of his alone, and shows no more than he may.</summary>
    /// <param name="policy">What he wrote.</param>
    /// <param name="when">Which entities it is about.</param>
    /// <param name="own">What he may administer.</param>
    public static IEnumerable<(Policy Policy, Filter When)> Parts(Policy policy, Filter when, Grant own)
    {
        if (own.IsNothing)
            yield break;
        var within = Filter.And(when, own.Rows);
        if (policy.Effect == RuleEffect.Limit)
        {
            // It binds on his entities only.
            yield return (policy, within);
            yield break;
        }
        foreach (var rule in own.Rules.Where(rule => rule.Effect != RuleEffect.Limit))
            yield return (Capped(policy, rule, own), Filter.And(within, rule.When));
    }

    /// <exception cref="NgsiLdException">Forbidden for what an author who is no administrator cannot give.</exception>
    public static void Check(Policy policy)
    {
        if (policy.Rights.Contains(Right.Administer) || policy.Effect == RuleEffect.Override)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("the right to administer, and overrides, are given by administrators"));
        // Who stands behind others' entities would be told by what is shown of his.
        if (policy.Cohort is not null || policy.Release is not null)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("cohorts and releases are of all entities that a policy is about; they are for administrators"));
    }

    private static Policy Capped(Policy policy, AttributeRule rule, Grant own)
    {
        var forms = policy.Forms.ToDictionary(pair => pair.Key, pair => Capped(pair.Value, pair.Key, rule, own));
        // What is not named here may be named there.
        foreach (var name in policy.Rest is null ? [] : own.Names.Where(name => !name.Equals(EntityNames.Id)))
            forms.TryAdd(name, Capped(policy.Rest!, name, rule, own));
        var beside = own.Rules.SelectMany(one => one.Beside.Where(pair => !pair.Value)).ToDictionary(pair => pair.Key, _ => false);
        foreach (var (path, isShown) in policy.Beside)
            beside.TryAdd(path, isShown && Capped(Disclosure.Show, path.Attribute, rule, own).IsShown);
        return policy with
        {
            Forms = forms.ToFrozenDictionary(),
            Rest = policy.Rest is null ? null : Capped(policy.Rest, null, rule, own),
            Beside = beside.ToFrozenDictionary(),
        };
    }

    /// <summary>A form, within that of the author and whatever may cap his.</summary>
    private static Disclosure Capped(Disclosure form, Iri? name, AttributeRule rule, Grant own)
    {
        var his = (name is null ? rule.Rest : rule.Of(name)) ?? Disclosure.Hide;
        // Of what holds for some instances alone he gives nothing away.
        if (!his.Datasets.IsDefault)
            return Disclosure.Hide;
        var capped = form.Capped(his);
        foreach (var limit in own.Rules.Where(one => one.Effect == RuleEffect.Limit))
            capped = capped.Capped((name is null ? limit.Rest : limit.Of(name)) is { } least ? least with { Datasets = default } : Disclosure.Show);
        return form.Datasets.IsDefault || capped.IsHidden ? capped : capped with { Datasets = form.Datasets };
    }
}
