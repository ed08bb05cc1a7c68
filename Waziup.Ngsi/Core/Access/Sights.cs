using System.Collections.Concurrent;
using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>How an attribute may be shown under the rules of a grant.</summary>
/// <param name="IsAltered">Whether in a form other than it has.</param>
/// <param name="IsAliased">Whether under a pseudonym.</param>
/// <param name="Shown">Where one that is shown or hidden is shown.</param>
/// <param name="Visible">Where it may be shown in any form.</param>
internal sealed record Sight(bool IsAltered, bool IsAliased, Filter Shown, Filter Visible);

/// <summary>Knows how each attribute may be shown.</summary>
/// <remarks>Thread-safe. It is found out once for each attribute that rules name, and once for all others.</remarks>
internal sealed class Sights
{
    private readonly ImmutableArray<(AttributeRule Rule, Filter When)> _rules;
    private readonly ImmutableArray<Iri> _names;
    private readonly ConcurrentDictionary<Iri, Sight> _named = new();
    private readonly Sight _other;

    /// <param name="grant">The grant.</param>
    /// <param name="type">A type that every entity has that is looked at; null where nothing is known.</param>
    public Sights(Grant grant, Filter.OfType? type)
    {
        _rules = [.. grant.Rules.Select(rule => (rule, type is null ? rule.When : Simplified.Under(rule.When, [type])))];
        _names = grant.Names.Add(EntityNames.Id);
        _other = Find(new Iri("*"));
    }

    public Sight Of(Iri name) => _named.TryGetValue(name, out var known) ? known : _names.Contains(name) ? _named.GetOrAdd(name, Find) : _other;

    private Sight Find(Iri name)
    {
        var isAltered = _rules.Any(one => (one.Rule.Of(name) is { } form && (!(form.IsShown || form.IsHidden) || !form.Datasets.IsDefault))
            || one.Rule.Beside.Keys.Any(key => key.Attribute.Equals(name)));
        var isAliased = _rules.Any(one => one.Rule.Effect != RuleEffect.Limit && one.Rule.Of(name) is { Value: ValueStep.Pseudonym });
        return new Sight(isAltered, isAliased, ShownWhere(name), Simplified.Any(WhensOf(name, effect => effect != RuleEffect.Limit, isHidden: false)));
    }

    private Filter ShownWhere(Iri name)
    {
        var limits = Simplified.Any(WhensOf(name, effect => effect == RuleEffect.Limit, isHidden: true));
        var allowed = Simplified.Any(WhensOf(name, effect => effect == RuleEffect.Allow, isHidden: false));
        var opened = WhensOf(name, effect => effect == RuleEffect.Override, isHidden: false);
        return Simplified.Any([Simplified.All([allowed, Simplified.Not(limits)]), .. opened]);
    }

    private ImmutableArray<Filter> WhensOf(Iri name, Predicate<RuleEffect> which, bool isHidden) =>
        [.. _rules.Where(one => which(one.Rule.Effect) && one.Rule.Of(name) is { } form && form.IsHidden == isHidden).Select(one => one.When)];
}
