using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>How long a fetched document is used, and what happens when its origin fails.</summary>
public sealed class ContextLifetimeTests : ContextCacheCase
{
    [Fact]
    public async Task A_download_that_takes_too_long_has_failed()
    {
        Loader.Gate = new TaskCompletionSource();
        var waiting = Resolver().UrlAsync(A);
        await Loader.Started;

        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => waiting));
        Assert.Equal(0, Clock.WaitingTimers);
    }

    [Fact]
    public async Task A_document_is_kept_for_a_day_when_its_origin_says_nothing()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Loader[A] = Document("two");

        Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(2, Loader.Loads.Count);
    }

    [Fact]
    public async Task A_document_is_kept_as_long_as_its_origin_says()
    {
        Loader.Lifetime = TimeSpan.FromSeconds(10);
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Assert.Equal(Clock.GetUtcNow().AddSeconds(10), resolver.Cache.Find(A)!.ExpiresAt);

        Clock.Advance(TimeSpan.FromSeconds(10));
        await resolver.UrlAsync(A);

        Assert.Equal(2, Loader.Loads.Count);
    }

    [Fact]
    public async Task An_unchanged_document_leaves_the_contexts_made_of_it_alone()
    {
        Loader.Lifetime = TimeSpan.FromSeconds(10);
        var resolver = Resolver();
        var before = await resolver.JsonAsync($"[\"{A}\",\"{B}\"]");
        Clock.Advance(TimeSpan.FromSeconds(10));

        await resolver.UrlAsync(A);
        await resolver.UrlAsync(B);

        Assert.Same(before, await resolver.JsonAsync($"[\"{A}\",\"{B}\"]"));
        Assert.Equal(4, Loader.Loads.Count);
    }

    [Fact]
    public async Task What_an_origin_forbids_to_keep_is_fetched_for_each_use()
    {
        Loader.Lifetime = TimeSpan.Zero;
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Loader[A] = Document("two");

        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Empty(resolver.Cache.List());
    }

    [Fact]
    public async Task An_expired_document_is_used_on_when_it_cannot_be_fetched()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Loader[A] = null;
        Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(2, Loader.Loads.Count);
        Assert.Equal(Clock.GetUtcNow().AddSeconds(30), resolver.Cache.Find(A)!.ExpiresAt);
    }

    [Fact]
    public async Task No_request_waits_for_an_origin_that_has_failed_before()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Loader[A] = null;
        Clock.Advance(TimeSpan.FromDays(2));
        await resolver.UrlAsync(A);
        Loader[A] = Document("two");
        Loader.Gate = new TaskCompletionSource();
        Clock.Advance(TimeSpan.FromSeconds(30));

        // The download hangs, the answer does not.
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));

        var reload = resolver.Cache.ReloadAsync(A, TestContext.Current.CancellationToken).AsTask();
        Loader.Gate.SetResult();
        Assert.True(await reload);
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(3, Loader.Loads.Count);
    }

    [Fact]
    public async Task An_endless_lifetime_is_cut()
    {
        Loader.Lifetime = TimeSpan.MaxValue;
        var resolver = Resolver();
        await resolver.UrlAsync(A);

        Assert.Equal(Clock.GetUtcNow().AddDays(365), resolver.Cache.Find(A)!.ExpiresAt);
    }
}
