using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.Fuzz;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Rendering;

/// <summary>An entity that is kept is written as if it had never been written before.</summary>
public sealed class WrittenTextTests
{
    private const string Later = ",\"expiresAt\":\"2026-01-01T00:01:00Z\"";
    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant AfterIt = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero));
    private static readonly ActiveContext Terms = JsonLd.Contexts.Resolver().Default;

    private static readonly Shape[] Shapes =
    [
        Shape.Plain, new Shape { ContextInBody = true }, new Shape { Joins = true }, new Shape { Geometry = Core.Location }, new Shape { Geometry = Core.Location, ContextInBody = true },
        new Shape { SystemTimes = true }, new Shape { Format = EntityFormat.Concise }, new Shape { Format = EntityFormat.Simplified }, new Shape { Version = 3 },
        new Shape { Languages = LanguageRanges.Parse("de") }, new Shape { TokenByToken = true },
    ];

    [Fact]
    public async Task In_whatever_forms_and_terms_it_was_written_before()
    {
        ActiveContext[] terms = [Terms, await JsonLd.Contexts.Inline("""{"a":"https://ex.org/a","alias":"https://uri.etsi.org/ngsi-ld/default-context/a","T":"https://ex.org/T"}""")];
        var projections = new[] { Projection.Whole, new Projection { Datasets = [[]] }, ProjectionParser.Parse("id,a", null, null, null, 0, Terms) };
        var mutator = new Mutator(20_261_128, Bodies.Entities, Bodies.Pieces);
        int compared = 0, known = 0;
        for (var i = 0; i < Mutator.Count / 20; i++)
        {
            var body = mutator.Next();
            if (Read(body, terms[i % 2]) is not { } kept)
                continue;
            kept.IsKept = true;
            for (var times = 0; times < 12; times++)
            {
                var (reader, shape, projection) = (One(terms), times % 3 == 0 ? Shape.Plain : One(Shapes), times % 2 == 0 ? Projection.Whole : One(projections));
                known += WrittenText.Find(kept, reader, shape) is null ? 0 : 1;
                compared++;

                Assert.Equal(Write(Read(body, terms[i % 2])!, reader, shape, projection), Write(kept, reader, shape, projection));
            }
        }

        // Texts have to be met, or nothing was compared.
        Assert.True(known > compared / 20, $"{compared} compared, {known} of them known");

        T One<T>(T[] all) => all[mutator.Random.Next(all.Length)];
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(Later, true)]
    [InlineData(",\"unitCode\":\"CMT\"", true)]
    [InlineData(",\"note\":{\"type\":\"Property\",\"value\":1}", false)]
    [InlineData(",\"note\":{\"type\":\"Property\",\"value\":1" + Later + "}", false)]
    public void What_a_part_of_it_hides_later_is_not_kept(string ofAttribute, bool isKept)
    {
        var body = Encoding.UTF8.GetBytes($$$"""{"id":"urn:t:1","type":"Tank","level":{"type":"Property","value":1{{{ofAttribute}}}},"owner":{"type":"Property","value":"Ama"}}""");
        var entity = Read(body, Terms)!;
        Assert.Null(Known(entity));
        Write(entity, Terms, Shape.Plain, Projection.Whole);
        Assert.Null(Known(entity));
        entity.IsKept = true;

        var text = Write(entity, Terms, Shape.Plain, Projection.Whole);

        Assert.Equal(isKept ? text : null, Known(entity));
        Assert.Equal(Write(Read(body, Terms)!, Terms, Shape.Plain, Projection.Whole, AfterIt), Write(entity, Terms, Shape.Plain, Projection.Whole, AfterIt));
    }

    [Fact]
    public void Who_sees_a_part_of_it_gets_that_part_whoever_has_seen_it_all()
    {
        var entity = Read("""{"id":"urn:t:1","type":"Tank","scope":"/farm","level":{"type":"Property","value":1},"secret":{"type":"Property","value":"s3cr3t"}}"""u8.ToArray(), Terms)!;
        entity.IsKept = true;
        var some = new Grant(Filter.Everything, [AttributeRule.ShowOnly(Filter.Everything, new Iri(JsonLd.Contexts.DefaultVocabulary + "level"))]);

        for (var round = 0; round < 3; round++)
        {
            Assert.Contains("s3cr3t", Write(EntityView.Of(entity, Grant.Open, Projection.Whole, Now)!, Terms, Shape.Plain), StringComparison.Ordinal);
            Assert.Equal("""{"id":"urn:t:1","type":"Tank","level":{"type":"Property","value":1}}""", Write(EntityView.Of(entity, some, Projection.Whole, Now)!, Terms, Shape.Plain));
        }
    }

    [Fact]
    public void What_is_linked_to_it_comes_along_as_it_is_now()
    {
        var entity = Read("""{"id":"urn:t:1","type":"Tank","owner":{"type":"Relationship","object":"urn:p:1"}}"""u8.ToArray(), Terms)!;
        entity.IsKept = true;
        var shape = new Shape { Joins = true };
        foreach (var name in new[] { null, "Ama", "Esi", null })
        {
            var view = EntityView.Of(entity, Grant.Open, Projection.Whole, Now)!;
            if (name is not null)
                view.Link(0, [EntityView.Of(Read(Encoding.UTF8.GetBytes($$"""{"id":"urn:p:1","type":"Person","name":"{{name}}"}"""), Terms)!, Grant.Open, Projection.Whole, Now)]);

            var text = Write(view, Terms, shape);

            Assert.Equal(name is "Ama", text.Contains("Ama", StringComparison.Ordinal));
            Assert.Equal(name is "Esi", text.Contains("Esi", StringComparison.Ordinal));
        }
    }

    private static string? Known(Entity entity) => WrittenText.Find(entity, Terms, Shape.Plain) is { } text ? Encoding.UTF8.GetString(text) : null;

    private static Entity? Read(byte[] body, ActiveContext terms)
    {
        try
        {
            return EntityReader.Read(body, terms, new ReadRules(SystemTimes: true));
        }
        catch (NgsiLdException)
        {
            return null;
        }
    }

    private static string? Write(Entity entity, ActiveContext terms, Shape shape, Projection projection, Instant? now = null) =>
        EntityView.Of(entity, Grant.Open, projection, now ?? Now) is { } view ? Write(view, terms, shape) : null;

    private static string Write(EntityView view, ActiveContext terms, Shape shape)
    {
        using var output = PooledBuffer.Rent();
        output.Append((byte)'~');
        Renderer.Write(output, view, terms, shape);
        return Encoding.UTF8.GetString(output.Written[1..]);
    }
}
