using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Waziup.Ngsi.JsonLd;

/// <summary>Keeps items up to a number and a weight; beyond that, those go that were not used for longest. Keys are UTF-8. Lookups take no
/// lock.</summary>
internal sealed class BoundedCache<TItem>
    where TItem : CacheItem
{
    private readonly int _maxCount;
    private readonly long _maxWeight;
    private readonly Lock _changing = new();
    private readonly ConcurrentDictionary<byte[], Kept> _items = new(Utf8Comparer.Instance);
    private readonly ConcurrentDictionary<byte[], Kept>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _weight;

    public BoundedCache(int maxCount, long maxWeight)
    {
        _maxCount = maxCount;
        _maxWeight = maxWeight;
        _lookup = _items.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IEnumerable<TItem> Items => _items.Select(pair => pair.Value.Item);

    public bool TryGet(ReadOnlySpan<byte> key, [NotNullWhen(true)] out TItem? item)
    {
        item = _lookup.TryGetValue(key, out var kept) ? kept.Item : null;
        return item is not null;
    }

    /// <summary>Keeps an item in place of any other with its key, unless it alone is heavier than the whole cache may be.</summary>
    /// <returns>What had to go for it, and what it replaces.</returns>
    /// <remarks>An item whose weight has changed is set once more.</remarks>
    public IReadOnlyList<TItem> Set(byte[] key, TItem item)
    {
        var gone = new List<TItem>();
        var weight = item.Weight;
        lock (_changing)
        {
            if (Take(key) is { } replaced && replaced != item)
                gone.Add(replaced);

            if (weight > _maxWeight || _maxCount < 1)
                return gone;

            while (_items.Count >= _maxCount || _weight + weight > _maxWeight)
                gone.Add(Take(_items.MinBy(pair => pair.Value.Item.LastUse).Key)!);

            _items[key] = new Kept(item, weight);
            _weight += weight;
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
        if (!_items.TryRemove(key, out var kept))
            return null;

        _weight -= kept.Weight;
        return kept.Item;
    }

    private readonly record struct Kept(TItem Item, long Weight);
}
