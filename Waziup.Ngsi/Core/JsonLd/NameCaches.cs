namespace Waziup.Ngsi.JsonLd;

/// <summary>The names that the contexts of one resolver or processor remember.</summary>
internal sealed class NameCaches<TExpanded, TCompacted>(int capacity)
    where TExpanded : class
    where TCompacted : class
{
    private int _contexts;

    /// <summary>Names, and what they stand for.</summary>
    public NameCache<TExpanded> Expanded { get; } = new(capacity);

    /// <summary>IRIs, and what is written for them.</summary>
    public NameCache<TCompacted> Compacted { get; } = new(capacity);

    /// <summary>What tells the names of a context from those of others.</summary>
    public int NextContext() => Interlocked.Increment(ref _contexts);
}
