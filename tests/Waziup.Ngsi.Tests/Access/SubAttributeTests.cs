using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Sub-attributes are shown beside a value that is shown, or where a rule names them (POLICIES 1.1, 3).</summary>
public sealed class SubAttributeTests
{
    private const string Instance = """{"type":"Property","value":17,"by":{"type":"Property","value":"Ama"},"how":{"type":"Property","value":"dip"}}""";
    private const string By = ",\"by\":{\"type\":\"Property\",\"value\":\"Ama\"}";
    private const string How = ",\"how\":{\"type\":\"Property\",\"value\":\"dip\"}";

    private static readonly Disclosure Round = Forms.Rounded(5);

    [Fact]
    public void They_go_with_a_value_that_is_shown_and_with_no_other()
    {
        Assert.Equal(Shown(By + How), Written(Forms.Allow(("a", Disclosure.Show))));
        Assert.Equal(RoundedWith(""), Written(Forms.Allow(("a", Round))));
    }

    [Fact]
    public void Named_ones_are_shown_beside_any_form_and_left_out_beside_any()
    {
        Assert.Equal(RoundedWith(By), Written(Forms.Allow(("a", Round)).Beside("a", ("by", true))));
        Assert.Equal(Shown(How), Written(Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", false))));
        Assert.Equal(Shown(By + How), Written(Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", true))));
        Assert.Null(Written(Forms.Allow(("a", Disclosure.Hide)).Beside("a", ("by", true))));
    }

    [Fact]
    public void Those_of_another_attribute_are_not_meant() =>
        Assert.Equal(Shown(By + How), Written(Forms.Allow(("a", Disclosure.Show)).Beside("b", ("by", false))));

    [Fact]
    public void One_rule_that_shows_it_is_enough()
    {
        var without = Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", false));

        Assert.Equal(Shown(By + How), Written(without, Forms.Allow(("a", Disclosure.Show))));
        Assert.Equal(Shown(By + How), Written(without, Forms.Allow(("a", Round)).Beside("a", ("by", true))));
        Assert.Equal(Shown(How), Written(without, Forms.Allow(("a", Round))));
    }

    [Fact]
    public void A_limit_takes_it_away_and_an_override_gives_it_back()
    {
        var limit = Forms.Limit().Beside("a", ("by", false));
        var open = Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", true));

        Assert.Equal(Shown(How), Written(open, limit));
        Assert.Equal(Shown(How), Written(Forms.Allow(("a", Disclosure.Show)), limit));
        Assert.Equal(Shown(By + How), Written(open, limit, Forms.Override(("a", Disclosure.Show))));
        Assert.Equal(Shown(By + How), Written(open, limit, Forms.Override(("a", Round)).Beside("a", ("by", true))));
        Assert.Equal(RoundedWith(""), Written(open, limit, Forms.Limit(("a", Round))));
    }

    [Fact]
    public void A_limit_that_names_it_as_shown_opens_nothing() =>
        Assert.Equal(RoundedWith(""), Written(Forms.Allow(("a", Round)), Forms.Limit().Beside("a", ("by", true))));

    [Fact]
    public void An_attribute_without_one_of_its_sub_attributes_is_not_shown_as_it_is()
    {
        var form = Forms.OfA(Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", false)));

        Assert.True(form.IsAltered);
        Assert.False(form.IsHidden);
    }

    /// <summary>The rule that would show it shows another instance alone.</summary>
    [Fact]
    public void What_a_rule_shows_of_one_dataset_says_nothing_beside_another() => Assert.Equal(
        Shown(How),
        Written(Forms.Allow(("a", Disclosure.Show)).Beside("a", ("by", false)), Forms.Allow(("a", Disclosure.Show with { Datasets = ["urn:d:1"] }))));

    /// <summary>The rule that would show it is capped: beside what it gives, nothing is shown.</summary>
    [Fact]
    public void What_is_capped_shows_nothing_beside_what_an_override_opens() => Assert.Equal(
        Shown(How),
        Written(Forms.Override(("a", Disclosure.Show)).Beside("a", ("by", false)), Forms.Allow(("a", Disclosure.Show)), Forms.Limit(("a", Round))));

    private static string? Written(params AttributeRule[] rules) => Forms.Written(Instance, Forms.OfA([.. rules]));

    private static string Shown(string beside) => "{\"type\":\"Property\",\"value\":17" + beside + "}";

    private static string RoundedWith(string beside) => "{\"type\":\"Property\",\"value\":15" + beside + "}";
}
