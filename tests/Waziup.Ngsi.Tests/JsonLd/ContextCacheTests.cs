using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

/// <summary>What is kept of contexts: shared, counted, bounded, reloaded and removed.</summary>
public sealed class ContextCacheTests : ContextCacheCase
{
    [Fact]
    public async Task A_context_that_was_used_before_is_the_same_object()
    {
        var resolver = Resolver();
        var byLink = await resolver.UrlAsync(A);

        Assert.Same(byLink, await resolver.UrlAsync(A));
        Assert.Same(byLink, await resolver.JsonAsync($"\"{A}\""));
        Assert.Same(byLink, await resolver.UrlAsync(A, "other tenant"));
        Assert.Same(await resolver.JsonAsync("""{"a":"https://ex.org/a"}"""), await resolver.JsonAsync("""{"a":"https://ex.org/a"}"""));
        Assert.Single(Loader.Loads);
    }

    [Fact]
    public async Task The_memory_of_a_body_may_be_used_otherwise_afterwards()
    {
        var body = """{"a":"https://ex.org/a"}"""u8.ToArray();
        var active = await Resolver().ResolveAsync("", body, TestContext.Current.CancellationToken);

        body.AsSpan().Fill((byte)'x');

        Assert.Equal("""{"a":"https://ex.org/a"}"""u8, active.Source.Span);
    }

    [Fact]
    public async Task Two_requests_at_once_cost_one_download()
    {
        var resolver = Resolver();
        Loader.Gate = new TaskCompletionSource();
        var first = resolver.UrlAsync(A);
        var second = resolver.JsonAsync($"[\"{A}\"]");

        Loader.Gate.SetResult();

        Assert.Equal(Names("one"), new[] { await first, await second }.Select(context => context.Expand("a")));
        Assert.Single(Loader.Loads);
        Assert.Equal(2, resolver.Cache.Find(A)!.NumberOfHits);
    }

    [Fact]
    public async Task A_request_that_gives_up_does_not_stop_the_others()
    {
        var resolver = Resolver();
        Loader.Gate = new TaskCompletionSource();
        using var hangUp = new CancellationTokenSource();
        var first = resolver.ResolveAsync("", A, hangUp.Token).AsTask();
        var second = resolver.UrlAsync(A);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Loader.Gate.SetResult();

        Assert.Equal("https://ex.org/one", (await second).Expand("a"));
        Assert.Single(Loader.Loads);
    }

    [Fact]
    public async Task A_reload_brings_the_new_document_into_use()
    {
        var resolver = Resolver();
        await resolver.JsonAsync($$"""["{{A}}",{"b":"https://ex.org/b"}]""");
        Loader[A] = Document("two");
        Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await resolver.Cache.ReloadAsync(A, TestContext.Current.CancellationToken));

        Assert.Equal("https://ex.org/two", (await resolver.JsonAsync($$"""["{{A}}",{"b":"https://ex.org/b"}]""")).Expand("a"));
        Assert.Equal(Clock.GetUtcNow(), resolver.Cache.Find(A)!.CreatedAt);
    }

    [Theory]
    [InlineData(null, JsonLdErrorCode.LoadingFailed)]
    [InlineData("<html>", JsonLdErrorCode.LoadingInvalid)]
    public async Task A_reload_that_fails_changes_nothing(string? answer, JsonLdErrorCode code)
    {
        var resolver = Resolver();
        var before = await resolver.UrlAsync(A);
        var entry = resolver.Cache.Find(A);
        Loader[A] = answer;

        Assert.Equal(code, await Contexts.Refused(() => resolver.Cache.ReloadAsync(A, TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(entry, resolver.Cache.Find(A));
        Assert.Same(before, await resolver.UrlAsync(A));
    }

    [Fact]
    public async Task What_is_not_kept_cannot_be_reloaded_or_removed()
    {
        var cache = Resolver().Cache;

        Assert.False(await cache.ReloadAsync(A, TestContext.Current.CancellationToken));
        Assert.False(cache.Remove(A));
        Assert.Null(cache.Find(A));
        Assert.Empty(Loader.Loads);
    }

    [Fact]
    public async Task A_removed_document_is_fetched_anew()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Loader[A] = Document("two");

        Assert.True(resolver.Cache.Remove(A));

        Assert.Null(resolver.Cache.Find(A));
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(1, resolver.Cache.Find(A)!.NumberOfHits);
    }

    [Fact]
    public async Task Each_request_counts_once_the_first_included()
    {
        var resolver = Resolver();
        await resolver.JsonAsync($"[\"{A}\",\"{A}\"]");
        Assert.Equal(1, resolver.Cache.Find(A)!.NumberOfHits);

        Clock.Advance(TimeSpan.FromMinutes(1));
        await resolver.UrlAsync(A);
        await resolver.JsonAsync($"[\"{A}\",\"{A}\"]");

        var entry = resolver.Cache.Find(A)!;
        Assert.Equal(3, entry.NumberOfHits);
        Assert.Equal(Clock.GetUtcNow(), entry.LastUsage);
        Assert.Equal(Clock.GetUtcNow().AddMinutes(-1), entry.CreatedAt);
        Assert.False(entry.IsCore);
    }

    [Fact]
    public async Task A_document_is_found_by_URL_and_by_local_id()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        await resolver.UrlAsync(B);
        var entry = resolver.Cache.Find(B)!;

        Assert.Equal(entry, resolver.Cache.Find(entry.LocalId));
        Assert.Equal([A, B], resolver.Cache.List().Select(context => context.Url));
        Assert.True(resolver.Cache.Remove(entry.LocalId));
        Assert.Equal([A], resolver.Cache.List().Select(context => context.Url));
    }

    [Fact]
    public async Task The_number_of_kept_documents_is_bounded_and_the_least_used_goes()
    {
        Options.CachedDocuments = 2;
        Loader["https://ex.org/c"] = Document("third");
        var resolver = Resolver();
        foreach (var url in new[] { A, B, A, "https://ex.org/c" })
        {
            await resolver.UrlAsync(url);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([A, "https://ex.org/c"], resolver.Cache.List().Select(context => context.Url));
        await resolver.UrlAsync(B);
        Assert.Equal(4, Loader.Loads.Count);
    }

    [Fact]
    public async Task The_bytes_of_kept_documents_are_bounded()
    {
        Options.CachedDocumentBytes = 2000;
        for (var i = 0; i < 10; i++)
            Loader[$"https://ex.org/{i}"] = Document("x", new string(' ', 300));
        var resolver = Resolver();
        for (var i = 0; i < 10; i++)
            await resolver.UrlAsync($"https://ex.org/{i}");

        Assert.Equal(2, resolver.Cache.List().Count);
    }

    [Fact]
    public async Task The_number_of_contexts_kept_ready_is_bounded()
    {
        Options.CachedContexts = 2;
        var resolver = Resolver();
        var first = await resolver.JsonAsync("""{"a":"https://ex.org/1"}""");
        for (var i = 2; i < 5; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await resolver.JsonAsync($$"""{"a":"https://ex.org/{{i}}"}""");
        }

        Assert.NotSame(first, await resolver.JsonAsync("""{"a":"https://ex.org/1"}"""));
    }

    [Fact]
    public async Task A_preloaded_document_is_read_from_its_file()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, Document("file"), TestContext.Current.CancellationToken);
        try
        {
            Options.Preloaded[A] = file;
            Options.Preloaded[B] = file + ".missing";
            var resolver = Resolver();

            Assert.Equal("https://ex.org/file", (await resolver.UrlAsync(A)).Expand("a"));
            Clock.Advance(TimeSpan.FromDays(1000));
            Assert.Equal("https://ex.org/file", (await resolver.UrlAsync(A)).Expand("a"));
            Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => resolver.UrlAsync(B)));
            Assert.Null(resolver.Cache.Find(A)!.ExpiresAt);
            Assert.Empty(Loader.Loads);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Many_requests_at_once_see_the_context_that_they_named()
    {
        Options.CachedDocuments = 5;
        Options.CachedContexts = 7;
        Options.CachedNames = 10;
        for (var i = 0; i < 20; i++)
            Loader[$"https://ex.org/d{i}"] = Document($"name{i}");
        var resolver = Resolver();

        await Parallel.ForAsync(0, 4000, TestContext.Current.CancellationToken, async (step, cancel) =>
        {
            var i = (step * 7) % 20;
            var active = await resolver.ResolveAsync("", $"https://ex.org/d{i}", cancel);
            Assert.Equal($"https://ex.org/name{i}", active.Expand("a"));
            Assert.Equal("a", active.Compact($"https://ex.org/name{i}"));
            if (step % 50 == 0)
                resolver.Cache.Remove($"https://ex.org/d{i}");
            if (step % 70 == 0)
                await resolver.Cache.ReloadAsync($"https://ex.org/d{i}", cancel);
        });

        Assert.InRange(resolver.Cache.List().Count, 1, 5);
    }
}
