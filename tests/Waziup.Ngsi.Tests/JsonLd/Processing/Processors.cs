using System.Buffers;
using System.Text;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

/// <summary>Short ways to a processor and to what it makes.</summary>
internal static class Processors
{
    public static JsonLdProcessor Processor(FakeLoader? loader = null, TimeProvider? clock = null, ContextOptions? bounds = null) =>
        new(loader ?? new FakeLoader(), clock ?? new ManualTime(), bounds ?? new ContextOptions());

    public static async Task<string> ExpandAsync(this JsonLdProcessor processor, string document, JsonLdOptions? options = null)
    {
        var output = new ArrayBufferWriter<byte>();
        await processor.ExpandAsync(Encoding.UTF8.GetBytes(document), options ?? new JsonLdOptions(), output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static async Task<string> CompactAsync(this JsonLdProcessor processor, string document, string context, JsonLdOptions? options = null)
    {
        var output = new ArrayBufferWriter<byte>();
        await processor.CompactAsync(
            Encoding.UTF8.GetBytes(document), Encoding.UTF8.GetBytes(context), options ?? new JsonLdOptions(), output, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A document in which arrays or objects lie in each other.</summary>
    public static string Nested(string opening, string innermost, string closing, int depth) =>
        string.Concat(Enumerable.Repeat(opening, depth)) + innermost + string.Concat(Enumerable.Repeat(closing, depth));
}
