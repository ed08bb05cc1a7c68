using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Access;

/// <summary>What is disclosed of one attribute, where certain rules fit.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class AttributeForm
{
    private readonly Disclosure _form;
    private readonly ImmutableArray<AttributeRule> _byDataset;
    private readonly ImmutableArray<Sub> _beside;
    private readonly Iri? _name;

    private AttributeForm(Disclosure form, ImmutableArray<AttributeRule> byDataset, ImmutableArray<Sub> beside, Iri? name) =>
        (_form, _byDataset, _beside, _name) = (form, byDataset, beside, name);

    /// <summary>All of it.</summary>
    public static AttributeForm Shown { get; } = new(Disclosure.Show, default, [], null);

    /// <summary>Nothing.</summary>
    public static AttributeForm Hidden { get; } = new(Disclosure.Hide, default, [], null);

    /// <summary>Whether the same holds for all instances.</summary>
    public bool IsUniform => _byDataset.IsDefault;

    /// <summary>Whether it is shown as it is; only then it may be written. What holds for some instances alone lets none be written.</summary>
    public bool IsShown => IsUniform && _form.IsShown;

    /// <summary>Whether nothing is shown of it.</summary>
    public bool IsHidden => IsUniform && _form.IsHidden;

    /// <summary>Whether what is shown of it is neither all nor nothing.</summary>
    public bool IsAltered => !IsUniform || (!_form.IsHidden && (!_form.IsShown || !_beside.IsEmpty));

    /// <param name="rules">The rules that fit.</param>
    /// <param name="name">The attribute; null for one that no rule names.</param>
    public static AttributeForm Of(ImmutableArray<AttributeRule> rules, Iri? name)
    {
        var said = rules.Where(rule => OfRule(rule, name) is not null).ToImmutableArray();
        var byDataset = said.Any(rule => !OfRule(rule, name)!.Datasets.IsDefault) ? said : default;
        var beside = name is null ? [] : SubsOf(rules, name);
        var form = byDataset.IsDefault ? Decide(said, name, "") : Disclosure.Hide;
        if (beside.IsEmpty && byDataset.IsDefault && (form.IsHidden || form == Disclosure.Show))
            return form.IsHidden ? Hidden : Shown;
        return new AttributeForm(form, byDataset, beside, name);
    }

    /// <summary>The form of an instance.</summary>
    /// <param name="dataset">Its datasetId as UTF-8; empty for none.</param>
    public Disclosure Of(ReadOnlySpan<byte> dataset) => IsUniform ? _form : Decide(_byDataset, _name, Encoding.UTF8.GetString(dataset));

    /// <summary>Whether a sub-attribute is shown: where it is named as that says, else only beside a value that is shown as it is.</summary>
    public bool ShowsBeside(ReadOnlySpan<byte> name, Disclosure form)
    {
        foreach (var sub in _beside)
        {
            if (name.SequenceEqual(sub.Name.Utf8))
                return sub.IsShown || (sub.GoesWithIt && form.Value == ValueStep.Show);
        }
        return form.Value == ValueStep.Show;
    }

    /// <summary>The most open of what allowing rules give, each capped by what limits leave; and what overrides give.</summary>
    private static Disclosure Decide(ImmutableArray<AttributeRule> rules, Iri? name, string dataset)
    {
        var (cap, best) = (Disclosure.Show, Disclosure.Hide);
        foreach (var rule in rules)
        {
            if (rule.Effect == RuleEffect.Limit && OfRule(rule, name) is { } limit && limit.Holds(dataset) && limit.OrderTo(cap) > 0)
                cap = limit;
        }
        foreach (var rule in rules)
        {
            if (rule.Effect == RuleEffect.Limit || OfRule(rule, name) is not { } form || !form.Holds(dataset))
                continue;
            if (rule.Effect == RuleEffect.Allow && cap.OrderTo(form) > 0)
                form = cap;
            if (form.OrderTo(best) < 0)
                best = form;
        }
        return best;
    }

    private static ImmutableArray<Sub> SubsOf(ImmutableArray<AttributeRule> rules, Iri name) =>
    [
        .. rules.SelectMany(rule => rule.Beside.Keys).Where(key => key.Attribute.Equals(name)).Select(key => key.SubAttribute).Distinct()
            .Select(sub => SubOf(rules, name, sub)),
    ];

    private static Sub SubOf(ImmutableArray<AttributeRule> rules, Iri name, Iri sub)
    {
        bool? Says(AttributeRule rule) => rule.Beside.TryGetValue((name, sub), out var shows) ? shows : null;
        var isCapped = rules.Any(rule => rule.Effect == RuleEffect.Limit && Says(rule) == false);
        var opening = rules.Where(rule => rule.Effect == RuleEffect.Override || (rule.Effect == RuleEffect.Allow && !isCapped)).ToList();
        return new Sub(sub, opening.Exists(rule => Says(rule) == true), opening.Exists(rule => Says(rule) is null && OfRule(rule, name) is { Value: ValueStep.Show }));
    }

    private static Disclosure? OfRule(AttributeRule rule, Iri? name) => name is null ? rule.Rest : rule.Of(name);

    /// <summary>A sub-attribute that a rule names.</summary>
    private readonly record struct Sub(Iri Name, bool IsShown, bool GoesWithIt);
}
