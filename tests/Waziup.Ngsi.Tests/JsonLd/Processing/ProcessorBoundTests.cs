using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class ProcessorBoundTests
{
    [Theory]
    [InlineData("[", "1", "]")]
    [InlineData("{\"https://ex.org/p\":", "1", "}")]
    [InlineData("{\"@graph\":[", "{}", "]}")]
    [InlineData("{\"@list\":[", "1", "]}")]
    [InlineData("{\"@reverse\":{\"https://ex.org/p\":", "{}", "}}")]
    [InlineData("{\"@type\":\"@json\",\"@value\":", "1", "}")]
    public async Task A_document_may_be_nested_so_deeply_and_no_deeper(string opening, string innermost, string closing)
    {
        var levels = opening.Count(letter => letter is '[' or '{');
        var options = new JsonLdOptions { MaxNesting = 500 };
        var processor = Processors.Processor();
        var fits = $$"""{"https://ex.org/p":{{Processors.Nested(opening, innermost, closing, 498 / levels)}}}""";

        await RunAsync(processor, fits, options);
        var code = await Contexts.Refused(() => processor.ExpandAsync(Processors.Nested(opening, innermost, closing, 100_000), options));

        Assert.Equal(JsonLdErrorCode.TooDeep, code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public void The_bound_on_nesting_is_bounded_itself(int nesting) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonLdOptions { MaxNesting = nesting });

    [Fact]
    public async Task A_document_may_be_so_large_and_no_larger()
    {
        const string Document = """{"https://ex.org/p":1}""";
        var processor = Processors.Processor();

        await processor.ExpandAsync(Document, new JsonLdOptions { MaxDocumentBytes = Document.Length });
        var code = await Contexts.Refused(() => processor.ExpandAsync(Document, new JsonLdOptions { MaxDocumentBytes = Document.Length - 1 }));

        Assert.Equal(JsonLdErrorCode.TooLarge, code);
    }

    [Fact]
    public async Task A_context_in_a_document_may_be_so_large_and_no_larger()
    {
        const string Context = """{"a":"https://ex.org/a"}""";

        await Processors.Processor(bounds: new ContextOptions { MaxDocumentBytes = Context.Length }).ExpandAsync(Document(Context));
        var code = await Contexts.Refused(() =>
            Processors.Processor(bounds: new ContextOptions { MaxDocumentBytes = Context.Length - 1 }).ExpandAsync(Document(Context)));

        Assert.Equal(JsonLdErrorCode.TooLarge, code);

        static string Document(string context) => $$"""{"@context":{{context}},"a":1}""";
    }

    [Fact]
    public async Task A_document_may_use_so_many_contexts_and_no_more()
    {
        var loader = new FakeLoader();
        for (var i = 0; i < 5; i++)
            loader[$"https://ex.org/{i}"] = """{"@context":{"a":"https://ex.org/a"}}""";
        var processor = Processors.Processor(loader, bounds: new ContextOptions { MaxDocuments = 3 });

        await processor.ExpandAsync(Naming(3));
        var code = await Contexts.Refused(() => processor.ExpandAsync(Naming(4)));

        Assert.Equal(JsonLdErrorCode.ContextOverflow, code);
        Assert.Equal(3, loader.Loads.Count);

        static string Naming(int count) =>
            $$"""{"@context":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"https://ex.org/{i}\""))}}],"a":1}""";
    }

    [Theory]
    [InlineData("""{"@context":"https://ex.org/self"}""")]
    [InlineData("""{"@context":["https://ex.org/other",{"a":"https://ex.org/a"}]}""")]
    public async Task A_context_that_includes_itself_is_refused(string content)
    {
        var loader = new FakeLoader
        {
            ["https://ex.org/self"] = content,
            ["https://ex.org/other"] = """{"@context":"https://ex.org/self"}""",
        };

        var code = await Contexts.Refused(() => Processors.Processor(loader).ExpandAsync("""{"@context":"https://ex.org/self"}"""));

        Assert.Equal(JsonLdErrorCode.ContextOverflow, code);
    }

    [Fact]
    public async Task A_term_whose_context_is_the_one_it_stands_in_is_no_circle()
    {
        var loader = new FakeLoader
        {
            ["https://ex.org/self"] = """{"@context":{"part":{"@id":"https://ex.org/part","@context":"https://ex.org/self"}}}""",
        };

        var expanded = await Processors.Processor(loader).ExpandAsync("""{"@context":"https://ex.org/self","part":{"part":{"part":{"@id":"urn:a"}}}}""");

        Assert.Equal(3, expanded.Split("https://ex.org/part").Length - 1);
    }

    [Fact]
    public async Task Contexts_that_multiply_are_stopped()
    {
        // Thirty terms, each with a context of thirty terms, and so on: 30 to the power of 8, from one small document.
        var loader = new FakeLoader();
        for (var level = 0; level < 8; level++)
        {
            var inner = level < 7 ? $",\"@context\":\"https://ex.org/{level + 1}\"" : "";
            var terms = Enumerable.Range(0, 30).Select(i => $$"""
                "t{{i}}":{"@id":"https://ex.org/{{level}}/{{i}}"{{inner}}}
                """);
            loader[$"https://ex.org/{level}"] = $$"""{"@context":{ {{string.Join(',', terms)}} } }""";
        }

        var code = await Contexts.Refused(() => Processors.Processor(loader).ExpandAsync(
            """{"@context":"https://ex.org/0"}""", new JsonLdOptions { MaxDefinitions = 50_000 }));

        Assert.Equal(JsonLdErrorCode.TooLarge, code);
    }

    [Fact]
    public async Task A_large_context_named_in_each_node_is_processed_once()
    {
        var terms = string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"t{i}\":\"https://ex.org/{i}\""));
        var loader = new FakeLoader { ["https://ex.org/large"] = $$"""{"@context":{ {{terms}} } }""" };
        var nodes = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"@context":"https://ex.org/large","t{{i}}":1}"""));

        var expanded = await Processors.Processor(loader).ExpandAsync($"[{nodes}]", new JsonLdOptions { MaxDefinitions = 3000 });

        Assert.EndsWith("""{"https://ex.org/499":[{"@value":1}]}]""", expanded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_of_definitions_may_be_only_so_long()
    {
        var chain = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"t{i}\":\"t{i + 1}:x\"")) + ",\"t5000\":\"https://ex.org/\"";

        var code = await Contexts.Refused(() => Processors.Processor().ExpandAsync($$"""{"@context":{ {{chain}} } }"""));

        Assert.Equal(JsonLdErrorCode.TooDeep, code);
    }

    [Fact]
    public async Task Contexts_in_contexts_with_chains_of_definitions_do_not_end_the_process()
    {
        // Each chain alone is short enough, and so is the nesting.
        var chain = string.Concat(Enumerable.Range(0, 98).Select(i => $"\"t{i}\":\"t{i + 1}:x\",")) + "\"t98\":{\"@id\":\"https://ex.org/\",\"@context\":";
        var context = Processors.Nested("{" + chain, "{}", "}}", 240);

        var code = await Contexts.Refused(() => Processors.Processor().ExpandAsync(
            $$"""{"@context":{{context}}}""", new JsonLdOptions { MaxNesting = 500 }));

        Assert.Equal(JsonLdErrorCode.ContextOverflow, code);
    }

    [Fact]
    public async Task A_mistake_in_the_innermost_of_many_contexts_is_told_from_the_outermost()
    {
        var context = Processors.Nested("""{"t":{"@id":"https://ex.org/t","@context":""", "7", "}}", 240);
        var options = new JsonLdOptions { MaxNesting = 500 };

        var failure = await Assert.ThrowsAsync<JsonLdException>(() => RunAsync(Processors.Processor(), $$"""{"@context":{{context}}}""", options));

        Assert.Equal(JsonLdErrorCode.InvalidScopedContext, failure.Code);
        Assert.InRange(failure.Message.Length, 1, 200);
    }

    [Fact]
    public async Task Definitions_that_build_an_endless_IRI_are_stopped()
    {
        var growing = string.Join(',', Enumerable.Range(0, 60).Select(i => $$"""
            "t{{i}}":{"@id":"t{{i + 1}}:{{new string('x', 200)}}","@prefix":true}
            """)) + ",\"t60\":\"https://ex.org/\"";

        var code = await Contexts.Refused(() => Processors.Processor().ExpandAsync($$"""{"@context":{ {{growing}} } }"""));

        Assert.Equal(JsonLdErrorCode.TooLarge, code);
    }

    [Theory]
    [InlineData("{\"@id\":\"t:1\"}")]
    [InlineData("{\"t:1\":1}")]
    [InlineData("{\"@type\":\"t:1\"}")]
    public async Task A_short_name_for_a_long_IRI_makes_no_endless_document(string node)
    {
        var document = $$"""
            {"@context":{"t":"https://ex.org/{{new string('x', 4000)}}/"},"https://ex.org/p":[{{string.Join(',', Enumerable.Repeat(node, 1000))}}]}
            """;
        var processor = Processors.Processor();

        await processor.ExpandAsync(document, new JsonLdOptions { MaxExpandedBytes = 5_000_000 });
        var code = await Contexts.Refused(() => processor.ExpandAsync(document, new JsonLdOptions { MaxExpandedBytes = 3_000_000 }));

        Assert.Equal(JsonLdErrorCode.TooLarge, code);
    }

    [Theory]
    [InlineData(20_000)]
    public async Task Many_members_in_one_object_cost_no_square_of_their_number(int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"https://ex.org/{i}\":[{i},\"x\"]"));
        var processor = Processors.Processor();

        var expanded = await processor.ExpandAsync($"{{{members}}}");
        var compacted = await processor.CompactAsync(expanded, """{"ex":"https://ex.org/"}""");

        Assert.EndsWith($"\"ex:{count - 1}\":[{count - 1},\"x\"]}}", compacted, StringComparison.Ordinal);
    }

    static async Task RunAsync(JsonLdProcessor processor, string document, JsonLdOptions options)
    {
        // With as little stack as a thread of a small board may have.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    var expanded = processor.ExpandAsync(document, options).GetAwaiter().GetResult();
                    _ = processor.CompactAsync(document, """{"p":"https://ex.org/p"}""", options).GetAwaiter().GetResult();
                    Assert.StartsWith("[", expanded, StringComparison.Ordinal);
                    done.SetResult();
                }
                catch (Exception failure)
                {
                    done.SetException(failure);
                }
            },
            maxStackSize: 1536 * 1024);
        thread.Start();
        await done.Task;
    }
}
