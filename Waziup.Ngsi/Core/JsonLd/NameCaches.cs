namespace Waziup.Ngsi.JsonLd;

/// <summary>The names that the contexts of one resolver remember.</summary>
internal sealed class NameCaches(int capacity)
{
    private int _contexts;

    public NameCache<Iri> Expanded { get; } = new(capacity);

    /// <summary>Names as they are written: escaped for JSON.</summary>
    public NameCache<byte[]> Compacted { get; } = new(capacity);

    /// <summary>What tells the names of a context from those of others.</summary>
    public int NextContext() => Interlocked.Increment(ref _contexts);
}
