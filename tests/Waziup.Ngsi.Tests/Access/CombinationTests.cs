using System.Collections.Immutable;
using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>How rules combine (POLICIES 1.5), for all sets of up to four rules out of every form and every effect.</summary>
public sealed class CombinationTests
{
    /// <summary>From the most open to nothing.</summary>
    private static readonly Disclosure[] Pool =
        [Disclosure.Show, Forms.Linked, Forms.General, Forms.Rounded(0.5m), Forms.Rounded(5), Forms.Cell, Forms.Alias, Disclosure.Hide];

    private static readonly RuleEffect[] Effects = [RuleEffect.Allow, RuleEffect.Limit, RuleEffect.Override];

    private static readonly AttributeRule[] Rules = [.. Effects.SelectMany(effect => Pool.Select(form => Forms.Rule(effect, null, ("a", form))))];

    [Fact]
    public void The_form_is_the_most_open_of_what_is_allowed_within_limits_and_of_what_overrides()
    {
        foreach (var set in Sets(4))
            Assert.Equal(Pool[Expected(set)], Decide(set));
    }

    [Fact]
    public void A_limit_of_time_leaves_aliases_in_the_place_of_ids()
    {
        var form = AttributeForm.Of(
            [Forms.Rule(RuleEffect.Allow, null, ("a", Forms.Linked)), Forms.Rule(RuleEffect.Limit, null, ("a", Disclosure.Show with { Time = "PT1H" }))], Forms.Name("a")).Of([]);

        Assert.Equal(Forms.Linked with { Time = "PT1H" }, form);
    }

    [Fact]
    public void It_does_not_depend_on_the_order_of_rules()
    {
        foreach (var set in Sets(4))
        {
            var first = Decide(set);
            foreach (var order in Orders(set))
                Assert.Equal(first, Decide(order));
        }
    }

    [Fact]
    public void One_more_rule_that_allows_never_closes_and_one_more_limit_never_opens()
    {
        foreach (var set in Sets(3))
        {
            var before = Openness(Decide(set));
            for (var i = 0; i < Rules.Length; i++)
            {
                var after = Openness(Decide([.. set, i]));
                Assert.True(Rules[i].Effect == RuleEffect.Limit ? after >= before : after <= before);
            }
        }
    }

    [Fact]
    public void Every_form_is_one_that_a_rule_offers_or_the_limit_on_it()
    {
        foreach (var set in Sets(4))
        {
            var form = Decide(set);
            Assert.True(form.IsHidden || set.Any(i => Rules[i].Of(Forms.Name("a")) == form));
            Assert.True(form.IsHidden || set.Any(i => Rules[i].Effect != RuleEffect.Limit));
            Assert.True(set.All(i => Rules[i].Effect != RuleEffect.Limit || Openness(form) >= i % Pool.Length) || set.Any(i => Rules[i].Effect == RuleEffect.Override));
        }
    }

    [Fact]
    public void Openness_is_a_total_order_in_which_the_finer_parameter_is_the_more_open()
    {
        var table = Forms.General.Table!;
        Disclosure[] all =
        [
            Disclosure.Show, Forms.Linked, Forms.General, Forms.General with { Table = table with { Name = "soils" } }, Forms.General with { Table = table with { Level = 2 } },
            Forms.Rounded(0.1m), Forms.Rounded(0.5m), Forms.Rounded(0.5m, "CEL"), Forms.Rounded(5), Forms.Cell, Forms.Cell with { CellMetres = 4_000 },
            Forms.Alias, new Disclosure(ValueStep.Pseudonym) { Aliases = new([.. new byte[32]], "market", 0) }, Disclosure.Hide,
        ];

        for (var i = 0; i < all.Length; i++)
        {
            for (var j = 0; j < all.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(all[i].OrderTo(all[j])));
        }
        // 1,000 m and 1,200 m are cells of the same side.
        Assert.Equal(0, Forms.Cell.OrderTo(Forms.Cell with { CellMetres = 1_200 }));
    }

    private static int Expected(int[] set)
    {
        var cap = set.Where(i => Rules[i].Effect == RuleEffect.Limit).Select(i => i % Pool.Length).Aggregate(0, Capped);
        var allowed = set.Where(i => Rules[i].Effect == RuleEffect.Allow).Select(i => Capped(i % Pool.Length, cap));
        return allowed.Concat(set.Where(i => Rules[i].Effect == RuleEffect.Override).Select(i => i % Pool.Length)).Append(Pool.Length - 1).Min();
    }

    /// <summary>Two steps of one kind: the less open. Of different kinds neither says what the other leaves: nothing.</summary>
    private static int Capped(int form, int limit)
    {
        var (kind, other) = (Pool[form].Value, Pool[limit].Value);
        return kind == other || kind == ValueStep.Show || other == ValueStep.Show || form == Pool.Length - 1 || limit == Pool.Length - 1
            ? Math.Max(form, limit) : Pool.Length - 1;
    }

    private static Disclosure Decide(IEnumerable<int> rules) => Forms.OfA([.. rules.Select(i => Rules[i])]).Of([]);

    private static int Openness(Disclosure form) => Array.IndexOf(Pool, form);

    private static IEnumerable<int[]> Sets(int most) => Enumerable.Range(0, most + 1).SelectMany(count => Sets(count, 0));

    private static IEnumerable<int[]> Sets(int count, int from) => count == 0
        ? [[]] : Enumerable.Range(from, Rules.Length - from).SelectMany(i => Sets(count - 1, i + 1).Select(rest => (int[])[i, .. rest]));

    private static IEnumerable<ImmutableArray<int>> Orders(int[] set) => set.Length == 0
        ? [[]] : set.SelectMany(first => Orders([.. set.Where(i => i != first)]).Select(rest => (ImmutableArray<int>)[first, .. rest]));
}
