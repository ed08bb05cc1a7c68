using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>What is disclosed of one attribute, where certain rules fit.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class AttributeForm
{
    private readonly Disclosure _form;
    private readonly ImmutableArray<AttributeRule> _byDataset;
    private readonly ImmutableArray<SubAttributeForm> _beside;
    private readonly Iri? _name;
    private readonly bool _isAltered;

    private AttributeForm(Disclosure form, ImmutableArray<AttributeRule> byDataset, ImmutableArray<SubAttributeForm> beside, Iri? name) =>
        (_form, _byDataset, _beside, _name, IsUniform, IsShown, IsHidden, _isAltered) = (
            form, byDataset, beside, name, byDataset.IsDefault, byDataset.IsDefault && form.IsShown, byDataset.IsDefault && form.IsHidden,
            !byDataset.IsDefault || (!form.IsHidden && (!form.IsShown || !beside.IsEmpty)));

    /// <summary>All of it.</summary>
    public static AttributeForm Shown { get; } = new(Disclosure.Show, default, [], null);

    /// <summary>Nothing.</summary>
    public static AttributeForm Hidden { get; } = new(Disclosure.Hide, default, [], null);

    /// <summary>All of it but proofs, which say of which entity they are.</summary>
    public static AttributeForm Unproven { get; } = new(Disclosure.Show, default, [], null) { ShowsProofs = false };

    /// <summary>Whether proofs are shown where all that they prove is.</summary>
    public bool ShowsProofs { get; private init; } = true;

    /// <summary>Whether the same holds for all instances.</summary>
    public bool IsUniform { get; }

    /// <summary>Whether it is shown as it is; only then it may be written. What holds for some instances alone lets none be written.</summary>
    public bool IsShown { get; }

    /// <summary>Whether nothing is shown of it.</summary>
    public bool IsHidden { get; }

    /// <summary>Whether what is shown of it is neither all nor nothing.</summary>
    public bool IsAltered => _isAltered || !ShowsProofs;

    /// <summary>The longest part of time of which alone it may be told that something was in it; null for none.</summary>
    public AlignedPeriod? Blur => IsUniform ? _form.Parts
        : _byDataset.Select(rule => OfRule(rule, _name)?.Parts).OfType<AlignedPeriod>().MaxBy(parts => parts.Days);

    /// <summary>Whether what methods make of many values may be shown where single values are not.</summary>
    public bool MayAggregate => _form.Value == ValueStep.Aggregate
        || (!IsUniform && _byDataset.Any(rule => OfRule(rule, _name) is { Value: ValueStep.Aggregate }));

    /// <param name="rules">The rules that fit.</param>
    /// <param name="name">The attribute; null for one that no rule names.</param>
    public static AttributeForm Of(ImmutableArray<AttributeRule> rules, Iri? name)
    {
        var said = rules.Where(rule => OfRule(rule, name) is not null).ToImmutableArray();
        var byDataset = said.Any(rule => !OfRule(rule, name)!.Datasets.IsDefault) ? said : default;
        var beside = name is null ? [] : SubAttributeForm.AllOf(rules, name);
        var form = byDataset.IsDefault ? Decide(said, name, "") : Disclosure.Hide;
        if (beside.IsEmpty && byDataset.IsDefault && (form.TellsNothing || form == Disclosure.Show))
            return form.TellsNothing ? Hidden : Shown;
        return new AttributeForm(form, byDataset, beside, name);
    }

    /// <summary>The form of an instance.</summary>
    /// <param name="dataset">Its datasetId as UTF-8; empty for none.</param>
    public Disclosure Of(ReadOnlySpan<byte> dataset) => IsUniform ? _form : Decide(_byDataset, _name, Encoding.UTF8.GetString(dataset));

    /// <summary>Whether a sub-attribute is shown: where it is named as that says, else only beside a value that is shown as it is.</summary>
    /// <param name="name">Its expanded name.</param>
    /// <param name="form">The form of the instance that it belongs to.</param>
    /// <param name="dataset">The datasetId of that.</param>
    public bool ShowsBeside(ReadOnlySpan<byte> name, Disclosure form, ReadOnlySpan<byte> dataset)
    {
        // They have times of their own.
        if (form.Parts is not null)
            return false;
        foreach (var sub in _beside)
        {
            if (name.SequenceEqual(sub.Name.Utf8))
                return sub.IsShown(form, Encoding.UTF8.GetString(dataset));
        }
        return form.Value == ValueStep.Show;
    }

    /// <summary>The most open of what allowing rules give, each capped by what limits leave; and what overrides give.</summary>
    private static Disclosure Decide(ImmutableArray<AttributeRule> rules, Iri? name, string dataset)
    {
        var (cap, best) = (CapOf(rules, name, dataset), Disclosure.Hide);
        foreach (var rule in rules)
        {
            if (rule.Effect == RuleEffect.Limit || OfRule(rule, name) is not { } form || !form.Holds(dataset))
                continue;
            if (rule.Effect == RuleEffect.Allow)
                form = form.Capped(cap);
            if (form.OrderTo(best) < 0)
                best = form;
        }
        return best;
    }

    /// <summary>The least open of what limits leave.</summary>
    internal static Disclosure CapOf(ImmutableArray<AttributeRule> rules, Iri? name, string dataset)
    {
        var cap = Disclosure.Show;
        foreach (var rule in rules)
        {
            if (rule.Effect == RuleEffect.Limit && OfRule(rule, name) is { } limit && limit.Holds(dataset))
                cap = cap.Capped(limit);
        }
        return cap;
    }

    private static Disclosure? OfRule(AttributeRule rule, Iri? name) => name is null ? rule.Rest : rule.Of(name);
}
