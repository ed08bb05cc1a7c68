using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class BoundedCacheTests
{
    private readonly BoundedCache<Item> _cache = new(3, 100);

    [Fact]
    public void Beyond_the_number_the_least_recently_used_goes()
    {
        Set("a", 1, lastUse: 4);
        Set("b", 1, lastUse: 2);
        Set("c", 1, lastUse: 3);

        var gone = Set("d", 1, lastUse: 1);

        Assert.Equal([2], gone.Select(item => item.LastUse));
        Assert.Equal("acd", Kept());
    }

    [Fact]
    public void Beyond_the_weight_as_many_go_as_must()
    {
        Set("a", 40, lastUse: 1);
        Set("b", 40, lastUse: 2);

        Assert.Equal(2, Set("c", 70, lastUse: 3).Count);
        Assert.Equal("c", Kept());
    }

    [Fact]
    public void What_is_heavier_than_the_cache_is_not_kept_and_pushes_nothing_out()
    {
        Set("a", 40, lastUse: 1);

        Assert.Empty(Set("b", 101, lastUse: 2));
        Assert.Equal("a", Kept());
    }

    [Fact]
    public void A_weight_that_changed_is_counted_anew()
    {
        var item = new Item(10, 1);
        _cache.Set([1], item);
        item.Change(90);
        Assert.Empty(_cache.Set([1], item));

        Assert.Same(item, Assert.Single(_cache.Set([2], new Item(20, 2))));
        Assert.Empty(_cache.Set([3], new Item(80, 3)));
    }

    [Fact]
    public void A_replaced_item_is_handed_out()
    {
        var first = new Item(60, 1);
        _cache.Set([1], first);

        Assert.Same(first, Assert.Single(_cache.Set([1], new Item(60, 2))));
        Assert.Equal(60, _cache.Remove([1])!.Weight);
        Assert.Null(_cache.Remove([1]));
    }

    private IReadOnlyList<Item> Set(string name, long weight, long lastUse) => _cache.Set([(byte)name[0]], new Item(weight, lastUse));

    private string Kept() => string.Concat("abcd".Where(name => _cache.TryGet([(byte)name], out _)));

    private sealed class Item : CacheItem
    {
        private long _weight;

        public Item(long weight, long lastUse) => (_weight, LastUse) = (weight, lastUse);

        public override long Weight => _weight;

        public void Change(long weight) => _weight = weight;
    }
}
