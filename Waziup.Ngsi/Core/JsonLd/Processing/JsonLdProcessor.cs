using System.Buffers;
using Waziup.Ngsi.Json;

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

    /// <summary>Makes a processor that uses documents of others, such as those of a broker
    /// (<see cref="ContextResolver.Cache" />).</summary>
    /// <param name="documents">The documents, and how they are fetched.</param>
    /// <param name="clock">Tells when documents expire.</param>
    /// <param name="bounds">Bounds on what documents can have kept.</param>
    public JsonLdProcessor(ContextCache documents, TimeProvider clock, ContextOptions bounds)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(bounds);
        _documents = documents;
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
        var call = new JsonLdCall(options, default);
        return Retry(cancel).RunAsync(options, session =>
        {
            using var json = PooledBuffer.Rent();
            call.Expand(session, document, json);
            output.Write(json.Written);
        });
    }

    /// <summary>Compacts a document, which may be expanded or not.</summary>
    /// <param name="document">The document, UTF-8 JSON. It must not change until the call has ended.</param>
    /// <param name="context">The context to use, UTF-8 JSON: a URL, an object or an array; an object with an <c>@context</c> stands for the
    /// value of that.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the compacted document: UTF-8 JSON, an object that begins with the context. Nothing is written if the
    /// call fails.</param>
    /// <param name="cancel">Ends the wait for contexts; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The document or a context cannot be used.</exception>
    public ValueTask CompactAsync(
        ReadOnlyMemory<byte> document,
        ReadOnlyMemory<byte> context,
        JsonLdOptions options,
        IBufferWriter<byte> output,
        CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var call = new JsonLdCall(options, context);
        return Retry(cancel).RunAsync(options, session =>
        {
            using var json = PooledBuffer.Rent();
            call.Compact(session, document, json);
            output.Write(json.Written);
        });
    }

    /// <summary>Compacts a document with the context of a broker's request: what the client named, and the core context after it.</summary>
    /// <param name="document">The document, UTF-8 JSON. It must not change until the call has ended.</param>
    /// <param name="context">The context.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the compacted document, as for any other context.</param>
    /// <param name="cancel">Ends the wait for contexts; a download goes on for others.</param>
    /// <exception cref="JsonLdException">The document or the context cannot be used. NGSI-LD lets some things pass that are errors here: a
    /// context that redefines protected terms, or one that only the broker serves.</exception>
    public ValueTask CompactAsync(
        ReadOnlyMemory<byte> document, ActiveContext context, JsonLdOptions options, IBufferWriter<byte> output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CompactAsync(document, context.WithCore(), options, output, cancel);
    }

    /// <summary>Expands a document that comes as a stream. If it is an array, its items are expanded one by one as they come, and one of
    /// them is held at a time.</summary>
    /// <param name="document">The document, UTF-8 JSON. <see cref="JsonLdOptions.MaxDocumentBytes" /> bounds each item of an array, not all
    /// of them together.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the expanded document: UTF-8 JSON, an array of nodes. If the call fails, it has a part of it.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="JsonLdException">The document or a context of it cannot be used.</exception>
    public async Task ExpandAsync(Stream document, JsonLdOptions options, Stream output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        await new StreamedExpansion(new JsonLdCall(options, default), Retry(cancel)).RunAsync(document, output, cancel);
    }

    /// <summary>Compacts a document that comes as a stream. If it is an array, its items are compacted one by one as they come, and two of
    /// them are held at most.</summary>
    /// <param name="document">The document, UTF-8 JSON. <see cref="JsonLdOptions.MaxDocumentBytes" /> bounds each item of an array, not all
    /// of them together.</param>
    /// <param name="context">The context to use, UTF-8 JSON, as for a document in memory.</param>
    /// <param name="options">What is wanted.</param>
    /// <param name="output">Takes the compacted document: UTF-8 JSON, an object that begins with the context. If the call fails, it has a
    /// part of it.</param>
    /// <param name="cancel">Ends the call.</param>
    /// <exception cref="JsonLdException">The document or a context cannot be used.</exception>
    public async Task CompactAsync(
        Stream document, ReadOnlyMemory<byte> context, JsonLdOptions options, Stream output, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        await new StreamedCompaction(new JsonLdCall(options, context), Retry(cancel)).RunAsync(document, output, cancel);
    }

    private DocumentRetry Retry(CancellationToken cancel) => new(_shelf, new ContextDocuments(_documents, _bounds, cancel), _clock);
}
