namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>The names that the contexts of one processor remember.</summary>
internal sealed class FullNames(int capacity)
{
    private int _contexts;

    public NameCache<ExpandedName> Expanded { get; } = new(capacity);

    /// <summary>IRIs, and what is written for them where no value has a say.</summary>
    public NameCache<CompactName> Compacted { get; } = new(capacity);

    /// <summary>What tells the names of a context from those of others.</summary>
    public int NextContext() => Interlocked.Increment(ref _contexts);
}
