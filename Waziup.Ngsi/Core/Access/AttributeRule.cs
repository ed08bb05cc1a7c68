using System.Collections.Frozen;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access;

/// <summary>What a rule does.</summary>
public enum RuleEffect : byte
{
    /// <summary>It opens.</summary>
    Allow,

    /// <summary>It caps what others open: nothing is shown in a more open form.</summary>
    Limit,

    /// <summary>It opens whatever limits say; for emergencies.</summary>
    Override,
}

/// <summary>One rule of a grant: on entities that meet a condition, these attributes are disclosed so.</summary>
/// <param name="When">Which entities; judged on the entity as it is stored.</param>
/// <param name="Forms">The form of each attribute that is named, by its expanded name; the scope, createdAt and expiresAt of the entity are named like attributes.</param>
/// <param name="Rest">The form of what is not named; null: of that the rule says nothing.</param>
/// <param name="Effect">What the rule does.</param>
public sealed record AttributeRule(Filter When, FrozenDictionary<Iri, Disclosure> Forms, Disclosure? Rest, RuleEffect Effect = RuleEffect.Allow)
{
    /// <summary>Sub-attributes that are shown or hidden other than the attribute they belong to, by the names of both.</summary>
    public FrozenDictionary<(Iri Attribute, Iri SubAttribute), bool> Beside { get; init; } = FrozenDictionary<(Iri Attribute, Iri SubAttribute), bool>.Empty;

    /// <summary>Where the rule comes from, for people; null where that is not to be said.</summary>
    public string? Source { get; init; }

    /// <summary>The attribute that names those who are told that the rule was used on an entity; null for nobody.</summary>
    public Iri? Notify { get; init; }

    /// <summary>A rule that shows everything on some entities.</summary>
    public static AttributeRule ShowAll(Filter when) => new(when, FrozenDictionary<Iri, Disclosure>.Empty, Disclosure.Show);

    /// <summary>A rule that shows these attributes on some entities.</summary>
    public static AttributeRule ShowOnly(Filter when, params IEnumerable<Iri> attributes) => new(when, All(attributes, Disclosure.Show), null);

    /// <summary>A rule that lets nobody see these attributes of some entities.</summary>
    public static AttributeRule HideAlways(Filter when, params IEnumerable<Iri> attributes) => new(when, All(attributes, Disclosure.Hide), null, RuleEffect.Limit);

    /// <summary>The same for what was seen once already.</summary>
    internal AttributeRule OfSeen => this with { Forms = Forms.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.OfSeen), Rest = Rest?.OfSeen };

    /// <summary>What the rule says of an attribute; null for nothing. Whoever shows something of an entity and says nothing of its id shows that.</summary>
    internal Disclosure? Of(Iri attribute) => Forms.TryGetValue(attribute, out var form)
        ? form : !attribute.Equals(EntityNames.Id) ? Rest : Effect == RuleEffect.Limit ? null : Disclosure.Show;

    private static FrozenDictionary<Iri, Disclosure> All(IEnumerable<Iri> attributes, Disclosure form) => attributes.ToFrozenDictionary(name => name, _ => form);
}
