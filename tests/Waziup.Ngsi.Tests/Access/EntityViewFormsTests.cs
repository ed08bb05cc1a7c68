using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.Model;
using Waziup.Ngsi.Tests.Query;

namespace Waziup.Ngsi.Tests.Access;

/// <summary>Entities as they are written for readers who see them in other forms than they have (POLICIES 1.1, 3).</summary>
public sealed class EntityViewFormsTests
{
    private const string Id = "urn:ngsi-ld:T:s3cr3t";
    private const string Times = "2026-03-01T00:00:00Z";

    private static readonly Shape[] Shapes =
    [
        Shape.Plain, new Shape { SystemTimes = true }, new Shape { Format = EntityFormat.Concise }, new Shape { Format = EntityFormat.Simplified },
        new Shape { Geometry = Waziup.Ngsi.Model.Core.Location }, new Shape { TokenByToken = true }, new Shape { ContextInBody = true },
    ];

    private static readonly Entity Farm = Queries.Entity(
        """
        "scope":"/s3cr3t","expiresAt":"2099-01-01T00:00:00Z",
        "level":{"type":"Property","value":17.123456789,"unitCode":"CMT","by":{"type":"Property","value":"s3cr3t"},"ngsildproof":{"type":"Property","value":{"proof":"s3cr3t"}}},
        "crop":{"type":"Property","value":"maize","valueType":"s3cr3tType"},
        "phone":[{"type":"Property","value":"s3cr3t"},{"type":"Property","value":"s3cr3t","datasetId":"urn:d:s3cr3t"}],
        "owner":{"type":"Relationship","object":"urn:p:s3cr3t"},
        "keepers":{"type":"ListRelationship","objectList":["urn:p:s3cr3t","urn:p:s3cr3t2"]},
        "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[-16.247123,14.025345]}},
        "village":{"type":"Property","value":"s3cr3t village"},
        "notes":{"type":"JsonProperty","json":{"s3cr3t":1}}
        """,
        "s3cr3t");

    private static readonly AttributeRule Lossy = Forms.Rule(
        RuleEffect.Allow, Disclosure.Hide,
        ("id", Forms.Alias), ("level", Forms.Rounded(5)), ("crop", Forms.General), ("owner", Forms.Alias), ("keepers", Forms.Alias), ("location", Forms.Cell), ("village", Forms.Alias));

    [Fact]
    public void No_byte_of_what_is_secret_is_written_in_any_shape()
    {
        foreach (var shape in Shapes)
        {
            var text = Forms.Render(Farm, shape, Lossy)!;
            foreach (var secret in new[] { "s3cr3t", "17.1", "maize", "-16.247123", "14.025345", Times, "2099", "proof" })
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.Contains(Forms.Clinic.Of(Id), text, StringComparison.Ordinal);
            Assert.Contains("cereal", text, StringComparison.Ordinal);
            Assert.Contains(Forms.Clinic.Of("urn:p:s3cr3t2"), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_attribute_has_its_form_and_what_suits_none_is_not_there() => Assert.Equal(
        $$$"""{"id":"{{{Forms.Clinic.Of("urn:ngsi-ld:T:1")}}}","type":"T","level":{"type":"Property","value":15},"owner":{"type":"Relationship","object":"{{{Forms.Clinic.Of("urn:p:ama")}}}"}}""",
        Forms.Render(Queries.Entity("""
            "level":17,"crop":"wheat","phone":"555","village":1,"owner":{"type":"Relationship","object":"urn:p:ama"}
            """), Lossy));

    [Fact]
    public void Each_instance_is_judged_alone()
    {
        const string Level = """
            "level":[{"type":"Property","value":"x"},{"type":"Property","value":17,"datasetId":"urn:d:1"},{"type":"Property","value":23,"datasetId":"urn:d:2"},
             {"type":"Property","value":1,"datasetId":"urn:d:3","expiresAt":"2026-05-01T00:00:00Z"}]
            """;
        var expected = """{"id":"urn:ngsi-ld:T:1","type":"T","level":[{"type":"Property","value":15,"datasetId":"urn:d:1"},{"type":"Property","value":25,"datasetId":"urn:d:2"}]}""";
        var some = Forms.Allow(("level", Forms.Rounded(5) with { Datasets = ["urn:d:1", ""] }));

        Assert.Equal(expected, Forms.Render(Queries.Entity(Level), Forms.Allow(("level", Forms.Rounded(5)))));
        Assert.Equal("""{"id":"urn:ngsi-ld:T:1","type":"T","level":{"type":"Property","value":15,"datasetId":"urn:d:1"}}""", Forms.Render(Queries.Entity(Level), some));
    }

    [Fact]
    public void Two_entities_that_look_alike_are_written_alike()
    {
        var one = Queries.Entity("""
            "level":{"type":"Property","value":16.2,"by":{"type":"Property","value":"Ama"}},"crop":"maize","phone":"1","notes":{"type":"JsonProperty","json":[1]},"scope":"/a"
            """);
        var other = Queries.Entity("""
            "level":{"type":"Property","value":13},"crop":"rice","village2":"x","expiresAt":"2099-01-01T00:00:00Z"
            """);

        foreach (var shape in Shapes)
            Assert.Equal(Forms.Render(one, shape, Lossy), Forms.Render(other, shape, Lossy));
    }

    [Theory]
    [InlineData("createdAt", "createdAt")]
    [InlineData("expiresAt", "expiresAt")]
    [InlineData("scope", "scope")]
    public void Times_and_scope_are_shown_by_rule(string name, string member)
    {
        var entity = Queries.Entity("""
            "scope":"/a","expiresAt":"2099-01-01T00:00:00Z","level":17,"crop":"maize"
            """);
        foreach (var level in new[] { Disclosure.Show, Forms.Rounded(5) })
        {
            var without = Forms.Render(entity, new Shape { SystemTimes = true }, Forms.Allow(("level", level)))!;
            var with = Forms.Render(entity, new Shape { SystemTimes = true }, Forms.Allow(("level", level), (name, Disclosure.Show)))!;
            var capped = Forms.Render(
                entity, new Shape { SystemTimes = true }, Forms.Rule(RuleEffect.Allow, Disclosure.Show, ("level", level)), Forms.Limit((name, Disclosure.Hide)))!;

            Assert.Equal((false, true, false), (Top(without, member), Top(with, member), Top(capped, member)));
        }
    }

    [Fact]
    public void An_entity_was_modified_when_what_is_shown_with_its_times_was()
    {
        var entity = Changed("\"level\":1,\"crop\":\"maize\",\"phone\":\"1\"", ("crop", "\"rice\"", "2026-03-02T00:00:00Z"), ("phone", "\"2\"", "2026-03-03T00:00:00Z"));
        var rest = ("modifiedAt", Disclosure.Show);

        Assert.Equal("2026-03-03T00:00:00Z", ModifiedAt(entity, Forms.Allow(("level", Disclosure.Show), ("crop", Disclosure.Show), ("phone", Disclosure.Show), rest)));
        Assert.Equal("2026-03-02T00:00:00Z", ModifiedAt(entity, Forms.Allow(("level", Disclosure.Show), ("crop", Disclosure.Show), rest)));
        Assert.Equal(Times, ModifiedAt(entity, Forms.Allow(("level", Disclosure.Show), ("crop", Forms.General), rest)));
        Assert.Null(ModifiedAt(entity, Forms.Allow(("level", Forms.Rounded(5)), ("crop", Forms.General), rest)));
        Assert.Null(ModifiedAt(entity, Forms.Allow(("level", Disclosure.Show), ("crop", Disclosure.Show))));
        Assert.Null(ModifiedAt(entity, Forms.Allow(("level", Forms.Rounded(5)), ("crop", Disclosure.Show))));
    }

    [Theory]
    [InlineData("show", true)]
    [InlineData("linked", true)]
    [InlineData("generalise", false)]
    [InlineData("round", false)]
    public void An_instance_has_its_times_where_all_of_it_is_shown(string form, bool hasTimes)
    {
        var entity = Queries.Entity("\"level\":{\"type\":\"Property\",\"value\":17,\"by\":\"Ama\",\"expiresAt\":\"2099-01-01T00:00:00Z\"},\"crop\":1");
        var whole = Forms.Allow(("level", Forms.Of(form)));
        // They would tell when the part was changed that is not shown.
        foreach (var (rule, expected) in new[] { (whole, hasTimes), (whole.Beside("level", ("by", false)), false) })
        {
            var text = Forms.Render(entity, new Shape { SystemTimes = true }, rule)!;
            foreach (var time in new[] { "createdAt", "modifiedAt", "expiresAt", Times, "2099" })
                Assert.Equal(expected, text.Contains(time, StringComparison.Ordinal));
        }
    }

    private static Entity Changed(string members, params (string Name, string Value, string At)[] changes) => changes.Aggregate(Queries.Entity(members), (entity, change) =>
        Patch.Apply(
            entity,
            new Mutation(MutationKind.Update, entity.Id, EntityReader.Read(
                Encoding.UTF8.GetBytes($$"""{"{{change.Name}}":{{change.Value}}}"""), Queries.Terms, new ReadRules(NeedsId: false))),
            ExampleOperation.Time(change.At)).After!);

    private static string? ModifiedAt(Entity entity, AttributeRule rule)
    {
        using var json = JsonDocument.Parse(Forms.Render(entity, new Shape { SystemTimes = true }, rule)!);
        return json.RootElement.TryGetProperty("modifiedAt", out var time) ? time.GetString() : null;
    }

    private static bool Top(string text, string member)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.TryGetProperty(member, out _);
    }
}
