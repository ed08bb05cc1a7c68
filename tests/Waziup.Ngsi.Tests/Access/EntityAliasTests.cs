using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Entities that are known by aliases (POLICIES 3.4).</summary>
public sealed class EntityAliasTests
{
    private const string Id = "urn:ngsi-ld:T:1";

    private static readonly string Known = Forms.Clinic.Of(Id);

    [Fact]
    public void Only_the_id_changes_where_everything_else_is_shown()
    {
        var entity = Queries.Entity("\"level\":17,\"owner\":{\"type\":\"Relationship\",\"object\":\"urn:ngsi-ld:T:1\"}");
        var linked = Forms.Render(entity, Forms.Rule(RuleEffect.Allow, Forms.Linked, ("id", Forms.Alias)))!;

        Assert.Equal($$$"""{"id":"{{{Known}}}","type":"T","level":{"type":"Property","value":17},"owner":{"type":"Relationship","object":"{{{Known}}}"}}""", linked);
    }

    [Fact]
    public void Where_one_rule_shows_the_id_it_is_shown_unless_a_limit_does_not_let_it()
    {
        var aliased = Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("id", Forms.Alias));
        var open = Forms.Rule(RuleEffect.Allow, Disclosure.Show);

        Assert.Contains(Known, Render(aliased), StringComparison.Ordinal);
        Assert.Contains(Id, Render(aliased, open), StringComparison.Ordinal);
        Assert.Contains(Known, Render(open, Forms.Limit(("id", Forms.Alias))), StringComparison.Ordinal);
    }

    /// <summary>A rule that names attributes alone lets the id be seen; that has to be within limits too.</summary>
    [Fact]
    public void A_limit_on_the_id_holds_for_rules_that_do_not_name_it()
    {
        var text = Render(Forms.Allow(("level", Disclosure.Show)), Forms.Limit(("id", Forms.Alias)));

        Assert.Contains(Known, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Id, text, StringComparison.Ordinal);
    }

    /// <summary>The proof of an attribute names the entity (4.5.2).</summary>
    [Fact]
    public void No_proof_says_which_entity_it_is_that_is_known_by_an_alias()
    {
        var entity = Queries.Entity(
            """
            "level":{"type":"Property","value":17,"ngsildproof":{"type":"Property","value":{"proof":"p"},"entityIdSealed":"urn:ngsi-ld:T:1","entityTypeSealed":"T"}}
            """);

        foreach (var shape in new[] { Shape.Plain, new Shape { Format = EntityFormat.Concise } })
            Assert.DoesNotContain(Id, Forms.Render(entity, shape, Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("id", Forms.Alias))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_stands_for_its_entity_and_for_no_other()
    {
        var grant = new Grant(Filter.Everything, [Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("id", Forms.Alias))]);
        var id = Queries.Entity("").Id;
        Assert.True(Waziup.Ngsi.Model.EntityId.TryParse(Known, out var alias));
        Assert.True(Waziup.Ngsi.Model.EntityId.TryParse(new Aliases(new byte[32], "clinic", 3).Of(Id), out var foreign));

        Assert.Equal(id, grant.IdBehind(alias));
        Assert.Equal(foreign, grant.IdBehind(foreign));
        Assert.Equal([Id, Known], grant.NamesOf(id));
        Assert.Equal(alias, grant.FormsOf(Queries.Entity(""), Queries.Now).IdOf(id));
    }

    private static string Render(params AttributeRule[] rules) => Forms.Render(Queries.Entity("\"level\":17"), [.. rules])!;
}
