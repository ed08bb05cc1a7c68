using System.Buffers;
using System.Text;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

/// <summary>Documents and contexts that are put together at random: whatever comes, it is processed or refused.</summary>
public class ProcessorFuzzTests
{
    static readonly string[] Names =
    [
        "@context", "@id", "@type", "@value", "@list", "@set", "@graph", "@reverse", "@index", "@language", "@direction", "@nest", "@included",
        "@container", "@vocab", "@base", "@prefix", "@protected", "@propagate", "@import", "@version", "@none", "@foo", "a", "b", "c", "a:b",
        "https://ex.org/a", "_:b", "", "a/b", ":",
    ];

    static readonly string[] Scalars =
    [
        "null", "true", "1", "1.1", "-0.0", "\"\"", "\"a\"", "\"a:b\"", "\"@id\"", "\"@vocab\"", "\"@json\"", "\"@type\"", "\"@list\"", "\"@set\"",
        "\"@index\"", "\"@graph\"", "\"@language\"", "\"@none\"", "\"@nest\"", "\"@reverse\"", "\"https://ex.org/a\"", "\"https://ex.org/b#\"", "\"_:b\"",
        "\"ltr\"", "\"de\"", "\"../x\"", "\"#\"", "\"\\u00e9\\n\"",
    ];

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(2, 20_000)]
    public async Task Whatever_comes_is_processed_or_refused(int seed, int documents)
    {
        var random = new Random(seed);
        var loader = new FakeLoader { ["https://ex.org/a"] = """{"@context":{"a":{"@id":"https://ex.org/a","@context":"https://ex.org/a"}}}""" };
        var processor = Processors.Processor(loader);
        var output = new ArrayBufferWriter<byte>();
        var processed = 0;
        for (var i = 0; i < documents; i++)
        {
            var options = new JsonLdOptions { DocumentUrl = i % 2 == 0 ? "https://ex.org/d/e" : null, Mode = (ProcessingMode)(i % 8 / 7) };
            var document = Write(random);
            var context = Write(random);
            try
            {
                output.ResetWrittenCount();
                await processor.CompactAsync(document, context, options, output, TestContext.Current.CancellationToken);
                var compacted = output.WrittenSpan.ToArray();
                output.ResetWrittenCount();
                await processor.ExpandAsync(compacted, options, output, TestContext.Current.CancellationToken);
                processed++;
            }
            catch (JsonLdException)
            {
                // Refused, as most of them should be.
            }
            catch (Exception crash)
            {
                Assert.Fail($"{Encoding.UTF8.GetString(document)} with {Encoding.UTF8.GetString(context)}: {crash}");
            }
        }

        Assert.InRange(processed, documents / 200, documents - 1);
    }

    static byte[] Write(Random random)
    {
        var text = new StringBuilder();
        Write(random, text, 0);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Write(Random random, StringBuilder text, int depth)
    {
        var kind = depth == 0 ? 9 : random.Next(10 - depth);
        if (kind < 3)
        {
            text.Append(Scalars[random.Next(Scalars.Length)]);
            return;
        }

        var isObject = kind > 4;
        text.Append(isObject ? '{' : '[');
        for (var i = random.Next(4); i >= 0; i--)
        {
            if (isObject)
                text.Append('"').Append(Names[random.Next(Names.Length)]).Append("\":");
            Write(random, text, depth + 1);
            text.Append(i > 0 ? "," : "");
        }

        text.Append(isObject ? '}' : ']');
    }
}
