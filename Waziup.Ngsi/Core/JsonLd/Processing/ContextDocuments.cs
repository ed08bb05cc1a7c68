using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The documents with contexts that one call uses.</summary>
internal sealed class ContextDocuments(ContextCache cache, ContextOptions options, CancellationToken cancel)
{
    private readonly Dictionary<string, (UsedDocument Document, JsonElement Context)> _known = new(StringComparer.Ordinal);
    private readonly HashSet<UsedDocument> _used = [];

    /// <summary>How deeply documents may include each other.</summary>
    public int MaxDepth => options.MaxDepth;

    /// <summary>How many terms one context may have.</summary>
    public int MaxTerms => options.MaxTerms;

    /// <summary>The largest context.</summary>
    public int MaxContextBytes => options.MaxDocumentBytes;

    /// <summary>The URL that a reference to a context means.</summary>
    public string Resolve(string reference, string? baseUrl)
    {
        var text = Utf8Slice.Of(reference);
        if (baseUrl is not null)
            return IriResolution.Resolve(Utf8Slice.Of(baseUrl).Span, text.Span).ToString();

        return IriExpansion.IsIri(text.Span)
            ? reference
            : throw new JsonLdException(
                JsonLdErrorCode.LoadingDocumentFailed, $"The context \"{reference}\" is relative, but the document has no URL.");
    }

    /// <summary>The context in a document.</summary>
    /// <exception cref="DocumentNeededException">It has to be fetched first.</exception>
    public JsonElement Get(string url)
    {
        if (!_known.TryGetValue(url, out var known))
            known = Add(url, Find(url));
        _used.Add(known.Document);
        return known.Context;
    }

    /// <summary>Takes a document that was fetched.</summary>
    public void Take(string url, ContextDocument document) => Add(url, document);

    /// <summary>Begins to note which documents are used.</summary>
    public void BeginUse() => _used.Clear();

    /// <summary>The documents that were used since.</summary>
    public UsedDocument[] EndUse() => [.. _used];

    private (UsedDocument Document, JsonElement Context) Add(string url, ContextDocument document)
    {
        var content = document.Content;
        using var json = ContextSource.ParseDocument(url, content);
        return _known[url] = (new UsedDocument(url, content, document), json.RootElement.GetProperty("@context"u8).Clone());
    }

    private ContextDocument Find(string url)
    {
        if (_known.Count >= options.MaxDocuments)
        {
            throw new JsonLdException(
                JsonLdErrorCode.ContextOverflow, $"A document may use {options.MaxDocuments} contexts of others at most.");
        }

        if (CoreContexts.IsCore(url, out var minor))
            return cache.GetCore(url, minor);

        if (!ContextUrl.IsHttp(url))
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"The context {url} is neither at http nor at https.");

        var download = cache.GetAsync(url, cancel);
        return download.IsCompleted ? download.GetAwaiter().GetResult() : throw new DocumentNeededException(url, download.AsTask());
    }
}
