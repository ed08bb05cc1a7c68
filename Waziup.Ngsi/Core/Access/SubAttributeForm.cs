using System.Collections.Immutable;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>Whether a sub-attribute is shown that some rule names, where certain rules fit.</summary>
/// <param name="rules">These.</param>
/// <param name="attribute">What it belongs to.</param>
/// <param name="name">Its name.</param>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class SubAttributeForm(ImmutableArray<AttributeRule> rules, Iri attribute, Iri name)
{
    public Iri Name => name;

    /// <summary>All that rules name of an attribute.</summary>
    public static ImmutableArray<SubAttributeForm> AllOf(ImmutableArray<AttributeRule> rules, Iri attribute) =>
    [
        .. rules.SelectMany(rule => rule.Beside.Keys).Where(key => key.Attribute.Equals(attribute)).Select(key => key.SubAttribute).Distinct()
            .Select(sub => new SubAttributeForm(rules, attribute, sub)),
    ];

    /// <summary>Whether it is shown beside an instance.</summary>
    /// <param name="form">The form of the instance.</param>
    /// <param name="dataset">Its datasetId.</param>
    public bool IsShown(Disclosure form, string dataset)
    {
        if (form.IsHidden)
            return false;
        var isCapped = rules.Any(rule => rule.Effect == RuleEffect.Limit && Says(rule) == false);
        var cap = AttributeForm.CapOf(rules, attribute, dataset);
        return rules.Any(rule => rule.Effect switch
        {
            RuleEffect.Limit => false,
            RuleEffect.Allow when isCapped => false,
            _ => Gives(rule, form, rule.Effect == RuleEffect.Allow ? cap : Disclosure.Show, dataset),
        });
    }

    /// <summary>A rule gives it where it names it, or where it shows the whole instance and does not name it.</summary>
    private bool Gives(AttributeRule rule, Disclosure form, Disclosure cap, string dataset)
    {
        var own = rule.Of(attribute);
        if (own is not null && !own.Holds(dataset))
            return false;
        return Says(rule) ?? (form.Value == ValueStep.Show && cap is { Value: ValueStep.Show, Parts: null } && own is { Value: ValueStep.Show, Parts: null });
    }

    private bool? Says(AttributeRule rule) => rule.Beside.TryGetValue((attribute, name), out var shows) ? shows : null;
}
