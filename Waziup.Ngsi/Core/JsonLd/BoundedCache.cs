using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Keeps items up to a number and a weight; beyond that, those go that were not used for longest. Keys are UTF-8. Lookups take no lock.</summary>
internal sealed class BoundedCache<TItem>
    where TItem : CacheItem
{
    private readonly int _maxCount;
    private readonly long _maxWeight;
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<byte[], TItem> _items = new(Utf8Comparer.Instance);
    private readonly ConcurrentDictionary<byte[], TItem>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _weight;

    public BoundedCache(int maxCount, long maxWeight)
    {
        _maxCount = maxCount;
        _maxWeight = maxWeight;
        _lookup = _items.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IEnumerable<TItem> Items => _items.Select(pair => pair.Value);

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out TItem? item) => _lookup.TryGetValue(key, out item);

    /// <summary>Keeps an item in place of any other with its key, unless it alone is heavier than the whole cache may be.</summary>
    /// <returns>What had to go, the replaced item included.</returns>
    public IReadOnlyList<TItem> Set(byte[] key, TItem item)
    {
        var gone = new List<TItem>();
        lock (_changing)
        {
            if (Take(key) is { } replaced)
                gone.Add(replaced);

            if (item.Weight > _maxWeight || _maxCount < 1)
                return gone;

            while (_items.Count >= _maxCount || _weight + item.Weight > _maxWeight)
                gone.Add(Take(_items.MinBy(pair => pair.Value.LastUse).Key)!);

            _items[key] = item;
            _weight += item.Weight;
        }

        return gone;
    }

    public TItem? Remove(byte[] key)
    {
        lock (_changing)
            return Take(key);
    }

    private TItem? Take(byte[] key)
    {
        if (!_items.TryRemove(key, out var item))
            return null;

        _weight -= item.Weight;
        return item;
    }
}
