using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.JsonLd;
using Waziup.Ngsi.Tests.Model;

namespace Waziup.Ngsi.Tests.Fuzz;

/// <summary>Mutated bodies in every write operation: done or refused, and nothing else; what is stored is whole and can be shown.</summary>
[Collection(FuzzCollection.Name)]
public sealed class EntityFuzzTests
{
    private const string Context =
        """{"ex":"https://ex.org/","a":"https://ex.org/a","bad":"https://ex.org/\"\\\u0007","alias":"@value","nothing":null,"q":"ex:q"}""";

    private static readonly MutationKind[] Kinds = Enum.GetValues<MutationKind>();
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private readonly Mutator _entities = new(1, Bodies.Entities, Bodies.Pieces);
    private readonly Mutator _fragments = new(2, [.. Bodies.Fragments, .. Bodies.Entities], Bodies.Pieces);
    private readonly Entity?[] _stored = new Entity?[8];
    private long _clock = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).Micros;
    private int _done, _refused;

    [Fact]
    public async Task A_mutated_body_is_carried_out_or_refused()
    {
        var resolver = new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions());
        var own = await resolver.ResolveAsync("", Encoding.UTF8.GetBytes(Context), TestContext.Current.CancellationToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < Mutator.Count; i++)
        {
            var started = watch.Elapsed;
            One(i, i % 3 == 0 ? own : resolver.Default);
            slowest = watch.Elapsed - started > slowest ? watch.Elapsed - started : slowest;
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Mutator.Count} inputs in {watch.Elapsed.TotalSeconds:F1} s, {_done} carried out, {_refused} refused, the slowest {slowest.TotalMilliseconds:F1} ms");

        Assert.True(slowest < Hang, $"one input took {slowest}");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64L << 20);
        // Both must occur often, or the mutants teach nothing.
        Assert.True(_done > Mutator.Count / 20 && _refused > Mutator.Count / 20, $"{_done} done, {_refused} refused");
    }

    private void One(int number, ActiveContext terms)
    {
        var random = _entities.Random;
        var slot = random.Next(_stored.Length);
        var kind = Kinds[random.Next(Kinds.Length)];
        _clock += random.Next(3) * 1_000_000;
        byte[] body = [];
        try
        {
            var mutation = Read(kind, terms, out body);
            var change = Patch.Apply(_stored[slot], mutation, new Instant(_clock));
            if (change.After is null)
            {
                _refused++;
                Assert.False(change.Writes);
                return;
            }
            _done++;
            Inspect(_stored[slot], change, terms, number);
            // What grows is taken back to the beginning now and then.
            _stored[slot] = change.After.Document.Length < 20_000 ? change.After : null;
        }
        catch (NgsiLdException)
        {
            _refused++;
        }
        catch (Exception failure)
        {
            Assert.Fail($"Mutant {number}, {kind} of {Encoding.UTF8.GetString(body)} on {(_stored[slot] is { } was ? Encoding.UTF8.GetString(was.Document) : "nothing")}\n{failure}");
        }
    }

    private Mutation Read(MutationKind kind, ActiveContext terms, out byte[] body)
    {
        var random = _entities.Random;
        var nulls = kind switch
        {
            MutationKind.Update or MutationKind.BatchUpdate or MutationKind.UpsertUpdate => NullRule.DeletesInstances,
            MutationKind.PartialUpdate => NullRule.DeletesMembers,
            MutationKind.Merge => NullRule.DeletesAnything,
            _ => NullRule.Refused,
        };
        var rules = new ReadRules(nulls, NeedsId: false, ContextInBody: random.Next(4) == 0);
        var name = new Iri(random.Next(2) == 0 ? "https://uri.etsi.org/ngsi-ld/default-context/a" : "https://ex.org/a");
        body = [];
        switch (kind)
        {
            case MutationKind.Create or MutationKind.ReplaceEntity or MutationKind.UpsertReplace or MutationKind.UpsertUpdate:
                body = _entities.Next();
                var entity = EntityReader.Read(body, terms, rules with { NeedsId = true });
                return new Mutation(kind, entity.Id, entity);
            case MutationKind.PartialUpdate or MutationKind.ReplaceAttribute:
                body = _fragments.Next();
                return new Mutation(kind, ExampleOperation.Id, EntityReader.ReadAttribute(name, body, terms, rules with { Partial = kind == MutationKind.PartialUpdate }))
                {
                    Attribute = name,
                };
            case MutationKind.DeleteAttribute:
                return new Mutation(kind, ExampleOperation.Id) { Attribute = random.Next(9) == 0 ? Waziup.Ngsi.Model.Core.Scope : name, DeleteAll = random.Next(2) == 0 };
            case MutationKind.Purge:
                return new Mutation(kind, ExampleOperation.Id) { Attributes = new HashSet<string> { name.Value }, Keeps = random.Next(9) == 0 };
            case MutationKind.Ingest:
                body = _entities.Next();
                var past = EntityReader.Read(body, terms, rules with { NeedsId = true, Temporal = true });
                return new Mutation(kind, past.Id, past);
            case MutationKind.IngestAttributes:
                body = _fragments.Next();
                return new Mutation(kind, ExampleOperation.Id, EntityReader.Read(body, terms, rules with { Temporal = true }));
            case MutationKind.EditInstance:
                body = _fragments.Next();
                return new Mutation(kind, ExampleOperation.Id, EntityReader.ReadAttribute(name, body, terms, rules with { Temporal = true }))
                {
                    Attribute = name,
                    Instance = new InstanceKey(new Instant(_clock - random.Next(9)), null, "urn:ngsi-ld:Instance:1", new Instant(_clock - 10)),
                };
            case MutationKind.DeleteHistory or MutationKind.DeleteInstance:
                return new Mutation(kind, ExampleOperation.Id) { Attribute = name, DeleteAll = random.Next(2) == 0 };
            case MutationKind.DeleteEntity or MutationKind.Expire or MutationKind.DeleteEvolution:
                return new Mutation(kind, ExampleOperation.Id);
            default:
                body = _fragments.Next();
                var fragment = EntityReader.Read(body, terms, rules with { Simplified = kind == MutationKind.Merge && random.Next(3) == 0 });
                return new Mutation(kind, ExampleOperation.Id, fragment) { Lang = random.Next(4) == 0 ? "de" : null, ObservedAt = random.Next(4) == 0 ? new Instant(_clock) : Instant.None };
        }
    }

    private static void Inspect(Entity? stored, Change change, ActiveContext terms, int number)
    {
        var after = change.After!;
        EntityInvariants.Check(after);
        Assert.True(stored is null || change.Kind == ChangeKind.Rewritten || after.ModifiedAt > stored.ModifiedAt, "the stamp does not increase");
        if (number % 4 != 0)
            return;
        EntityInvariants.SurvivesTheCodec(after);
        if (EntityView.Of(after, Grant.Open, Projection.Whole, after.ModifiedAt) is not { } view)
            return;
        using var output = PooledBuffer.Rent();
        _ = Renderer.Write(output, view, terms, new Shape { Format = (EntityFormat)(number / 4 % 3), SystemTimes = number % 8 == 0, TokenByToken = number % 16 == 0, Version = number % 64 == 0 ? 3 : Shape.NewestVersion });
        using var shown = JsonDocument.Parse(output.WrittenMemory, new JsonDocumentOptions { MaxDepth = 200 });
        Assert.Equal(after.Id.Value, shown.RootElement.GetProperty("id").GetString());
    }
}
