using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.JsonLd;

/// <summary>A context document in memory: its present content and what is known about its use.</summary>
/// <remarks>The content is swapped whole, so a reader sees an old or a new one, never half of each.</remarks>
internal sealed class ContextDocument : CacheItem
{
    private volatile State _state;
    private volatile bool _isRemoved;
    private long _hits;

    public ContextDocument(string url, byte[] content, DateTimeOffset now, DateTimeOffset? expiresAt, bool isCore = false)
    {
        Url = url;
        IsCore = isCore;
        LocalId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 12));
        LastUse = now.UtcTicks;
        _state = new State(content, now, expiresAt, IsStale: false);
    }

    /// <summary>The URL as the cache's key.</summary>
    public static byte[] Key(string url) => Encoding.UTF8.GetBytes(url);

    public string Url { get; }

    public string LocalId { get; }

    public bool IsCore { get; }

    public byte[] Content => _state.Content;

    /// <summary>The last attempt to fetch it anew has failed.</summary>
    public bool IsStale => _state.IsStale;

    public override long Weight => 512 + (2L * Url.Length) + _state.Content.Length;

    public bool IsRemoved => _isRemoved;

    public bool IsFresh(DateTimeOffset now) => !_isRemoved && !(_state.ExpiresAt <= now);

    /// <summary>Whether what was made of a content may still be used.</summary>
    public bool IsCurrent(byte[] content, DateTimeOffset now) => ReferenceEquals(_state.Content, content) && IsFresh(now);

    /// <summary>Takes a content that was just fetched. The old array stays if it says the same, so that nothing has to be made anew of
    /// it.</summary>
    public void Replace(byte[] content, DateTimeOffset now, DateTimeOffset? expiresAt)
    {
        var old = _state.Content;
        _state = new State(old.AsSpan().SequenceEqual(content) ? old : content, now, expiresAt, IsStale: false);
    }

    /// <summary>Goes on with the old content after fetching it anew has failed.</summary>
    public void KeepStale(DateTimeOffset until) => _state = _state with { ExpiresAt = until, IsStale = true };

    public void Touch(DateTimeOffset now)
    {
        Interlocked.Increment(ref _hits);
        LastUse = now.UtcTicks;
    }

    public void MarkRemoved() => _isRemoved = true;

    public CachedContext Describe() =>
        new(
            Url,
            LocalId,
            CreatedAt: _state.FetchedAt,
            LastUsage: new DateTimeOffset(LastUse, TimeSpan.Zero),
            NumberOfHits: Interlocked.Read(ref _hits),
            _state.ExpiresAt,
            IsCore);

    private sealed record State(byte[] Content, DateTimeOffset FetchedAt, DateTimeOffset? ExpiresAt, bool IsStale);
}
