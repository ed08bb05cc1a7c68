using System.Collections.Immutable;
using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Rules that are not asked, since types or other rules say enough, make no difference: against grants of random rules that are all asked.</summary>
public sealed class RulesByTypeTests
{
    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly Disclosure[] Pool =
    [
        Disclosure.Show, Disclosure.Show, Disclosure.Show, Forms.Linked, Forms.General, Forms.Rounded(5), Forms.Rounded(5, "CEL"), Forms.Cell, Forms.Alias, Disclosure.Hide,
        Disclosure.Show with { Datasets = ["", "urn:d:1"] },
    ];

    private static readonly Filter[] Conditions =
    [
        Filter.Everything, Filter.Nothing, Type("T"), Type("T"), Type("U"), new Filter.Any([Type("T"), Type("U")]), new Filter.Not(Type("T")), Has("a"), Has("b"),
        Filter.And(Type("T"), Has("b")), Filter.And(new Filter.Any([Type("T"), Type("V")]), new Filter.Not(Has("a"))), new Filter.All([Type("T"), Type("U")]),
        new Filter.Any([Type("T"), Has("c")]), new Filter.Any([Filter.And(Type("U"), Has("a")), Type("T")]),
    ];

    private static readonly Entity[] Entities =
    [
        .. from types in (string[])["[\"T\"]", "[\"U\"]", "[\"T\",\"U\"]", "[\"W\"]"]
           from body in (string[])["", "\"a\":1", "\"b\":1", "\"a\":1,\"c\":2"]
           select Queries.Entity(body, type: types),
    ];

    [Fact]
    public void What_is_disclosed_is_what_all_rules_say_that_fit()
    {
        var random = new Random(26_041);
        var shown = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var grant = new Grant(Filter.Everything, Rules(random));
            var entity = Pick(random, Entities);
            if (grant.IsOpen)
                continue;
            var fitting = grant.Rules.Where(rule => Evaluator.Matches(rule.When, entity, Queries.Now)).ToImmutableArray();
            var (all, asked) = (Said(new EntityForms(fitting, grant.Names)), Said(grant.FormsOf(entity, Queries.Now)));
            Assert.Equal(all, asked);
            shown += fitting.Length > 1 && all.Contains("Show", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.True(shown > 500, $"{shown} on which two rules fit");
    }

    [Fact]
    public void A_condition_on_one_type_is_met_by_the_same_entities()
    {
        var random = new Random(26_042);
        var met = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var grant = new Grant(Pick(random, Conditions), Rules(random));
            var condition = Filter.And(Type(Pick(random, (string[])["T", "U"])), Pick(random, Conditions));
            var (whole, shorter) = (grant.Restrict(condition), grant.Restrict(new EntityQuery(condition, Queries.Now)).Filter);
            foreach (var entity in Entities)
            {
                var isMet = Evaluator.Matches(whole, entity, Queries.Now);
                Assert.Equal(isMet, Evaluator.Matches(shorter, entity, Queries.Now));
                met += isMet ? 1 : 0;
            }
        }

        Assert.True(met > 2_000, $"{met} met");
    }

    /// <summary>All that forms say of each attribute, and of what stands beside one.</summary>
    private static string Said(EntityForms forms)
    {
        var text = new StringBuilder($"{forms.Aliases?.Audience} {forms.ShowsAll} {forms.Alters} {forms.ShowsCreatedAt} {forms.ShowsModifiedAt} {forms.ShowsExpiresAt} {forms.ShowsScope}");
        foreach (var name in (string[])[.. Names, "other"])
        {
            var form = forms.Of(Forms.Name(name).Utf8);
            text.Append($"\n{name} {form.IsUniform} {form.IsShown} {form.IsHidden} {form.IsAltered}");
            foreach (var dataset in (string[])["", "urn:d:1", "urn:d:2"])
            {
                var one = form.Of(Encoding.UTF8.GetBytes(dataset));
                text.Append($" {one} {form.ShowsBeside(Forms.Name("b").Utf8, one, Encoding.UTF8.GetBytes(dataset))}");
            }
        }
        return text.ToString();
    }

    private static ImmutableArray<AttributeRule> Rules(Random random) => [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Rule(random))];

    private static AttributeRule Rule(Random random)
    {
        var effect = random.Next(5) switch { 0 => RuleEffect.Limit, 1 => RuleEffect.Override, _ => RuleEffect.Allow };
        var forms = Names.Where(_ => random.Next(2) == 0).Select(name => (name, Pick(random, Pool))).ToList();
        if (random.Next(8) == 0)
            forms.Add(("id", random.Next(2) == 0 ? Disclosure.Show : Forms.Alias));
        if (random.Next(8) == 0)
            forms.Add(("scope", Disclosure.Show));
        var rest = random.Next(3) == 0 ? Pick(random, Pool) : random.Next(2) == 0 ? Disclosure.Show : null;
        var rule = Forms.Rule(effect, rest, [.. forms]) with { When = Pick(random, Conditions) };
        return random.Next(8) == 0 ? rule.Beside("a", ("b", random.Next(2) == 0)) : rule;
    }

    private static T Pick<T>(Random random, T[] some) => some[random.Next(some.Length)];

    private static Filter.OfType Type(string name) => new(Forms.Name(name));

    private static Filter.HasAttribute Has(string name) => new(Forms.Name(name));
}
