using System.Globalization;
using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>Mutated contexts, in requests and in documents: they are used or refused, and nothing else ever happens.</summary>
/// <remarks>The number of mutants is set by <c>WAZIUP_FUZZ</c>; they are the same in each run.</remarks>
public sealed class ContextFuzzTests
{
    private static readonly string[] Seeds =
    [
        """{"speed":"https://ex.org/speed","ex":"https://ex.org/","a":{"@id":"ex:a","@type":"@id","@container":["@set"]}}""",
        """["https://ex.org/doc",{"@vocab":"https://ex.org/v#","b":{"@prefix":true,"@id":"ex:b"}},null]""",
        """{"@version":1.1,"@import":"https://ex.org/doc","@propagate":false,"@protected":true,"c":{"@reverse":"d"},"d":"c2","c2":"https://ex.org/c"}""",
        """{"@base":null,"@language":"en","@direction":"ltr","T":{"@id":"https://ex.org/T","@context":{"in":"https://ex.org/in"}},"id2":"@id"}""",
        """{"t1":"t2:x","t2":"t3:y","t3":"https://ex.org/\u00e9\ud83d\ude00#","x:y":"t1","@type":{"@container":"@set"}}""",
        "[\"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld\",\"other.jsonld\"]",
    ];

    private static readonly string[] Pieces =
    [
        "\"@id\"", "\"@type\"", "\"@context\"", "\"@vocab\"", "\"@import\"", "\"@prefix\"", "null", "true", "1.1",
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800",
        "\\u0000", "\"\"", "\"https://ex.org/doc\"", "\"ex:\"", "\"a\":", "//", "@", "#", "\uFFFD", "\"_:b\"",
    ];

    private static readonly string[] Names = ["speed", "ex:speed", "a", "", "@id", "t1:z", "é", "urn:x:y", "https://ex.org/v#b", "location"];

    [Fact]
    public async Task A_mutated_context_is_used_or_refused()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("WAZIUP_FUZZ") ?? "20000", CultureInfo.InvariantCulture);
        var random = new Random(20_260_101);
        var loader = new MutantLoader();
        var options = new ContextOptions { CachedContexts = 50, CachedDocuments = 20, CachedNames = 500 };
        var resolver = new ContextResolver(loader, new ManualTime(), options);
        int used = 0, refused = 0;
        for (var i = 0; i < count; i++)
        {
            var context = Mutate(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)]));
            loader.Document = [.. "{\"@context\":"u8, .. Mutate(random, Encoding.UTF8.GetBytes(Seeds[random.Next(Seeds.Length)])), (byte)'}'];
            resolver.Cache.Remove("https://ex.org/doc");
            try
            {
                var active = await resolver.ResolveAsync("", context, TestContext.Current.CancellationToken);
                used++;
                Use(active);
            }
            catch (JsonLdException)
            {
                refused++;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Assert.Fail($"Mutant {i}: {Encoding.UTF8.GetString(context)} with {Encoding.UTF8.GetString(loader.Document)}\n{failure}");
            }
        }

        // Both kinds must occur, or the mutants teach nothing.
        Assert.True(used > count / 100 && refused > count / 100, $"{used} used, {refused} refused.");
    }

    [Fact]
    public void A_mutated_Link_header_is_read_without_failure()
    {
        var random = new Random(7);
        var seed = "<https://ex.org/a>; rel=\"alternate\"; type=\"application/ld+json\", <b>; rel=next"u8.ToArray();
        var found = 0;
        for (var i = 0; i < 5000; i++)
        {
            if (AlternateLink.Find([Encoding.UTF8.GetString(Mutate(random, seed))]) is not null)
                found++;
        }

        Assert.InRange(found, 100, 4900);
    }

    private static void Use(ActiveContext active)
    {
        foreach (var name in Names)
        {
            if (!active.TryExpand(Encoding.UTF8.GetBytes(name), out var iri))
                continue;

            Assert.False(active.Compact(iri.Utf8).IsEmpty);
            Assert.Contains(':', iri.Value);
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = new List<byte>(seed);
        for (var changes = random.Next(4); changes >= 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(20), bytes.Count - at)));
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private sealed class MutantLoader : IContextLoader
    {
        public byte[] Document { get; set; } = [];

        public ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel) => new(new LoadedContext(Document, null));
    }
}
