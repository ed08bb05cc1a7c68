using System.Buffers;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Expands and compacts JSON-LD 1.1 documents, with all that the standard knows.</summary>
/// <remarks>
/// Thread-safe; one is enough for a process. Contexts that were used before are kept ready, within the bounds of
/// <see cref="ContextOptions" />. A broker does not need this for its entities: <see cref="ActiveContext" /> does all that NGSI-LD wants.
/// </remarks>
public sealed class JsonLdProcessor
{
    private readonly ContextCache _documents;
    private readonly ContextOptions _bounds;
    private readonly TimeProvider _clock;
    private readonly ContextShelf _shelf;

    /// <summary>Makes a processor with documents of its own.</summary>
    /// <param name="loader">Fetches contexts.</param>
    /// <param name="clock">Tells when documents expire.</param>
    /// <param name="bounds">Bounds on what documents can have fetched and kept.</param>
    public JsonLdProcessor(IContextLoader loader, TimeProvider clock, ContextOptions bounds)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(bounds);
        _documents = new ContextCache(loader, clock, bounds);
        _bounds = bounds;
        _clock = clock;
        _shelf = new ContextShelf(bounds);
    }

    /// <summary>Expands a document.</summary>
    /// <param name="document">The document, UTF-8 JSON. It must not change until the call has ended.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the expanded document: UTF-8 JSON, an array of nodes. Nothing is written if the call fails.</param>
    /// <param name="cancel">Ends the wait for contexts; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The document or a context of it cannot be used.</exception>
    public ValueTask ExpandAsync(ReadOnlyMemory<byte> document, JsonLdOptions options, IBufferWriter<byte> output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        return RunAsync(new JsonLdCall(document, null, options), output, cancel);
    }

    /// <summary>Compacts a document, which may be expanded or not.</summary>
    /// <param name="document">The document, UTF-8 JSON. It must not change until the call has ended.</param>
    /// <param name="context">The context to use, UTF-8 JSON: a URL, an object or an array; an object with an <c>@context</c> stands for the
    /// value of that.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the compacted document: UTF-8 JSON, an object that begins with the context. Nothing is written if the call
    /// fails.</param>
    /// <param name="cancel">Ends the wait for contexts; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The document or a context cannot be used.</exception>
    public ValueTask CompactAsync(
        ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> context, JsonLdOptions options, IBufferWriter<byte> output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        return RunAsync(new JsonLdCall(document, context, options), output, cancel);
    }

    private ValueTask RunAsync(JsonLdCall call, IBufferWriter<byte> output, CancellationToken cancel)
    {
        var documents = new ContextDocuments(_documents, _bounds, cancel);
        try
        {
            call.Run(_shelf, documents, _clock.GetUtcNow(), output);
            return default;
        }
        catch (DocumentNeededException needed)
        {
            return WaitAsync(call, documents, needed, output);
        }
    }

    // Begins anew with each document that has come, until there are all.
    private async ValueTask WaitAsync(JsonLdCall call, ContextDocuments documents, DocumentNeededException needed, IBufferWriter<byte> output)
    {
        while (true)
        {
            documents.Take(needed.Url, await needed.Download);
            try
            {
                call.Run(_shelf, documents, _clock.GetUtcNow(), output);
                return;
            }
            catch (DocumentNeededException next)
            {
                needed = next;
            }
        }
    }
}
