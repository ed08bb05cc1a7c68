using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The contexts of one call: taken from those that are kept, else made.</summary>
internal sealed class ContextSession : IDisposable
{
    private readonly ContextShelf _shelf;
    private readonly ContextUpdate _update;
    private readonly DateTimeOffset _now;
    private readonly PooledBuffer _key = PooledBuffer.Rent();

    public ContextSession(ContextShelf shelf, ContextDocuments documents, int maxDefinitions, DateTimeOffset now)
    {
        _shelf = shelf;
        Documents = documents;
        _now = now;
        _update = new ContextUpdate(documents, new ProcessingBudget(maxDefinitions, documents.MaxTerms), shelf.Names);
    }

    public ContextDocuments Documents { get; }

    /// <summary>A context without terms.</summary>
    public FullContext Empty(ProcessingMode mode, string? baseIri, string? documentUrl)
    {
        Begin('e', (int)mode, 0);
        Append(baseIri ?? documentUrl);
        Append(documentUrl ?? baseIri);
        if (Find() is { } known)
            return known;

        var settings = new ContextSettings(mode) { Base = SliceOf(baseIri ?? documentUrl), OriginalBase = SliceOf(documentUrl ?? baseIri) };
        return Keep(new FullContext(settings, _shelf.Names), []);
    }

    /// <summary>What holds in a node that has a context.</summary>
    /// <param name="active">What holds around it.</param>
    /// <param name="tree">Has the node.</param>
    /// <param name="local">The value of its <c>@context</c>.</param>
    /// <param name="baseUrl">The document, null if it has no URL.</param>
    public FullContext Embedded(FullContext active, JsonTree tree, int local, string? baseUrl)
    {
        Begin('d', active.Number, 0);
        Append(baseUrl);
        var start = _key.Length;
        if (tree.IsArray(local) || tree.IsObject(local))
            _key.Append(tree.Text(local).Span);
        else
            JsonTreeWriter.Write(_key, tree, local);
        return Find() ?? Make(active, Parse(Bounded(_key.Written[start..])), baseUrl, propagates: true, overrides: false);
    }

    /// <summary>What holds where a term is used that has a context.</summary>
    /// <param name="active">What holds around it.</param>
    /// <param name="term">The term.</param>
    /// <param name="isType">Whether it is used as a type, and not as a property.</param>
    public FullContext Scoped(FullContext active, FullTerm term, bool isType)
    {
        Begin(isType ? 't' : 'p', active.Number, term.Number);
        return Find() ?? Make(active, term.Scoped!.Value, term.BaseUrl, propagates: !isType, overrides: !isType);
    }

    public void Dispose() => _key.Dispose();

    private void Begin(char kind, int first, long second)
    {
        _key.Truncate(0);
        var head = _key.GetSpan(13);
        head[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], first);
        BinaryPrimitives.WriteInt64LittleEndian(head[5..], second);
        _key.Advance(13);
    }

    private void Append(string? text)
    {
        if (text is not null)
            _key.Advance(Encoding.UTF8.GetBytes(text, _key.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        _key.Append(0);
    }

    private FullContext? Find()
    {
        if (!_shelf.Contexts.TryGet(_key.Written, out var kept) || !kept.IsCurrent(_now))
            return null;

        kept.Touch(_now);
        return kept.Context;
    }

    private FullContext Make(FullContext active, JsonElement local, string? baseUrl, bool propagates, bool overrides)
    {
        Documents.BeginUse();
        var context = _update.Apply(active, local, baseUrl, propagates, overrides);
        return Keep(context, Documents.EndUse());
    }

    private FullContext Keep(FullContext context, UsedDocument[] used)
    {
        var key = _key.Written.ToArray();
        var kept = new KeptContext(context, used, key.Length);
        kept.Touch(_now);

        // Not if a document came with no-store: then the context is made anew for each use.
        if (kept.IsCurrent(_now))
            _shelf.Contexts.Set(key, kept);
        return context;
    }

    private ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> json) =>
        json.Length <= Documents.MaxContextBytes
            ? json
            : throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A context may have {Documents.MaxContextBytes} bytes at most.");

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        return JsonElement.ParseValue(ref reader);
    }

    private static Utf8Slice SliceOf(string? text) => text is null ? default : Utf8Slice.Of(text);
}
