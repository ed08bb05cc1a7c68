using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Forms of every kind, rules made of them, and what is written under rules.</summary>
internal static class Forms
{
    public static readonly Aliases Clinic = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)], "clinic", 3);

    public static readonly Disclosure Linked = new(ValueStep.Show) { Aliases = Clinic };

    public static readonly Disclosure General = new(ValueStep.Generalise)
    {
        Table = new Generalisation("crops", 1)
        {
            Exact = new Dictionary<string, string> { ["maize"] = "cereal", ["rice"] = "cereal", ["true"] = "yes", ["x\"y"] = "a\"b" }.ToFrozenDictionary(),
            Ranges = [(0, 10, "low"), (10, 100, "high")],
        },
    };

    public static readonly Disclosure Cell = new(ValueStep.Grid) { CellMetres = 1_000 };

    public static readonly Disclosure Alias = new(ValueStep.Pseudonym) { Aliases = Clinic };

    public static Disclosure Rounded(decimal step, string? unitCode = null) => new(ValueStep.Round) { Step = step, UnitCode = unitCode };

    public static Disclosure Of(string name) => name switch
    {
        "show" => Disclosure.Show,
        "linked" => Linked,
        "generalise" => General,
        "round" => Rounded(5),
        "grid" => Cell,
        "pseudonym" => Alias,
        "hide" => Disclosure.Hide,
        _ => throw new ArgumentException(name, nameof(name)),
    };

    public static AttributeRule Allow(params (string Name, Disclosure Form)[] forms) => Rule(RuleEffect.Allow, null, forms);

    public static AttributeRule Limit(params (string Name, Disclosure Form)[] forms) => Rule(RuleEffect.Limit, null, forms);

    public static AttributeRule Override(params (string Name, Disclosure Form)[] forms) => Rule(RuleEffect.Override, null, forms);

    public static AttributeRule Rule(RuleEffect effect, Disclosure? rest, params (string Name, Disclosure Form)[] forms) =>
        new(Filter.Everything, forms.ToFrozenDictionary(pair => Name(pair.Name), pair => pair.Form), rest, effect);

    /// <summary>The same rule that shows or hides sub-attributes.</summary>
    public static AttributeRule Beside(this AttributeRule rule, string attribute, params (string Name, bool IsShown)[] subs) =>
        rule with { Beside = subs.ToFrozenDictionary(sub => (Name(attribute), Name(sub.Name)), sub => sub.IsShown) };

    public static Iri Name(string term) => term switch
    {
        "id" => EntityNames.Id,
        "scope" => EntityNames.Scope,
        "createdAt" => EntityNames.CreatedAt,
        "modifiedAt" => EntityNames.ModifiedAt,
        "expiresAt" => EntityNames.ExpiresAt,
        _ => Queries.Name(term),
    };

    /// <summary>What is disclosed of the attribute <c>a</c>.</summary>
    public static AttributeForm OfA(params ImmutableArray<AttributeRule> rules) => AttributeForm.Of(rules, Name("a"));

    /// <summary>What is written of the only instance of <c>a</c>, with short names; null for nothing.</summary>
    public static string? Written(string instance, AttributeForm rules, string dataset = "")
    {
        var entity = Queries.Entity($"\"a\":{instance}");
        ref readonly var entry = ref entity.Instances[0];
        using var output = PooledBuffer.Rent();
        output.Append((byte)'~');
        var isShown = InstanceDisclosure.Write(
            output, entity.Document.AsSpan(entry.Start, entry.Length), entity.NameOf(in entry), rules, rules.Of(Encoding.UTF8.GetBytes(dataset)));
        var text = Encoding.UTF8.GetString(output.Written[1..]);
        Assert.Equal(isShown, text.Length > 0);
        return isShown ? text.Replace(JsonLd.Contexts.DefaultVocabulary, "", StringComparison.Ordinal) : null;
    }

    /// <summary>The entity as its reader gets it; null where he gets none.</summary>
    public static string? Render(Entity entity, params ImmutableArray<AttributeRule> rules) => Render(entity, Shape.Plain, rules);

    public static string? Render(Entity entity, Shape shape, params ImmutableArray<AttributeRule> rules)
    {
        if (EntityView.Of(entity, new Grant(Filter.Everything, rules), Projection.Whole, Queries.Now) is not { } view)
            return null;
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, view, Queries.Terms, shape);
        return Encoding.UTF8.GetString(output.Written);
    }
}
