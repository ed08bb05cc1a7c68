namespace Waziup.Ngsi.JsonLd;

/// <summary>Something kept in a <see cref="BoundedCache{TItem}" />.</summary>
internal abstract class CacheItem
{
    private long _lastUse;

    /// <summary>Roughly the bytes of memory it takes.</summary>
    public abstract long Weight { get; }

    /// <summary>UTC ticks of the last use: the item that was not used for longest goes first.</summary>
    public long LastUse
    {
        get => Interlocked.Read(ref _lastUse);
        protected set => Interlocked.Exchange(ref _lastUse, value);
    }
}
