using System.Text;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class NameCacheTests
{
    [Fact]
    public void A_name_is_remembered_for_its_context_only()
    {
        var cache = new NameCache<string>(10);
        cache.Add(new NameSpan(1, "a"u8), "one");

        Assert.True(cache.TryGet(new NameSpan(1, "a"u8), out var value));
        Assert.Equal("one", value);
        Assert.False(cache.TryGet(new NameSpan(2, "a"u8), out _));
        Assert.False(cache.TryGet(new NameSpan(1, "b"u8), out _));
    }

    [Fact]
    public void A_flood_of_names_does_not_fill_memory_and_a_name_in_use_stays()
    {
        var cache = new NameCache<string>(100);
        cache.Add(new NameSpan(1, "used"u8), "x");
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add(Key($"flood{i}"), "y");
            Assert.True(cache.TryGet(new NameSpan(1, "used"u8), out _));
        }

        var kept = Enumerable.Range(0, 10_000).Count(i => cache.TryGet(Key($"flood{i}"), out _));
        Assert.InRange(kept, 50, 200);
        static NameSpan Key(string name) => new(1, Encoding.UTF8.GetBytes(name));
    }

    [Fact]
    public void A_name_that_is_very_long_is_not_remembered()
    {
        var cache = new NameCache<string>(10);
        var name = new byte[257];
        cache.Add(new NameSpan(1, name), "x");

        Assert.False(cache.TryGet(new NameSpan(1, name), out _));
    }

    [Fact]
    public async Task A_name_in_use_costs_no_memory()
    {
        var active = await Contexts.Inline("""{"speed":"https://ex.org/speed","ex":"https://ex.org/"}""");
        byte[][] names = [.. new[] { "speed", "location", "ex:other", "temperature" }.Select(Encoding.UTF8.GetBytes)];
        byte[][] iris = [.. names.Select(name => active.TryExpand(name, out var iri) ? iri.Utf8.ToArray() : [])];
        long Measure(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++)
            {
                foreach (var name in names)
                    Assert.True(active.TryExpand(name, out _));
                foreach (var iri in iris)
                    _ = active.Compact(iri).Length;
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Measure(100);

        Assert.Equal(0, Measure(1000));
    }

    [Fact]
    public async Task A_context_in_use_costs_no_memory()
    {
        var loader = new FakeLoader { ["https://ex.org/a"] = """{"@context":{"a":"https://ex.org/v#a"}}""" };
        var resolver = Contexts.Resolver(loader);
        var body = """["https://ex.org/a",{"b":"https://ex.org/b"}]"""u8.ToArray();
        await resolver.UrlAsync("https://ex.org/a");
        await resolver.JsonAsync(Encoding.UTF8.GetString(body));
        long Measure(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < rounds; i++)
            {
                Assert.True(resolver.ResolveAsync("", body, CancellationToken.None).IsCompletedSuccessfully);
                Assert.True(resolver.ResolveAsync("", "https://ex.org/a", CancellationToken.None).IsCompletedSuccessfully);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Measure(100);

        Assert.Equal(0, Measure(1000));
    }
}
