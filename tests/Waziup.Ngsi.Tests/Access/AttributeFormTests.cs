using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Which forms rules give to attributes that they name, to those that they do not, and to single instances (POLICIES 1.1, 1.5).</summary>
public sealed class AttributeFormTests
{
    private const string First = "urn:d:1";

    [Fact]
    public void An_exact_name_beats_the_rest_of_the_same_rule()
    {
        var rule = Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("a", Forms.Rounded(5)));

        Assert.Equal(Forms.Rounded(5), Of(Forms.OfA(rule)));
        Assert.Equal(Disclosure.Show, Of(AttributeForm.Of([rule], Forms.Name("b"))));
        Assert.Equal(Disclosure.Show, Of(AttributeForm.Of([rule], null)));
    }

    [Fact]
    public void But_not_what_another_rule_says()
    {
        var named = Forms.Allow(("a", Forms.Rounded(5)));

        Assert.Equal(Disclosure.Show, Of(Forms.OfA(named, Forms.Rule(RuleEffect.Allow, Disclosure.Show))));
        Assert.Equal(Forms.Rounded(5), Of(Forms.OfA(named, Forms.Rule(RuleEffect.Allow, Forms.Alias))));
    }

    [Fact]
    public void A_limit_on_the_rest_holds_for_what_it_does_not_name()
    {
        var open = Forms.Rule(RuleEffect.Allow, Disclosure.Show);
        var limit = Forms.Rule(RuleEffect.Limit, Disclosure.Hide, ("a", Disclosure.Show));

        Assert.True(Forms.OfA(open, limit).IsShown);
        Assert.True(AttributeForm.Of([open, limit], Forms.Name("b")).IsHidden);
        Assert.True(AttributeForm.Of([open, Forms.Limit(("a", Disclosure.Hide))], Forms.Name("b")).IsShown);
    }

    [Fact]
    public void What_no_rule_names_is_hidden()
    {
        Assert.True(Forms.OfA([]).IsHidden);
        Assert.True(Forms.OfA(Forms.Allow(("b", Disclosure.Show))).IsHidden);
        Assert.True(Forms.OfA(Forms.Limit(("a", Disclosure.Show))).IsHidden);
    }

    [Fact]
    public void A_form_may_hold_for_some_datasets_alone()
    {
        var form = Forms.OfA(Forms.Allow(("a", Disclosure.Show with { Datasets = [First] })), Forms.Allow(("a", Forms.Rounded(5) with { Datasets = [""] })));

        Assert.Equal(ValueStep.Show, form.Of("urn:d:1"u8).Value);
        Assert.Equal(ValueStep.Round, form.Of([]).Value);
        Assert.Equal(ValueStep.Hide, form.Of("urn:d:2"u8).Value);
        Assert.Equal((false, false, true), (form.IsShown, form.IsHidden, form.IsAltered));
    }

    [Fact]
    public void So_may_a_limit_and_an_override()
    {
        var open = Forms.Allow(("a", Disclosure.Show));
        var limited = Forms.OfA(open, Forms.Limit(("a", Disclosure.Hide with { Datasets = [First] })));
        var opened = Forms.OfA(open, Forms.Limit(("a", Disclosure.Hide)), Forms.Override(("a", Forms.Alias with { Datasets = [First] })));

        Assert.Equal((ValueStep.Hide, ValueStep.Show), (limited.Of("urn:d:1"u8).Value, limited.Of([]).Value));
        Assert.Equal((ValueStep.Pseudonym, ValueStep.Hide), (opened.Of("urn:d:1"u8).Value, opened.Of([]).Value));
        Assert.False(limited.IsShown);
    }

    [Fact]
    public void What_holds_for_no_dataset_holds_for_none() =>
        Assert.Equal(ValueStep.Hide, Forms.OfA(Forms.Allow(("a", Disclosure.Show with { Datasets = [] }))).Of([]).Value);

    [Fact]
    public void Only_rules_whose_condition_an_entity_meets_say_anything_of_it()
    {
        var tanks = new Filter.HasAttribute(Forms.Name("level"));
        var grant = new Grant(Filter.Everything,
        [
            Forms.Allow(("a", Forms.Rounded(5))), Forms.Allow(("a", Disclosure.Show)) with { When = tanks },
            new AttributeRule(new Filter.Not(tanks), FrozenDictionary<Iri, Disclosure>.Empty, Forms.Rounded(50), RuleEffect.Limit),
        ]);

        Assert.Equal(Disclosure.Show, FormOf("\"a\":1,\"level\":1"));
        Assert.Equal(Forms.Rounded(50), FormOf("\"a\":1"));
        Assert.Equal(Disclosure.Show, FormOf("\"a\":2,\"level\":2"));

        Disclosure FormOf(string members) => grant.FormsOf(Queries.Entity(members), Queries.Now).Of(Forms.Name("a").Utf8).Of([]);
    }

    [Fact]
    public void A_grant_has_64_rules_at_most_of_which_the_last_one_counts_alone_where_it_alone_fits()
    {
        ImmutableArray<AttributeRule> rules = [.. Enumerable.Repeat(Forms.Allow(("b", Disclosure.Show)) with { When = Filter.Nothing }, Grant.MaxRules - 1), Forms.Allow(("a", Disclosure.Show))];
        var grant = new Grant(Filter.Everything, rules);
        var forms = grant.FormsOf(Queries.Entity("\"a\":1,\"b\":1"), Queries.Now);

        Assert.Equal((true, true), (forms.Of(Forms.Name("a").Utf8).IsShown, forms.Of(Forms.Name("b").Utf8).IsHidden));
        Assert.Throws<ArgumentException>(() => new Grant(Filter.Everything, [.. rules, rules[0]]));
    }

    private static Disclosure Of(AttributeForm form) => form.Of([]);
}
