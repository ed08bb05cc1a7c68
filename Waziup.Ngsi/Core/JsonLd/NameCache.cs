using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Remembers what names were expanded or compacted to, for all contexts of a resolver together. Bounded; a hit takes no lock and
/// allocates nothing.</summary>
/// <remarks>Two generations: when the young one is full it becomes the old one, and what is asked for again moves up. So a flood of names
/// that are never used twice pushes out the useful ones only until they are asked for again, and a hit needs no bookkeeping.</remarks>
internal sealed class NameCache<TValue>(int capacity)
    where TValue : class
{
    // Longer names are rare; remembering them would let a client fill memory with few of them.
    private const int LongestName = 256;

    private readonly Lock _rotating = new();
    private volatile Generation _young = new();
    private volatile Generation? _old;

    public bool TryGet(NameSpan key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.Lookup.TryGetValue(key, out value))
            return true;

        if (_old is not { } old || !old.Lookup.TryGetValue(key, out value))
            return false;

        Add(key, value);
        return true;
    }

    public void Add(NameSpan key, TValue value)
    {
        if (key.Name.Length > LongestName)
            return;

        var young = _young;
        if (young.Lookup.TryAdd(key, value) && Interlocked.Increment(ref young.Count) >= capacity)
            Rotate(young);
    }

    private void Rotate(Generation full)
    {
        lock (_rotating)
        {
            if (_young != full)
                return;

            _old = full;
            _young = new Generation();
        }
    }

    private sealed class Generation
    {
        public int Count;

        public ConcurrentDictionary<NameKey, TValue>.AlternateLookup<NameSpan> Lookup { get; } =
            new ConcurrentDictionary<NameKey, TValue>(NameKeyComparer.Instance).GetAlternateLookup<NameSpan>();
    }
}
