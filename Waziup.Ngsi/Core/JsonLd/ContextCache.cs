using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Waziup.Ngsi.JsonLd;

/// <summary>The context documents that were fetched, and the core contexts that were named.</summary>
/// <remarks>
/// Thread-safe and bounded. A document is fetched once at a time, however many requests wait for it, and a request that gives up does not
/// stop the others. A document that has expired and cannot be fetched anew goes on being used: requests wait for the first attempt only,
/// later ones run beside them.
/// </remarks>
public sealed class ContextCache
{
    // Whatever an origin promises, a document is looked at again after that time; it also keeps sums of dates within their range.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(365);

    private readonly IContextLoader _loader;
    private readonly TimeProvider _clock;
    private readonly ContextOptions _options;
    private readonly BoundedCache<ContextDocument> _documents;
    private readonly ConcurrentDictionary<string, ContextDocument> _core = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Url, bool IsReload), Lazy<Task<ContextDocument>>> _flights = new();

    internal ContextCache(IContextLoader loader, TimeProvider clock, ContextOptions options)
    {
        _loader = loader;
        _clock = clock;
        _options = options;
        _documents = new BoundedCache<ContextDocument>(options.CachedDocuments, options.CachedDocumentBytes);
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
        if (FindDocument(urlOrLocalId) is not { IsCore: false } document || _documents.Remove(Key(document.Url)) is not { } removed)
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
            await FetchAsync(document.Url, isReload: true).WaitAsync(cancel);
        return true;
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
        if (_documents.TryGet(Key(url), out var document))
        {
            if (document.IsFresh(now))
                return document;

            if (document.IsStale)
            {
                // The origin has failed before: do not make this request wait to see whether it fails again.
                document.KeepStale(now + _options.StaleRetry);
                _ = ObserveAsync(FetchAsync(url, isReload: true));
                return document;
            }
        }

        return await FetchAsync(url, isReload: false).WaitAsync(cancel);
    }

    // Whether it fails again shows when the document is needed next.
    private static async Task ObserveAsync(Task download) => await download.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static bool IsUsed(ContextDocument document) => document.Describe().NumberOfHits > 0;

    private static byte[] Key(string url) => Encoding.UTF8.GetBytes(url);

    private ContextDocument? FindDocument(string urlOrLocalId)
    {
        ArgumentNullException.ThrowIfNull(urlOrLocalId);
        if (_documents.TryGet(Key(urlOrLocalId), out var document))
            return document;

        if (CoreContexts.TryMatch(urlOrLocalId, out var minor) && minor >= 0)
            return GetCore(urlOrLocalId, minor);

        return _core.Values.Concat(_documents.Items)
            .FirstOrDefault(item => string.Equals(item.LocalId, urlOrLocalId, StringComparison.Ordinal));
    }

    /// <summary>The download under way for a URL, or a new one.</summary>
    private Task<ContextDocument> FetchAsync(string url, bool isReload)
    {
        var key = (url, isReload);
        return _flights.GetOrAdd(key, static (key, cache) => new Lazy<Task<ContextDocument>>(() => cache.FlyAsync(key)), this).Value;
    }

    private async Task<ContextDocument> FlyAsync((string Url, bool IsReload) key)
    {
        // Leave the caller's stack first: the entry in the table of flights must be there before this ends.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            return await LoadAsync(key.Url, key.IsReload);
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }

    private async Task<ContextDocument> LoadAsync(string url, bool isReload)
    {
        _documents.TryGet(Key(url), out var old);
        if (!isReload && old is not null && old.IsFresh(_clock.GetUtcNow()))
            return old;

        try
        {
            var (content, lifetime) = await ReadAsync(url);
            return Keep(url, old, content, lifetime);
        }
        catch (JsonLdException) when (old is not null && !isReload)
        {
            old.KeepStale(_clock.GetUtcNow() + _options.StaleRetry);
            return old;
        }
    }

    private ContextDocument Keep(string url, ContextDocument? old, byte[] content, TimeSpan? lifetime)
    {
        var now = _clock.GetUtcNow();
        DateTimeOffset? expiresAt = lifetime == Timeout.InfiniteTimeSpan
            ? null
            : now + TimeSpan.FromTicks(Math.Clamp((lifetime ?? _options.DefaultLifetime).Ticks, 0, LongestLifetime.Ticks));

        var document = old is { IsRemoved: false } ? old : new ContextDocument(url, content, now, expiresAt);
        if (document == old)
            document.Replace(content, now, expiresAt);
        else if (expiresAt <= now)
            return document;    // The origin forbids keeping it: it serves this request and is forgotten.

        foreach (var gone in _documents.Set(Key(url), document))
            gone.MarkRemoved();
        return document;
    }

    private async Task<(byte[] Content, TimeSpan? Lifetime)> ReadAsync(string url)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _clock);
        try
        {
            if (_options.Preloaded.TryGetValue(url, out var path))
                return (Check(url, await File.ReadAllBytesAsync(path, limit.Token)), Timeout.InfiniteTimeSpan);

            var loaded = await _loader.LoadAsync(new Uri(url), limit.Token).AsTask().WaitAsync(limit.Token);
            return (Check(url, loaded.Document), loaded.Lifetime);
        }
        catch (Exception failure) when (failure is not JsonLdException)
        {
            throw new JsonLdException(JsonLdErrorCode.LoadingFailed, $"The context {url} cannot be fetched.", failure);
        }
    }

    /// <summary>Whether it is a document with a context at all; its terms are looked at when they are used.</summary>
    private byte[] Check(string url, ReadOnlyMemory<byte> document)
    {
        if (document.Length > _options.MaxDocumentBytes)
            throw Invalid($"The context {url} is larger than {_options.MaxDocumentBytes} bytes.");

        var content = (document.Span.StartsWith("\uFEFF"u8) ? document[3..] : document).ToArray();
        using (ParseDocument(url, content))
            return content;
    }

    /// <summary>Reads a document as JSON with a top-level context.</summary>
    internal static JsonDocument ParseDocument(string url, ReadOnlyMemory<byte> content)
    {
        JsonDocument? json = null;
        try
        {
            json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind == JsonValueKind.Object && JsonText.ReadMembers(json.RootElement).ContainsKey("@context"))
                return json;
        }
        catch (Exception broken) when (broken is JsonException or JsonLdException)
        {
            json?.Dispose();
            throw Invalid($"The document {url} is not valid JSON.", broken);
        }

        json.Dispose();
        throw Invalid($"The document {url} has no @context.");
    }

    private static JsonLdException Invalid(string message, Exception? cause = null) => new(JsonLdErrorCode.LoadingInvalid, message, cause);
}
