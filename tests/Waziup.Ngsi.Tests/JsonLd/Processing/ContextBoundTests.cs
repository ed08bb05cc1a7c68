using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class ContextBoundTests
{
    [Theory]
    [InlineData("""{"a":"https://ex.org/a","b":"https://ex.org/b"}""", false)]
    [InlineData("""{"a":"https://ex.org/a","b":"https://ex.org/b","c":"https://ex.org/c"}""", true)]
    [InlineData("""[{"a":"https://ex.org/a","b":"https://ex.org/b"},{"a":"https://ex.org/1"}]""", false)]
    [InlineData("""[{"a":"https://ex.org/a","b":"https://ex.org/b"},{"c":"https://ex.org/c"}]""", true)]
    [InlineData("""{"a":{"@id":"https://ex.org/a","@context":{"b":"https://ex.org/b","c":"https://ex.org/c"}}}""", true)]
    public async Task A_context_may_define_so_many_terms_and_no_more(string context, bool isRefused)
    {
        var processor = Processors.Processor(bounds: new ContextOptions { MaxTerms = 2 });
        var document = $$"""{"@context":{{context}},"a":1}""";

        if (isRefused)
            Assert.Equal(JsonLdErrorCode.TooLarge, await Contexts.Refused(() => processor.ExpandAsync(document)));
        else
            Assert.StartsWith("[{\"https://ex.org/", await processor.ExpandAsync(document), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 10, true)]
    [InlineData(3000, 10, false)]
    [InlineData(20, 3000, false)]
    public async Task A_context_of_long_names_or_IRIs_is_not_kept_beyond_the_bound_on_memory(int nameLength, int iriLength, bool isKept)
    {
        var terms = string.Join(',', Enumerable.Range(10, 50).Select(i =>
            $"\"{new string('n', nameLength - 2)}{i}\":\"https://ex.org/{new string('x', iriLength)}{i}\""));
        var loader = new FakeLoader { ["https://ex.org/c"] = $$"""{"@context":{ {{terms}} } }""" };
        var processor = Processors.Processor(loader, bounds: new ContextOptions { CachedContextBytes = 100_000 });
        const string Document = """{"@context":"https://ex.org/c","https://ex.org/p":1}""";
        await processor.ExpandAsync(Document);

        // What is kept need not be defined again.
        var again = await Record.ExceptionAsync(() => processor.ExpandAsync(Document, new JsonLdOptions { MaxDefinitions = 10 }));

        Assert.Equal(isKept, again is null);
    }
}
