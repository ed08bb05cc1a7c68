using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Tests.Fuzz;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>What is disclosed of an entity is an entity like any other: conditions, orders and differences are asked of it.</summary>
public sealed class EntityDisclosureTests
{
    private static readonly string[] Names = ["show", "linked", "generalise", "round", "grid", "pseudonym", "hide"];

    [Fact]
    public void Its_document_and_its_index_say_the_same()
    {
        var mutator = new Mutator(26_006, Bodies.Entities, Bodies.Pieces);
        int checks = 0, instances = 0, dropped = 0;
        for (var i = 0; i < Mutator.Count / 5; i++)
        {
            if (Read(mutator.Next()) is not { } entity)
                continue;
            foreach (var form in Names)
            {
                var shown = Of(entity, Forms.Rule(RuleEffect.Allow, Forms.Of(form), ("id", Forms.Of(mutator.Random.Next(2) == 0 ? "show" : "pseudonym"))));
                Check(shown);
                (checks, instances, dropped) = (checks + 1, instances + shown.Instances.Length, dropped + entity.Instances.Length - shown.Instances.Length);
            }
        }

        Assert.True(checks > 1_000 && instances > 1_000 && dropped > 1_000, $"{checks} entities, {instances} instances shown, {dropped} not");
    }

    [Fact]
    public void It_was_modified_when_what_is_shown_as_it_is_was()
    {
        var entity = Queries.Entity("\"scope\":\"/a\",\"level\":17,\"crop\":\"maize\"");
        var times = ("modifiedAt", Disclosure.Show);

        Assert.Equal(entity.ModifiedAt, Of(entity, Forms.Allow(("level", Forms.Rounded(5)), ("crop", Disclosure.Show), times)).ModifiedAt);
        Assert.Equal(Instant.None, Of(entity, Forms.Allow(("level", Forms.Rounded(5)), times)).ModifiedAt);
        Assert.Equal(Instant.None, Of(entity, Forms.Allow(("level", Disclosure.Show))).ModifiedAt);
    }

    [Fact]
    public void It_has_the_scope_and_the_times_that_rules_show()
    {
        var entity = Queries.Entity("\"scope\":\"/a\",\"expiresAt\":\"2099-01-01T00:00:00Z\",\"level\":17");
        var none = Of(entity, Forms.Allow(("level", Forms.Rounded(5))));
        var all = Of(entity, Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("level", Forms.Rounded(5))));

        Assert.Equal((false, Instant.None, Instant.None), (none.HasScope, none.CreatedAt, none.ExpiresAt));
        Assert.Equal((true, entity.CreatedAt, entity.ExpiresAt), (all.HasScope, all.CreatedAt, all.ExpiresAt));
        Assert.DoesNotContain("/a", Encoding.UTF8.GetString(none.Document), StringComparison.Ordinal);
    }

    private static Entity Of(Entity entity, AttributeRule rule) =>
        EntityDisclosure.Of(entity, new Grant(Filter.Everything, [rule]).FormsOf(entity, Queries.Now), Queries.Now);

    private static Entity? Read(byte[] body)
    {
        try
        {
            return EntityReader.Read(body, Queries.Terms, new ReadRules()).Created(Queries.Now);
        }
        catch (NgsiLdException)
        {
            return null;
        }
    }

    private static void Check(Entity entity)
    {
        using var document = JsonDocument.Parse(entity.Document, new JsonDocumentOptions { MaxDepth = 128 });
        Assert.Equal(entity.Id.Value, document.RootElement.GetProperty("id").GetString());
        var position = 0;
        foreach (var attribute in document.RootElement.EnumerateObject().Where(member => member.Name is not ("id" or "type" or "scope")))
        {
            Assert.NotEqual(0, attribute.Value.GetArrayLength());
            foreach (var body in attribute.Value.EnumerateArray())
            {
                ref readonly var entry = ref entity.Instances[position++];
                Assert.Equal(attribute.Name, Encoding.UTF8.GetString(entity.NameOf(in entry)));
                Assert.Equal(body.GetRawText(), Encoding.UTF8.GetString(entity.Document, entry.Start, entry.Length));
                Assert.Equal(body.GetProperty("type").GetString(), entry.Kind.ToString());
                Assert.Equal(body.GetProperty(Encoding.UTF8.GetString(Kinds.ValueMemberOf(entry.Kind))).GetRawText(), Encoding.UTF8.GetString(entity.Document, entry.ValueStart, entry.ValueLength));
                Assert.Equal(body.TryGetProperty("datasetId", out var dataset) ? dataset.GetString() : "", Encoding.UTF8.GetString(entity.DatasetOf(in entry)));
            }
        }
        Assert.Equal(entity.Instances.Length, position);
    }
}
