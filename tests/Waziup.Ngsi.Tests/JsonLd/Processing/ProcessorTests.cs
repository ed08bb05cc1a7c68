using System.Buffers;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class ProcessorTests
{
    const string Farm = """{"@context":{"name":"http://schema.org/name","owner":{"@id":"https://ex.org/owner","@type":"@id"}}}""";

    [Fact]
    public async Task A_document_expands_by_its_own_context()
    {
        var expanded = await Processors.Processor().ExpandAsync("""{"@context":{"name":"http://schema.org/name"},"name":"Plot","colour":"red"}""");

        Assert.Equal("""[{"http://schema.org/name":[{"@value":"Plot"}]}]""", expanded);
    }

    [Fact]
    public async Task A_context_by_URL_is_fetched_once_for_many_calls()
    {
        var loader = new FakeLoader { ["https://ex.org/farm"] = Farm };
        var processor = Processors.Processor(loader);

        var first = await processor.ExpandAsync("""{"@context":"https://ex.org/farm","name":"A"}""");
        await processor.ExpandAsync("""{"@context":["https://ex.org/farm"],"name":"B"}""");
        var compacted = await processor.CompactAsync(first, "\"https://ex.org/farm\"");

        Assert.Equal("""{"@context":"https://ex.org/farm","name":"A"}""", compacted);
        Assert.Single(loader.Loads);
    }

    [Fact]
    public async Task A_context_that_has_changed_is_used_as_it_is_now()
    {
        var loader = new FakeLoader { ["https://ex.org/c"] = """{"@context":{"a":"https://ex.org/old"}}""", Lifetime = TimeSpan.FromMinutes(1) };
        var clock = new Contract.ManualTime();
        var processor = Processors.Processor(loader, clock);
        const string Document = """{"@context":"https://ex.org/c","a":1}""";

        var before = await processor.ExpandAsync(Document);
        loader["https://ex.org/c"] = """{"@context":{"a":"https://ex.org/new"}}""";
        var meanwhile = await processor.ExpandAsync(Document);
        clock.Advance(TimeSpan.FromMinutes(2));
        var after = await processor.ExpandAsync(Document);

        Assert.Equal("""[{"https://ex.org/old":[{"@value":1}]}]""", before);
        Assert.Equal(before, meanwhile);
        Assert.Equal("""[{"https://ex.org/new":[{"@value":1}]}]""", after);
    }

    [Fact]
    public async Task A_context_that_must_not_be_kept_is_fetched_for_each_call()
    {
        var loader = new FakeLoader { ["https://ex.org/farm"] = Farm, Lifetime = TimeSpan.Zero };
        var processor = Processors.Processor(loader);

        await processor.ExpandAsync("""[{"@context":"https://ex.org/farm","name":"A"},{"@context":"https://ex.org/farm","name":"B"}]""");
        await processor.ExpandAsync("""{"@context":"https://ex.org/farm","name":"C"}""");

        Assert.Equal(2, loader.Loads.Count);
    }

    [Fact]
    public async Task Core_contexts_are_built_in()
    {
        var loader = new FakeLoader();

        var expanded = await Processors.Processor(loader).ExpandAsync("""{"@context":"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld","id":"urn:a","type":"T"}""");

        Assert.Equal("""[{"@id":"urn:a","@type":["https://uri.etsi.org/ngsi-ld/default-context/T"]}]""", expanded);
        Assert.Empty(loader.Loads);
    }

    [Fact]
    public async Task The_documents_of_a_broker_can_be_shared()
    {
        // The core context has a term with a context of its own, which is no part of it.
        var loader = new FakeLoader { ["https://ex.org/farm"] = Farm, ["https://w3id.org/security/data-integrity/v2"] = """{"@context":{}}""" };
        var resolver = Contexts.Resolver(loader);
        var active = await resolver.UrlAsync("https://ex.org/farm");
        var processor = new JsonLdProcessor(resolver.Cache, new Contract.ManualTime(), new ContextOptions());
        var output = new ArrayBufferWriter<byte>();

        await processor.CompactAsync(
            """[{"@id":"urn:a","http://schema.org/name":[{"@value":"A"}]}]"""u8.ToArray(), active, new JsonLdOptions(), output, TestContext.Current.CancellationToken);

        Assert.Equal($$"""{"@context":["https://ex.org/farm","{{Contexts.CoreV19}}"],"id":"urn:a","name":"A"}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Single(loader.Loads, url => url == "https://ex.org/farm");
    }

    [Fact]
    public async Task Nothing_is_written_when_a_call_fails()
    {
        var output = new ArrayBufferWriter<byte>();
        var document = """[{"@id":"urn:a","https://ex.org/p":1},{"@id":7}]"""u8.ToArray();

        await Assert.ThrowsAsync<JsonLdException>(async () => await Processors.Processor().ExpandAsync(
            document, new JsonLdOptions(), output, TestContext.Current.CancellationToken));

        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public async Task A_document_may_be_a_part_of_an_array()
    {
        var text = """xx{"https://ex.org/p":"\u00e9 \"x\""}yy"""u8.ToArray();
        var output = new ArrayBufferWriter<byte>();

        await Processors.Processor().ExpandAsync(text.AsMemory(2..^2), new JsonLdOptions(), output, TestContext.Current.CancellationToken);

        Assert.Equal("""[{"https://ex.org/p":[{"@value":"é \"x\""}]}]""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("1e5")]
    [InlineData("1E+400")]
    [InlineData("1.10")]
    public async Task A_number_comes_out_as_it_was_written(string number)
    {
        var expanded = await Processors.Processor().ExpandAsync($$$"""{"https://ex.org/p":{{{number}}}}""");

        Assert.Equal($$$"""[{"https://ex.org/p":[{"@value":{{{number}}}}]}]""", expanded);
    }

    [Fact]
    public async Task Of_members_with_one_name_the_last_counts()
    {
        var expanded = await Processors.Processor().ExpandAsync("""{"https://ex.org/p":{"https://ex.org/q":1},"\u0068ttps://ex.org/p":2}""");

        Assert.Equal("""[{"https://ex.org/p":[{"@value":2}]}]""", expanded);
    }

    [Fact]
    public async Task Terms_for_one_property_come_together_in_an_object_of_many_members()
    {
        var terms = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"t{i}\":\"https://ex.org/{i % 100}\""));
        var members = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"t{i}\":{i}"));

        var expanded = await Processors.Processor().ExpandAsync($$"""{"@context":{ {{terms}} }, {{members}} }""");

        var wanted = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""
            "https://ex.org/{{i}}":[{"@value":{{i}}},{"@value":{{i + 100}}}]
            """.Trim()));
        Assert.Equal("[{" + wanted + "}]", expanded);
    }

    [Fact]
    public async Task Names_of_two_contexts_are_not_confused()
    {
        var processor = Processors.Processor();

        var one = await processor.ExpandAsync("""{"@context":{"a":"https://ex.org/1"},"a":1}""");
        var other = await processor.ExpandAsync("""{"@context":{"a":"https://ex.org/2"},"a":1}""");

        Assert.Contains("https://ex.org/1", one, StringComparison.Ordinal);
        Assert.Contains("https://ex.org/2", other, StringComparison.Ordinal);
        Assert.DoesNotContain("https://ex.org/1", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waits_for_a_context_can_be_cancelled()
    {
        var loader = new FakeLoader { ["https://ex.org/farm"] = Farm, Gate = new TaskCompletionSource() };
        using var cancel = new CancellationTokenSource();
        var call = Processors.Processor(loader).ExpandAsync(
            """{"@context":"https://ex.org/farm","name":"A"}"""u8.ToArray(), new JsonLdOptions(), new ArrayBufferWriter<byte>(), cancel.Token);
        await loader.Started;

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }

    [Theory]
    [InlineData("@id")]
    [InlineData("@type")]
    public async Task Nothing_is_taken_out_of_JSON(string container)
    {
        var json = $$"""{"{{container}}":"x","b":[]}""";
        var document = $$"""[{"https://ex.org/p":[{"@value":{{json}},"@type":"@json"}]}]""";
        var context = $$"""{"j":{"@id":"https://ex.org/p","@type":"@json"},"p":{"@id":"https://ex.org/p","@container":"{{container}}"} }""";

        var compacted = await Processors.Processor().CompactAsync(document, context);

        Assert.Equal("{\"@context\":" + context.Replace(" ", "", StringComparison.Ordinal) + ",\"j\":" + json + "}", compacted);
    }

    [Fact]
    public async Task Calls_side_by_side_do_not_disturb_each_other()
    {
        var processor = Processors.Processor(bounds: new ContextOptions { CachedContexts = 5, CachedNames = 20 });

        await Parallel.ForAsync(0, 2000, TestContext.Current.CancellationToken, async (i, _) =>
        {
            var name = $"n{i % 13}";
            var document = $$"""[{"https://ex.org/{{i % 7}}/{{name}}":[{"@value":{{i}}}]}]""";

            var compacted = await processor.CompactAsync(document, $$"""{"@vocab":"https://ex.org/{{i % 7}}/"}""");
            var expanded = await processor.ExpandAsync(compacted);

            Assert.Equal($$"""{"@context":{"@vocab":"https://ex.org/{{i % 7}}/"},"{{name}}":{{i}}}""", compacted);
            Assert.Equal(document, expanded);
        });
    }

    [Theory]
    [InlineData("""{"@context":{"a":{"@id":"https://ex.org/a","@protected":true}},"https://ex.org/b":{"@context":{"a":"https://ex.org/c"}}}""", "protected term redefinition")]
    [InlineData("""{"@context":"context.jsonld"}""", "loading document failed")]
    [InlineData("""{"@context":"https://ex.org/nowhere"}""", "loading remote context failed")]
    [InlineData("""{"@context":7}""", "invalid local context")]
    [InlineData("{", "loading document failed")]
    [InlineData("", "loading document failed")]
    [InlineData("""{"https://ex.org/p":"\ud800"}""", "loading document failed")]
    public async Task A_mistake_is_told_in_the_words_of_the_standard(string document, string word)
    {
        var code = await Contexts.Refused(() => Processors.Processor().ExpandAsync(document));

        Assert.Equal(word, JsonLdErrorText.Of(code));
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_refused()
    {
        byte[] document = [.. """{"https://ex.org/p":"x"""u8, 0xC3, 0x28, .. "\"}"u8];

        var code = await Contexts.Refused(async () => await Processors.Processor().ExpandAsync(
            document, new JsonLdOptions(), new ArrayBufferWriter<byte>(), TestContext.Current.CancellationToken));

        Assert.Equal(JsonLdErrorCode.LoadingDocumentFailed, code);
    }
}
