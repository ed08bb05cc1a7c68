using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Tests.Query;

/// <summary>Selections by scope (4.19) and by type (4.17).</summary>
public sealed class ScopeTests
{
    [Theory]
    [InlineData("/A/+/C", "\"/A/B/C\"", true)]
    [InlineData("/A/#", "\"/A/B/C\"", true)]
    [InlineData("/#", "\"/A/B/C\"", true)]
    [InlineData("(/A;/B)", "\"/A/B/C\"", false)]
    [InlineData("/A/B/C", "\"/A/B/C\"", true)]
    [InlineData("/A/B/C", "\"A/B/C\"", true)]
    [InlineData("/A/B", "\"/A/B/C\"", false)]
    [InlineData("/A/B/C", "\"/A/B\"", false)]
    [InlineData("/A/+", "\"/A/B/C\"", false)]
    [InlineData("/+/B", "\"/A/B\"", true)]
    [InlineData("/+/+", "\"/A\"", false)]
    [InlineData("/A/#", "\"/A\"", true)]
    [InlineData("/A/#", "\"/AB/C\"", false)]
    [InlineData("/A/+/#", "\"/A/B/C/D\"", true)]
    [InlineData("/a", "\"/A\"", false)]
    [InlineData("/A,/B", "\"/B\"", true)]
    [InlineData("/A|/B", "\"/B\"", true)]
    [InlineData("\"/A,/B\"", "\"/B\"", true)]
    [InlineData("(/A;/B)", "[\"/A\",\"/B\"]", true)]
    [InlineData("(/A;/B)", "[\"/A\",\"/C\"]", false)]
    [InlineData("(/A;/B),/C", "[\"/A\",\"/C\"]", true)]
    [InlineData("/C|(/A;/B)", "[\"/A\",\"/X\"]", false)]
    public void A_scope_is_selected_level_by_level(string scopeQ, string scope, bool matches) =>
        Assert.Equal(matches, Evaluator.Matches(ScopeParser.Parse(scopeQ), Queries.Entity($"\"scope\":{scope}"), Queries.Now));

    [Theory]
    [InlineData("/#")]
    [InlineData("/A")]
    [InlineData("/+")]
    public void Without_a_scope_nothing_matches(string scopeQ) =>
        Assert.False(Evaluator.Matches(ScopeParser.Parse(scopeQ), Queries.Entity("\"a\":1"), Queries.Now));

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("/")]
    [InlineData("/A/")]
    [InlineData("//A")]
    [InlineData("/A,")]
    [InlineData(",/A")]
    [InlineData("(/A")]
    [InlineData("/A)")]
    [InlineData("()")]
    [InlineData("/A/#/B")]
    [InlineData("/A#")]
    [InlineData("/A+")]
    [InlineData("/A /B")]
    [InlineData("#")]
    public void A_malformed_selection_of_scopes_is_a_bad_request(string scopeQ) =>
        Assert.Equal(400, Queries.StatusOf(() => ScopeParser.Parse(scopeQ)));

    [Theory]
    [InlineData("Tank,(Pump;Mobile)", "[\"Mobile\",\"Pump\"]", true)]
    [InlineData("Tank,(Pump;Mobile)", "[\"Mobile\",\"Other\"]", false)]
    [InlineData("Tank,(Pump;Mobile)", "\"Tank\"", true)]
    [InlineData("Tank|Pump", "\"Pump\"", true)]
    [InlineData("Tank", "[\"Mobile\",\"Tank\"]", true)]
    [InlineData("Tank;Pump", "[\"Pump\",\"Tank\"]", true)]
    [InlineData("Tank;Pump", "\"Tank\"", false)]
    [InlineData("tank", "\"Tank\"", false)]
    [InlineData("*", "\"Tank\"", true)]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/Tank", "\"Tank\"", true)]
    [InlineData("https://example.org/Tank", "\"Tank\"", false)]
    public void A_type_is_selected_by_its_expanded_name(string type, string types, bool matches) =>
        Assert.Equal(matches, Evaluator.Matches(TypeParser.Parse(type, Queries.Terms), Queries.Entity("", type: types), Queries.Now));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("Tank,")]
    [InlineData("|Tank")]
    [InlineData("(Tank")]
    [InlineData("Tank)")]
    [InlineData("()")]
    [InlineData("Tank Pump")]
    [InlineData("(Tank;)")]
    public void A_malformed_selection_of_types_is_a_bad_request(string type) =>
        Assert.Equal(400, Queries.StatusOf(() => TypeParser.Parse(type, Queries.Terms)));
}
