using System.Collections.Concurrent;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>Copies of the fetched @contexts that stored things need, so that they can be read after a restart without Internet.</summary>
/// <remarks>They are used from the start until the originals are fetched, and where an original cannot be fetched.</remarks>
internal sealed class ContextCopies(IStorage storage, IContextLoader loader, TimeProvider clock) : IContextLoader
{
    private const int Most = 1000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <summary>Has the copies used until the originals are fetched.</summary>
    public async ValueTask OfferAsync(ContextCache cache, CancellationToken cancel)
    {
        foreach (var (_, document) in await storage.Documents.ListAsync(DocumentKind.ContextCopy, cancel))
        {
            var content = document.Body.ToArray();
            _known[document.Id] = content;
            cache.Offer(document.Id, content);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LoadedContext> LoadAsync(Uri context, CancellationToken cancel)
    {
        try
        {
            return await loader.LoadAsync(context, cancel);
        }
        catch (JsonLdException failure) when (failure.Code == JsonLdErrorCode.LoadingFailed)
        {
            // Another process may have kept it.
            if (await storage.Documents.FindAsync(TenantId.Default, DocumentKind.ContextCopy, context.OriginalString, cancel) is { } copy)
                return new LoadedContext(copy.Body, Lifetime);
            throw;
        }
    }

    /// <summary>Keeps what a context was made of, where that is not kept already.</summary>
    public async ValueTask KeepAsync(ActiveContext context, CancellationToken cancel)
    {
        foreach (var (url, content) in context.Fetched)
        {
            var isKnown = _known.TryGetValue(url, out var known);
            if ((isKnown && known.AsSpan().SequenceEqual(content.Span)) || (!isKnown && _known.Count >= Most))
                continue;
            await storage.Documents.PutAsync(
                TenantId.Default, new Document(DocumentKind.ContextCopy, url, null, Instant.Of(clock.GetUtcNow()), content), cancel);
            _known[url] = content.ToArray();
        }
    }
}
