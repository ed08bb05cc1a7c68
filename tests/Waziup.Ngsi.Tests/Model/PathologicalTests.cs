using System.Diagnostics;
using System.Text;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Rendering;
using Waziup.Ngsi.Tests.JsonLd;

namespace Waziup.Ngsi.Tests.Model;

/// <summary>Bodies that are very large, very deep or very odd: the right error or the right result, in bounded time.</summary>
[Collection(Fuzz.FuzzCollection.Name)]
public sealed class PathologicalTests
{
    private const string Head = "{\"id\":\"urn:ngsi-ld:T:1\",\"type\":\"T\",";

    // Generous: the point is that the time does not grow with the square of the size.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(8);
    private static readonly Instant Now = ExampleOperation.Time("2026-01-02T00:00:00Z");

    private static readonly ActiveContext Terms =
        new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;

    public static TheoryData<string, string, string> Bodies { get; } = new()
    {
        { "objects 10,000 deep", Head + "\"a\":" + Nested(10_000, "{\"x\":", "1", "}") + "}", "InvalidRequest" },
        { "arrays 10,000 deep", Head + "\"a\":" + Nested(10_000, "[", "", "]") + "}", "InvalidRequest" },
        { "arrays 10,000 deep, never closed", Head + "\"a\":" + new string('[', 10_000), "InvalidRequest" },
        { "json 10,000 deep", Head + "\"a\":{\"json\":" + Nested(10_000, "[", "1", "]") + "}}", "InvalidRequest" },
        { "sub-attributes 20 deep", Head + "\"a\":" + Nested(20, "{\"value\":1,\"b\":", "1", "}") + "}", "BadRequestData" },
        { "a type 1 MB long", "{\"id\":\"urn:ngsi-ld:T:1\",\"type\":\"" + new string('T', 1 << 20) + "\"}", "BadRequestData" },
        { "an id 1 MB long", "{\"id\":\"urn:" + new string('x', 1 << 20) + "\",\"type\":\"T\"}", "BadRequestData" },
        { "a name 1 MB long", Head + "\"" + new string('a', 1 << 20) + "\":1}", "BadRequestData" },
        { "a coordinate that is infinite", Head + "\"a\":{\"type\":\"Point\",\"coordinates\":[1e999,0]}}", "BadRequestData" },
        { "a number that is none", Head + "\"a\":NaN}", "InvalidRequest" },
        { "a number with a leading zero", Head + "\"a\":01}", "InvalidRequest" },
        { "an empty body", "", "InvalidRequest" },
        { "white space alone", " \n\t", "InvalidRequest" },
        { "a NUL", "\0", "InvalidRequest" },
        { "a NUL behind the body", Head + "\"a\":1}\0", "InvalidRequest" },
        { "a NUL in a text", Head + "\"a\":\"\0\"}", "InvalidRequest" },
        { "a byte order mark", "\uFEFF" + Head + "\"a\":1}", "InvalidRequest" },
        { "two bodies", Head + "\"a\":1}{}", "InvalidRequest" },
        { "a trailing comma", Head + "\"a\":1,}", "InvalidRequest" },
        { "a trailing comma in a value", Head + "\"a\":[1,]}", "InvalidRequest" },
        { "a comment", Head + "\"a\":1/**/}", "InvalidRequest" },
        { "single quotes", "{'id':'urn:ngsi-ld:T:1'}", "InvalidRequest" },
        { "half of a surrogate pair", Head + "\"a\":\"\\ud800\"}", "BadRequestData" },
        { "half of a surrogate pair in a name", Head + "\"\\udc00\":1}", "BadRequestData" },
        { "half of a surrogate pair inside json", Head + "\"a\":{\"json\":{\"\\ud800\":1}}}", "BadRequestData" },
        { "an attribute given twice", Head + "\"a\":1,\"b\":2,\"a\":3}", "BadRequestData" },
        { "an attribute given twice, once as IRI", Head + "\"a\":1,\"https://uri.etsi.org/ngsi-ld/default-context/a\":3}", "BadRequestData" },
        { "100,000 instances of one name without datasetId", Head + "\"a\":[" + Many(100_000, _ => "{\"value\":1}") + "]}", "BadRequestData" },
        { "100,000 types", "{\"id\":\"urn:ngsi-ld:T:1\",\"type\":[" + Many(100_000, i => $"\"T{i}\"") + "]}", "BadRequestData" },
        { "100,000 scopes", Head + "\"scope\":[" + Many(100_000, i => $"\"/s{i}\"") + "]}", "BadRequestData" },
        { "100,000 ids", "{" + Many(100_000, _ => "\"id\":\"urn:ngsi-ld:T:1\"") + "}", "BadRequestData" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_bad_body_gets_its_error(string what, string body, string error)
    {
        var refused = Assert.Throws<NgsiLdException>(() => Timed(() => Create(Encoding.UTF8.GetBytes(body))));

        Assert.True(refused.Error.Type.EndsWith("/" + error, StringComparison.Ordinal), $"{what}: {refused.Error}");
        Assert.True(refused.Error.Detail.Length < 1000, "the error repeats the body");
    }

    [Theory]
    [InlineData("invalid byte", new byte[] { 0xFF })]
    [InlineData("overlong slash", new byte[] { 0xC0, 0xAF })]
    [InlineData("surrogate in UTF-8", new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData("cut short", new byte[] { 0xE2, 0x82 })]
    public void Text_that_is_no_UTF8_is_no_JSON(string what, byte[] bad)
    {
        byte[][] places = [[.. Encoding.UTF8.GetBytes(Head + "\"a\":\""), .. bad, .. "\"}"u8], [.. Encoding.UTF8.GetBytes(Head + "\"x"), .. bad, .. "\":1}"u8]];
        foreach (var body in places)
        {
            var refused = Assert.Throws<NgsiLdException>(() => Create(body));
            Assert.True(refused.Error.Type.EndsWith("/InvalidRequest", StringComparison.Ordinal), $"{what}: {refused.Error}");
        }
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("1E400")]
    [InlineData("-0")]
    [InlineData("-0.0e-5")]
    [InlineData("0.1000000000000000055511151231257827")]
    [InlineData("123456789012345678901234567890")]
    public void A_number_keeps_its_spelling(string number)
    {
        var change = Create(Encoding.UTF8.GetBytes($"{Head}\"a\":{number}}}"));

        Assert.Contains($"\"value\":{number}}}", Encoding.UTF8.GetString(change.After!.Document), StringComparison.Ordinal);
        // What a store reckons with is a finite number, or none.
        Assert.True(double.IsFinite(change.History[0].Number) || double.IsNaN(change.History[0].Number));
        Assert.Equal(number is "1e999" or "1E400", double.IsNaN(change.History[0].Number));
    }

    public static TheoryData<string, string> Large { get; } = new()
    {
        { "a text of 1 MB", Head + "\"a\":\"" + new string('x', 1 << 20) + "\"}" },
        { "a text of 1 MB, all of it escaped", Head + "\"a\":\"" + string.Concat(Enumerable.Repeat("\\u0041", 1 << 18)) + "\"}" },
        { "an array of 500,000 numbers", Head + "\"a\":[" + Many(500_000, _ => "1") + "]}" },
        { "an array of 100,000 objects", Head + "\"a\":[" + Many(100_000, _ => "{\"x\":1}") + "]}" },
        { "an array that ends as none of instances", Head + "\"a\":[" + Many(100_000, _ => "{\"value\":1}") + ",1]}" },
        { "100,000 attributes", Head + Many(100_000, i => $"\"a{i}\":{i}") + "}" },
        { "100,000 instances", Head + "\"a\":[" + Many(100_000, i => $"{{\"value\":{i},\"datasetId\":\"urn:d:{i}\"}}") + "]}" },
        { "100,000 sub-attributes", Head + "\"a\":{\"value\":1," + Many(100_000, i => $"\"b{i}\":{i}") + "}}" },
        { "100,000 members of a value", Head + "\"a\":{\"value\":{" + Many(100_000, i => $"\"b{i}\":{i}") + "}}}" },
        { "100,000 languages", Head + "\"a\":{\"languageMap\":{" + Many(100_000, i => $"\"x-{i}\":\"{i}\"") + "}}}" },
        { "objects 62 deep", Head + "\"a\":" + Nested(62, "{\"x\":", "1", "}") + "}" },
        { "sub-attributes and lists as deep as they go", Head + "\"a\":" + Nested(16, "{\"value\":1,\"b\":[", "{\"value\":" + Nested(20, "[", "1", "]") + "}", "]}") + "}" },
        { "a geometry as text below them", Head + "\"a\":" + Nested(16, "{\"value\":1,\"b\":[", "{\"type\":\"GeoProperty\",\"value\":\"{\\\"type\\\":\\\"Point\\\",\\\"coordinates\\\":[1,2],\\\"x\\\":" + Nested(14, "[", "1", "]") + "}\"}", "]}") + "}" },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void A_large_body_is_written_merged_replaced_shown_and_deleted(string what, string body)
    {
        var json = Encoding.UTF8.GetBytes(body);
        TestContext.Current.TestOutputHelper?.WriteLine(what);
        var created = Timed(() => Create(json)).After!;
        EntityInvariants.Check(created);
        EntityInvariants.SurvivesTheCodec(created);
        foreach (var kind in new[] { MutationKind.Merge, MutationKind.Append, MutationKind.AppendNoOverwrite, MutationKind.Update, MutationKind.ReplaceEntity })
        {
            var change = Timed(() => Apply(created, kind, json));
            Assert.Null(change.Error);
            if (change.After is { } after)
                EntityInvariants.Check(after);
        }
        Timed(() => Show(created));
        var purged = Timed(() => Patch.Apply(created, new Mutation(MutationKind.Purge, created.Id) { Attributes = new HashSet<string>(), Keeps = true }, Now));
        Assert.Empty(purged.After!.Instances);
        Assert.Equal(created.Instances.Length, Timed(() => Patch.Apply(created, new Mutation(MutationKind.DeleteEntity, created.Id), Now)).History.Length);
    }

    [Fact]
    public void An_attribute_as_deep_as_a_body_may_be_can_be_replaced_and_merged()
    {
        var created = Create(Encoding.UTF8.GetBytes(Head + "\"a\":1}")).After!;
        var name = new Iri("https://uri.etsi.org/ngsi-ld/default-context/a");
        var deep = Encoding.UTF8.GetBytes(Nested(63, "{\"x\":", "1", "}"));
        var given = EntityReader.ReadAttribute(name, deep, Terms, new ReadRules(NeedsId: false));
        var replaced = Patch.Apply(created, new Mutation(MutationKind.ReplaceAttribute, created.Id, given) { Attribute = name }, Now).After!;

        EntityInvariants.Check(replaced);
        var merged = Apply(replaced, MutationKind.Merge, "{\"a\":{\"value\":{\"x\":{\"y\":1}},\"unitCode\":\"CEL\"}}"u8.ToArray());
        EntityInvariants.Check(merged.After!);
        Show(merged.After!);
    }

    private static Change Create(byte[] body) => Apply(null, MutationKind.Create, body);

    private static Change Apply(Entity? current, MutationKind kind, byte[] body)
    {
        var rules = new ReadRules(kind == MutationKind.Merge ? NullRule.DeletesAnything : NullRule.Refused, NeedsId: current is null);
        var entity = EntityReader.Read(body, Terms, rules);
        return Patch.Apply(current, new Mutation(kind, ExampleOperation.Id, entity), Now);
    }

    private static bool Show(Entity entity)
    {
        var isDowngraded = false;
        foreach (var format in Enum.GetValues<EntityFormat>())
        {
            using var output = PooledBuffer.Rent();
            var view = EntityView.Of(entity, Grant.Open, Projection.Whole, Now)!;
            isDowngraded |= Renderer.Write(output, view, Terms, new Shape { Format = format, SystemTimes = true });
            Assert.True(output.Length > 20);
        }
        return isDowngraded;
    }

    private static T Timed<T>(Func<T> work)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return work();
        }
        finally
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(0.2))
                TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s");
            Assert.True(watch.Elapsed < Bound, $"it took {watch.Elapsed}");
        }
    }

    private static string Many(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    private static string Nested(int depth, string open, string middle, string close) =>
        string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth));
}
