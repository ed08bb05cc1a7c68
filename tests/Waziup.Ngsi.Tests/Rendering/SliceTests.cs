using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Tests.Fuzz;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Rendering;

/// <summary>Bodies that are copied as they are stored come out byte for byte as if they had been written token by token.</summary>
public sealed class SliceTests
{
    private static readonly string[] Contexts =
    [
        """{"ex":"https://ex.org/","a":"https://ex.org/a","q":"ex:q","T":"ex:T"}""",
        """{"@vocab":"https://ex.org/","since":"https://uri.etsi.org/ngsi-ld/default-context/b","U":"https://ex.org/a"}""",
        """{"alias":"https://uri.etsi.org/ngsi-ld/default-context/a","value2":"https://uri.etsi.org/ngsi-ld/default-context/q","k2":"https://uri.etsi.org/ngsi-ld/default-context/k"}""",
    ];

    private static readonly Instant Now = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Slices_and_tokens_give_the_same_bytes()
    {
        var terms = await TermsAsync();
        var mutator = new Mutator(20_260_301, Bodies.Entities, Bodies.Pieces);
        int compared = 0, sliced = 0;
        for (var i = 0; i < Mutator.Count; i++)
        {
            if (Stored(mutator.Next(), terms[i % terms.Count]) is not { } entity)
                continue;
            foreach (var (projection, shape) in Forms(mutator.Random))
            {
                if (EntityView.Of(entity, Grant.Open, projection, Now) is not { } view)
                    continue;
                compared++;
                sliced += shape.AllowsSlices && entity.Instances.Any(entry => entry.Is(InstanceFlags.Plain)) ? 1 : 0;
                var reader = terms[mutator.Random.Next(terms.Count)];
                Assert.Equal(Write(view, reader, shape with { TokenByToken = true }), Write(view, reader, shape));
            }
        }

        // The fast path has to be met, or nothing was compared.
        Assert.True(sliced > Mutator.Count / 20, $"{compared} compared, {sliced} of them with slices");
    }

    [Fact]
    public async Task Instances_of_the_history_too()
    {
        var terms = await TermsAsync();
        var mutator = new Mutator(20_261_127, Bodies.Entities, Bodies.Pieces);
        int compared = 0, sliced = 0;
        for (var i = 0; i < Mutator.Count; i++)
        {
            if (Created(mutator.Next(), terms[i % terms.Count]) is not { After: { } after } change
                || HistoryGate.Of(after, Grant.Open, Projection.Whole, TimeProperty.Key, Now) is not { } gate)
                continue;
            var view = HistoryView.Of(gate, TimeProperty.Key, change.History.Select(Row), []);
            var (shape, reader) = (Forms(mutator.Random).First().Shape, terms[mutator.Random.Next(terms.Count)]);
            compared++;
            sliced += change.History.Any(edit => edit.IsPlain) ? 1 : 0;
            Assert.Equal(Write(view, reader, shape with { TokenByToken = true }), Write(view, reader, shape));
        }

        Assert.True(sliced > Mutator.Count / 20, $"{compared} compared, {sliced} of them with slices");
    }

    private static async Task<List<ActiveContext>> TermsAsync()
    {
        var resolver = JsonLd.Contexts.Resolver();
        var terms = new List<ActiveContext> { resolver.Default };
        foreach (var context in Contexts)
            terms.Add(await resolver.JsonAsync(context));
        return terms;
    }

    private static HistoryRow Row(HistoryEdit edit, int index) => new(
        index, Encoding.UTF8.GetString(edit.Name.Span), edit.Dataset.IsEmpty ? null : Encoding.UTF8.GetString(edit.Dataset.Span), edit.At, edit.Stamp,
        edit.AttributeKind, false, edit.Body)
    {
        IsObserved = edit.IsObserved,
        IsPlain = edit.IsPlain,
    };

    private static Entity? Stored(byte[] body, ActiveContext terms) => Created(body, terms)?.After;

    private static Change? Created(byte[] body, ActiveContext terms)
    {
        try
        {
            var entity = EntityReader.Read(body, terms, new ReadRules());
            return Patch.Apply(null, new Mutation(MutationKind.Create, entity.Id, entity), Now);
        }
        catch (NgsiLdException)
        {
            return null;
        }
    }

    private static IEnumerable<(Projection Projection, Shape Shape)> Forms(Random random)
    {
        yield return (Projection.Whole, Shape.Plain);
        yield return (Projection.Whole, new Shape
        {
            Format = (EntityFormat)random.Next(3),
            SystemTimes = random.Next(4) == 0,
            Geometry = random.Next(3) == 0 ? Core.Location : null,
            ContextInBody = random.Next(2) == 0,
            Languages = random.Next(4) == 0 ? LanguageRanges.Parse("de,en;q=0.5") : null,
        });
        yield return (new Projection { Datasets = [[], "urn:d:1"u8.ToArray()] }, new Shape { Geometry = random.Next(2) == 0 ? Core.Location : null });
    }

    private static string Write(HistoryView view, ActiveContext terms, Shape shape)
    {
        using var output = PooledBuffer.Rent();
        HistoryRenderer.Write(output, view, HistoryForm.Normalized, terms, shape);
        return Encoding.UTF8.GetString(output.Written);
    }

    private static string Write(EntityView view, ActiveContext terms, Shape shape)
    {
        using var output = PooledBuffer.Rent();
        Renderer.Write(output, view, terms, shape);
        return Encoding.UTF8.GetString(output.Written);
    }
}
