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
    public const int MaxPolicies = 20;

    /// <summary>How many versions a policy of his may have.</summary>
    public const int MaxVersions = 20;

    private const int MaxNames = 200;
    private const int MaxWho = 50;

    /// <summary>The parts of a policy, each where the author has one rule: there it is about entities of his alone, and shows no more than he may.</summary>
    /// <param name="policy">What he wrote.</param>
    /// <param name="when">Which entities it is about.</param>
    /// <param name="own">What he may administer.</param>
    public static IEnumerable<(Policy Policy, Filter When)> Parts(Policy policy, Filter when, Grant own)
    {
        if (own.IsNothing)
            yield break;
        // What he asks is asked of what he sees.
        var within = Filter.And(own.StandingOnView(when), own.Rows);
        if (policy.Effect == RuleEffect.Limit)
        {
            // It binds on his entities only.
            yield return (policy, within);
            yield break;
        }
        foreach (var rule in own.Rules.Where(rule => rule.Effect != RuleEffect.Limit))
            yield return (Capped(policy, rule, own), Filter.And(within, rule.When));
    }

    /// <exception cref="NgsiLdException">Forbidden for what an author who is no administrator cannot give: it would reach beyond his entities.</exception>
    public static void Check(Policy policy)
    {
        if (policy.Rights.Any(right => right is Right.Administer or Right.Register) || policy.Effect == RuleEffect.Override)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("the rights to administer and to register, and overrides, are given by administrators"));
        if (policy.Let.Count > 0 || policy.IsAudited)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("let and audit are for administrators: they are about entities and requests of others"));
        // Whoever may name an audience could try out the aliases of others, or draw noise again and again.
        if (policy.Audience is not null || policy.IsOfAudience)
            throw new NgsiLdException(NgsiLdErrors.Forbidden("audiences, pseudonyms and noise are for administrators"));
        if (policy.Rest is not null && policy.Effect == RuleEffect.Allow && policy.Rights.Any(right => right is Right.Create or Right.Update))
            throw new NgsiLdException(NgsiLdErrors.Forbidden("what may be written is named, one by one"));
        if (policy.Forms.Count + policy.Beside.Count > MaxNames || policy.Who.Length > MaxWho)
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"a policy has at most {MaxNames} paths and {MaxWho} in /who, except those of administrators"));
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
        // What it is called is his to say, too.
        forms[EntityNames.Id] = Capped(policy.Forms.GetValueOrDefault(EntityNames.Id) ?? Disclosure.Show, EntityNames.Id, rule, own);
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
        return form.Datasets.IsDefault || capped.TellsNothing ? capped : capped with { Datasets = form.Datasets };
    }
}
