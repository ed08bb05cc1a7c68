using System.Collections.Concurrent;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The context documents that were fetched, and the core contexts that were named.</summary>
/// <remarks>
/// Thread-safe and bounded. A document is fetched once at a time, however many requests wait for it, and a request that gives up does not
/// stop the others. A document that has expired and cannot be fetched anew goes on being used: requests wait for the first attempt only,
/// later ones run beside them.
/// </remarks>
public sealed class ContextCache
{
    private readonly TimeProvider _clock;
    private readonly ContextOptions _options;
    private readonly BoundedCache<ContextDocument> _documents;
    private readonly ConcurrentDictionary<string, ContextDocument> _core = new(StringComparer.Ordinal);
    private readonly ContextDownloads _downloads;

    internal ContextCache(IContextLoader loader, TimeProvider clock, ContextOptions options)
    {
        _clock = clock;
        _options = options;
        _documents = new BoundedCache<ContextDocument>(options.CachedDocuments, options.CachedDocumentBytes);
        _downloads = new ContextDownloads(new ContextSource(loader, clock, options), _documents, clock, options);
    }

    /// <summary>The documents that are kept, oldest first, with the core contexts that requests have named.</summary>
    public IReadOnlyList<CachedContext> List() =>
        [
            .. _core.Values.Where(IsUsed).Concat(_documents.Items).Select(document => document.Describe())
                .OrderBy(context => context.CreatedAt).ThenBy(context => context.Url, StringComparer.Ordinal),
        ];

    /// <summary>Finds a document that is kept, or any core context.</summary>
    /// <param name="urlOrLocalId">Its URL or its <see cref="CachedContext.LocalId" />.</param>
    /// <returns>What is known about it; null if it is not kept.</returns>
    public CachedContext? Find(string urlOrLocalId) => FindDocument(urlOrLocalId)?.Describe();

    /// <summary>Finds a document in order to show it to a client: counted as one use, after the answer.</summary>
    /// <param name="urlOrLocalId">Its URL or its <see cref="CachedContext.LocalId" />.</param>
    /// <returns>What was known about it until now; null if it is not kept.</returns>
    public CachedContext? Show(string urlOrLocalId)
    {
        var document = FindDocument(urlOrLocalId);
        var shown = document?.Describe();
        document?.Touch(_clock.GetUtcNow());
        return shown;
    }

    /// <summary>Forgets a document; the next request that names it fetches it anew.</summary>
    /// <param name="urlOrLocalId">Its URL or its <see cref="CachedContext.LocalId" />.</param>
    /// <returns>False if it is not kept, or is a core context, which stays.</returns>
    public bool Remove(string urlOrLocalId)
    {
        if (FindDocument(urlOrLocalId) is not { IsCore: false } document || _documents.Remove(ContextDocument.Key(document.Url)) is not { } removed)
            return false;

        removed.MarkRemoved();
        return true;
    }

    /// <summary>Fetches a document anew and replaces the old one. If that fails the old one stays. A core context is built in: its reload
    /// always succeeds.</summary>
    /// <param name="urlOrLocalId">Its URL or its <see cref="CachedContext.LocalId" />.</param>
    /// <param name="cancel">Ends the wait, not the download.</param>
    /// <returns>False if it is not kept.</returns>
    /// <exception cref="JsonLdException">It could not be fetched (<see cref="JsonLdErrorCode.LoadingFailed" />) or is no context
    /// (<see cref="JsonLdErrorCode.LoadingInvalid" />).</exception>
    public async ValueTask<bool> ReloadAsync(string urlOrLocalId, CancellationToken cancel)
    {
        if (FindDocument(urlOrLocalId) is not { } document)
            return false;

        if (document.IsCore)
            document.Replace(document.Content, _clock.GetUtcNow(), expiresAt: null);
        else
            await _downloads.RunAsync(document.Url, isReload: true).WaitAsync(cancel);
        return true;
    }

    /// <summary>Has a copy of a document used until the document itself can be fetched, where nothing newer is kept.</summary>
    internal void Offer(string url, byte[] content)
    {
        var key = ContextDocument.Key(url);
        if (_documents.TryGet(key, out _))
            return;
        var now = _clock.GetUtcNow();
        var document = new ContextDocument(url, content, now, now);
        document.KeepStale(now);
        _documents.Set(key, document);
    }

    /// <summary>A core context, built in.</summary>
    internal ContextDocument GetCore(string url, int minor) =>
        _core.GetOrAdd(
            CoreContexts.Canonical(url),
            key => new ContextDocument(key, CoreContexts.Document(minor).ToArray(), _clock.GetUtcNow(), expiresAt: null, isCore: true));

    /// <summary>A document, fetched if it is not kept or has expired.</summary>
    internal async ValueTask<ContextDocument> GetAsync(string url, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        if (_documents.TryGet(ContextDocument.Key(url), out var document))
        {
            if (document.IsFresh(now))
                return document;

            if (document.IsStale)
            {
                // The origin has failed before: do not make this request wait to see whether it fails again.
                document.KeepStale(now + _options.StaleRetry);
                _ = ObserveAsync(_downloads.RunAsync(url, isReload: true));
                return document;
            }
        }

        return await _downloads.RunAsync(url, isReload: false).WaitAsync(cancel);
    }

    // Whether it fails again shows when the document is needed next.
    private static async Task ObserveAsync(Task download) => await download.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static bool IsUsed(ContextDocument document) => document.Describe().NumberOfHits > 0;

    private ContextDocument? FindDocument(string urlOrLocalId)
    {
        ArgumentNullException.ThrowIfNull(urlOrLocalId);
        if (_documents.TryGet(ContextDocument.Key(urlOrLocalId), out var document))
            return document;

        if (CoreContexts.TryMatch(urlOrLocalId, out var minor) && minor >= 0)
            return GetCore(urlOrLocalId, minor);

        return _core.Values.Concat(_documents.Items)
            .FirstOrDefault(item => string.Equals(item.LocalId, urlOrLocalId, StringComparison.Ordinal));
    }
}
