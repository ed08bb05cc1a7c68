using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class StreamedDocumentTests
{
    const string Context = """{"ex":"https://ex.org/","graph":"@graph"}""";

    public static TheoryData<string> Documents =>
    [
        "[]",
        " [ ] ",
        "\uFEFF[1]",
        """{"https://ex.org/a":1}""",
        """{"@graph":[{"https://ex.org/a":1},{"https://ex.org/a":2}]}""",
        """[{"https://ex.org/a":1}]""",
        """ [ {"https://ex.org/a":"x,]"} , {"https://ex.org/b":[1,2]} ] """,
        """[{"@id":"urn:alone"},null,7,{"https://ex.org/a":1},[[{"https://ex.org/b":2}]],{"@graph":[{"https://ex.org/c":3}]}]""",
        """[{"@context":"https://ex.org/c","a":1},{"@context":"https://ex.org/c","a":2},{"a":3}]""",
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_stream_becomes_the_same_as_a_document_in_memory(string document)
    {
        var loader = new FakeLoader { ["https://ex.org/c"] = """{"@context":{"a":"https://ex.org/a"}}""" };
        var processor = Processors.Processor(loader);
        foreach (var compactArrays in new[] { true, false })
        {
            var options = new JsonLdOptions { CompactArrays = compactArrays };
            foreach (var chunk in new[] { 1, 3, 4096 })
            {
                Assert.Equal(await processor.ExpandAsync(document, options), await ExpandAsync(processor, document, chunk, options));
                Assert.Equal(await processor.CompactAsync(document, Context, options), await CompactAsync(processor, document, chunk, options));
            }
        }
    }

    [Fact]
    public async Task An_item_goes_out_before_the_next_has_come()
    {
        var output = new MemoryStream();
        var written = new List<long>();
        var items = Enumerable.Range(0, 4).Select(i => $$"""{{(i == 0 ? '[' : ',')}}{"https://ex.org/a":{{i}}}""").Append("]");
        using var input = new ChunkedStream(items.Select(Encoding.UTF8.GetBytes), () => written.Add(output.Length));

        await Processors.Processor().ExpandAsync(input, new JsonLdOptions(), output, TestContext.Current.CancellationToken);

        Assert.True(written[3] > written[2] && written[2] > 0, string.Join(' ', written));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("[1,]")]
    [InlineData("[1 2]")]
    [InlineData("[{\"a\":1}")]
    [InlineData("[1] x")]
    [InlineData("{\"a\":1} x")]
    [InlineData("[,1]")]
    [InlineData("[1}")]
    public async Task A_stream_that_is_no_JSON_is_refused(string document)
    {
        var code = await Contexts.Refused(() => ExpandAsync(Processors.Processor(), document, 2, new JsonLdOptions()));

        Assert.Equal(JsonLdErrorCode.LoadingDocumentFailed, code);
    }

    [Theory]
    [InlineData("[\"a\"", ",\"b\"")]
    [InlineData("[\"a\"", ",", "\"b\"")]
    [InlineData("[\"a\"", ",")]
    [InlineData("[{\"a\":1}", ",{\"a\":[\"]\\\"")]
    [InlineData("[12", ",3")]
    public async Task A_stream_that_breaks_off_is_refused_wherever_it_does(params string[] chunks)
    {
        using var input = new ChunkedStream(chunks.Select(Encoding.UTF8.GetBytes), () => { });

        var code = await Contexts.Refused(() => Processors.Processor().ExpandAsync(
            input, new JsonLdOptions(), new MemoryStream(), TestContext.Current.CancellationToken));

        Assert.Equal(JsonLdErrorCode.LoadingDocumentFailed, code);
    }

    [Theory]
    [InlineData("{\"https://ex.org/a\":\"", "x", "\"}")]
    [InlineData("{\"https://ex.org/a\":[0", ",12", "]}")]
    [InlineData("{\"https://ex.org/a\":\"", "\\\"", "\"}")]
    public async Task An_item_that_comes_in_very_many_pieces_is_read_whole(string opening, string more, string closing)
    {
        var item = opening + string.Concat(Enumerable.Repeat(more, 8_000_000 / more.Length)) + closing;

        var expanded = await ExpandAsync(Processors.Processor(), $"[{item}]", 512, new JsonLdOptions());

        Assert.True(expanded.Length > item.Length);
    }

    [Fact]
    public async Task The_bounds_hold_for_each_item()
    {
        var options = new JsonLdOptions { MaxDocumentBytes = 100, MaxNesting = 5 };
        var processor = Processors.Processor();
        var small = string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"https://ex.org/a":{{i}}}"""));

        var expanded = await ExpandAsync(processor, $"[{small}]", 7, options);
        var large = await Contexts.Refused(() => ExpandAsync(processor, $$"""[{"https://ex.org/a":"{{new string('x', 100_000)}}"}]""", 4096, options));
        var deep = await Contexts.Refused(() => ExpandAsync(processor, Processors.Nested("[", "1", "]", 7), 4096, options));

        Assert.EndsWith("""{"https://ex.org/a":[{"@value":49}]}]""", expanded, StringComparison.Ordinal);
        Assert.Equal(JsonLdErrorCode.TooLarge, large);
        Assert.Equal(JsonLdErrorCode.TooDeep, deep);
    }

    static async Task<string> ExpandAsync(JsonLdProcessor processor, string document, int chunk, JsonLdOptions options)
    {
        using var input = Chunked(document, chunk);
        var output = new MemoryStream();
        await processor.ExpandAsync(input, options, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    static async Task<string> CompactAsync(JsonLdProcessor processor, string document, int chunk, JsonLdOptions options)
    {
        using var input = Chunked(document, chunk);
        var output = new MemoryStream();
        await processor.CompactAsync(input, Encoding.UTF8.GetBytes(Context), options, output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    static ChunkedStream Chunked(string document, int chunk) => new(Encoding.UTF8.GetBytes(document).Chunk(chunk), () => { });
}
