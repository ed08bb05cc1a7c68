using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>What holds for every entity, whatever is in it: forms that say the same are read the same, and doing things twice changes nothing more.</summary>
public sealed class WriteLawTests
{
    private static readonly int Entities = Math.Min(Fuzz.Mutator.Count / 60, 3000);

    private static readonly ActiveContext Terms = new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;
    private static readonly Instant First = ExampleOperation.Time("2026-03-01T00:00:00Z");
    private static readonly Instant Later = ExampleOperation.Time("2026-03-02T00:00:00Z");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Created_shown_in_normalized_form_and_read_again_it_is_the_same(bool tokenByToken) => Each((created, _) =>
        SameDocument(created, Read(Show(created, new Shape { SystemTimes = true, TokenByToken = tokenByToken }))));

    [Fact]
    public void The_concise_form_is_read_as_the_same_entity() => Each((created, _) =>
        SameDocument(created, Read(Show(created, new Shape { Format = EntityFormat.Concise, SystemTimes = true }))));

    [Fact]
    public void The_simplified_form_merged_into_the_entity_changes_no_content() => Each(
        (created, _) =>
        {
            var body = Show(created, new Shape { Format = EntityFormat.Simplified });
            var fragment = EntityReader.Read(body, Terms, new ReadRules(NullRule.DeletesAnything, NeedsId: false, Simplified: true));
            SameContent(created, Done(created, MutationKind.Merge, fragment));
        },
        bare: true);

    [Theory]
    [InlineData((int)MutationKind.Merge)]
    [InlineData((int)MutationKind.Append)]
    [InlineData((int)MutationKind.Update)]
    [InlineData((int)MutationKind.BatchUpdate)]
    [InlineData((int)MutationKind.UpsertUpdate)]
    [InlineData((int)MutationKind.ReplaceEntity)]
    [InlineData((int)MutationKind.UpsertReplace)]
    public void An_entity_written_over_itself_keeps_its_content(int kind) => Each((created, body) =>
    {
        var once = Done(created, (MutationKind)kind, Read(body));
        SameContent(created, once);
        SameContent(created, Done(once, (MutationKind)kind, Read(body)));
    });

    [Fact]
    public void Adding_without_overwriting_what_is_all_there_writes_nothing() => Each((created, body) =>
        Assert.Equal(Outcome.Unchanged, Patch.Apply(created, new Mutation(MutationKind.AppendNoOverwrite, created.Id, Read(body)), Later).Outcome));

    [Theory]
    [InlineData((int)MutationKind.Merge)]
    [InlineData((int)MutationKind.Append)]
    [InlineData((int)MutationKind.Update)]
    public void What_was_observed_before_is_not_written_again(int kind) => Each((created, body) =>
    {
        var change = Patch.Apply(created, new Mutation((MutationKind)kind, created.Id, Read(body)), Later);
        var timeless = created.Instances.Count(entry => entry.ObservedAt.IsNone);
        Assert.Equal(timeless, change.History.Length);
        Assert.Equal(timeless == 0 ? Outcome.Unchanged : Outcome.Done, change.Outcome);
    });

    [Fact]
    public void Replacing_by_another_entity_is_creating_that_one() => Each((created, _, other) =>
    {
        var replaced = Done(created, MutationKind.ReplaceEntity, Read(other));
        SameDocument(Create(other, First), replaced);
        Assert.Equal(created.CreatedAt, replaced.CreatedAt);
    });

    [Fact]
    public void Deleted_and_created_it_is_as_if_created() => Each((created, body) =>
    {
        var gone = Patch.Apply(created, new Mutation(MutationKind.DeleteEntity, created.Id), First).After!;
        Assert.True(gone.IsDeleted && gone.Instances.Length == 0);
        var again = Done(gone, MutationKind.Create, Read(body), First);
        SameDocument(created, again);
        Assert.True(created.ModifiedAt < gone.ModifiedAt && gone.ModifiedAt < again.ModifiedAt && again.CreatedAt == again.ModifiedAt);
        Assert.Empty(again.Tombstones);
    });

    [Fact]
    public void Created_as_its_body_says_it_is_what_composing_makes_of_it() => Each((_, body) =>
    {
        var mutation = new Mutation(MutationKind.Create, ExampleOperation.Id, Read(body));
        Assert.True(Creation.Fits(mutation));
        using var composer = new Composer(live: null, mutation, First, First);

        var composed = composer.Run();
        var created = Creation.Run(mutation, First);

        Assert.Equal(composed.After!.Document, created.After!.Document);
        Assert.Equal(composed.After.Instances, created.After.Instances);
        Assert.Equal(composed.After.Types, created.After.Types);
        Assert.Equal(
            (composed.After.ScopeRange, composed.After.CreatedAt, composed.After.ModifiedAt, composed.After.ExpiresAt),
            (created.After.ScopeRange, created.After.CreatedAt, created.After.ModifiedAt, created.After.ExpiresAt));
        Assert.Equal((composed.Outcome, composed.Kind, composed.Cause, composed.Stamp), (created.Outcome, created.Kind, created.Cause, created.Stamp));
        Assert.Equal(composed.History.Select(Printed), created.History.Select(Printed));
    });

    [Fact]
    public void Merging_another_entity_leaves_what_that_one_does_not_name() => Each((created, _, other) =>
    {
        var given = EntityReader.Read(other, Terms, new ReadRules(NullRule.DeletesAnything, NeedsId: false));
        var change = Patch.Apply(created, new Mutation(MutationKind.Merge, created.Id, given), Later);
        if (change.After is not { } merged)
            return;
        EntityInvariants.Check(merged);
        foreach (var entry in created.Instances)
        {
            if (given.Find(created.NameOf(in entry), created.DatasetOf(in entry)) >= 0)
                continue;
            var at = merged.Find(created.NameOf(in entry), created.DatasetOf(in entry));
            Assert.Equal(entry.ModifiedAt, merged.Instances[at].ModifiedAt);
            Assert.True(merged.Document.AsSpan(merged.Instances[at].Start, merged.Instances[at].Length)
                .SequenceEqual(created.Document.AsSpan(entry.Start, entry.Length)));
        }
    });

    private static void Each(Action<Entity, byte[]> law, bool bare = false) => Each((created, body, _) => law(created, body), bare);

    private static void Each(Action<Entity, byte[], byte[]> law, bool bare = false)
    {
        var generator = new EntityGenerator(new Random(42)) { Bare = bare };
        var body = Bytes(generator.Entity());
        for (var i = 0; i < Entities; i++)
        {
            var other = Bytes(generator.Entity());
            try
            {
                law(Create(body, First), body, other);
            }
            catch (Exception failure)
            {
                Assert.Fail($"entity {i}: {Encoding.UTF8.GetString(body)}\nother: {Encoding.UTF8.GetString(other)}\n{failure}");
            }
            body = other;
        }
    }

    private static string Printed(HistoryEdit edit) =>
        $"{edit.Kind} {Encoding.UTF8.GetString(edit.Name.Span)} {Encoding.UTF8.GetString(edit.Dataset.Span)} {edit.At} {edit.Stamp} {edit.AttributeKind} "
        + $"{Encoding.UTF8.GetString(edit.Body.Span)} {edit.Number}";

    private static byte[] Bytes(JsonObject entity) => Encoding.UTF8.GetBytes(entity.ToJsonString());

    private static Entity Read(byte[] body) => EntityReader.Read(body, Terms, new ReadRules());

    private static Entity Create(byte[] body, Instant now) => Done(null, MutationKind.Create, Read(body), now);

    private static Entity Done(Entity? current, MutationKind kind, Entity fragment, Instant? now = null)
    {
        var change = Patch.Apply(current, new Mutation(kind, ExampleOperation.Id, fragment), now ?? Later);
        Assert.Null(change.Error);
        if (change.After is not { } after)
        {
            Assert.Equal(Outcome.Unchanged, change.Outcome);
            return current!;
        }
        EntityInvariants.Check(after);
        EntityInvariants.SurvivesTheCodec(after);
        Assert.True(current is null || after.ModifiedAt > current.ModifiedAt, "the stamp does not increase");
        return after;
    }

    private static byte[] Show(Entity entity, Shape shape)
    {
        using var output = PooledBuffer.Rent();
        _ = Renderer.Write(output, EntityView.Of(entity, Grant.Open, Projection.Whole, Later)!, Terms, shape);
        return output.Written.ToArray();
    }

    private static void SameContent(Entity expected, Entity actual) =>
        JsonCompare.Equal(JsonNode.Parse(Show(expected, Shape.Plain)), JsonNode.Parse(Show(actual, Shape.Plain)));

    /// <summary>Whatever the order of members and instances; and in what the index says beside times of writing.</summary>
    private static void SameDocument(Entity expected, Entity actual)
    {
        JsonCompare.Equal(Document(expected), Document(actual));
        Assert.Equal(Index(expected), Index(actual));
    }

    /// <summary>The document with the instances of each attribute in the order of their datasetIds.</summary>
    private static JsonObject Document(Entity entity)
    {
        var document = JsonNode.Parse(entity.Document)!.AsObject();
        foreach (var name in document.Select(member => member.Key).Where(key => key.Contains(':', StringComparison.Ordinal)).ToList())
        {
            document[name] = new JsonArray(
                [.. document[name]!.AsArray().OrderBy(instance => (string?)instance!["datasetId"], StringComparer.Ordinal).Select(instance => instance!.DeepClone())]);
        }
        return document;
    }

    private static IEnumerable<(string, string, AttributeKind, Instant, Instant)> Index(Entity entity) => entity.Instances
        .Select(entry => (
            Encoding.UTF8.GetString(entity.NameOf(in entry)), Encoding.UTF8.GetString(entity.DatasetOf(in entry)), entry.Kind, entry.ObservedAt, entry.ExpiresAt))
        .OrderBy(entry => entry.Item1 + " " + entry.Item2, StringComparer.Ordinal);
}
