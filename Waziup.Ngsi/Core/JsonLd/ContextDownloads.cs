using System.Collections.Concurrent;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Fetches context documents into the cache: each once at a time, however many requests wait for it.</summary>
internal sealed class ContextDownloads(ContextSource source, BoundedCache<ContextDocument> documents, TimeProvider clock, ContextOptions options)
{
    // Whatever an origin promises, a document is looked at again after that time; it also keeps sums of dates within their range.
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(365);

    private readonly ConcurrentDictionary<(string Url, bool IsReload), Lazy<Task<ContextDocument>>> _flights = new();

    /// <summary>The download under way for a URL, or a new one.</summary>
    public Task<ContextDocument> RunAsync(string url, bool isReload)
    {
        var key = (url, isReload);
        return _flights.GetOrAdd(key, static (key, downloads) => new Lazy<Task<ContextDocument>>(() => downloads.FlyAsync(key)), this).Value;
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
        documents.TryGet(ContextDocument.Key(url), out var old);
        if (!isReload && old is not null && old.IsFresh(clock.GetUtcNow()))
            return old;

        try
        {
            var (content, lifetime) = await source.ReadAsync(url);
            return Keep(url, old, content, lifetime);
        }
        catch (JsonLdException) when (old is not null && !isReload)
        {
            old.KeepStale(clock.GetUtcNow() + options.StaleRetry);
            return old;
        }
    }

    private ContextDocument Keep(string url, ContextDocument? old, byte[] content, TimeSpan? lifetime)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset? expiresAt = lifetime == Timeout.InfiniteTimeSpan
            ? null
            : now + TimeSpan.FromTicks(Math.Clamp((lifetime ?? options.DefaultLifetime).Ticks, 0, LongestLifetime.Ticks));

        var document = old is { IsRemoved: false } ? old : new ContextDocument(url, content, now, expiresAt);
        if (document == old)
            document.Replace(content, now, expiresAt);
        else if (expiresAt <= now)
            return document;    // The origin forbids keeping it: it serves this request and is forgotten.

        foreach (var gone in documents.Set(ContextDocument.Key(url), document))
            gone.MarkRemoved();
        return document;
    }
}
