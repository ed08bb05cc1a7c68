using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class ContextCacheTests
{
    private const string A = "https://ex.org/a";
    private const string B = "https://ex.org/b";

    private readonly ManualTime _clock = new();
    private readonly FakeLoader _loader = new() { [A] = Document("one"), [B] = Document("other") };
    private readonly ContextOptions _options = new();

    [Fact]
    public async Task A_context_that_was_used_before_is_the_same_object()
    {
        var resolver = Resolver();
        var byLink = await resolver.UrlAsync(A);

        Assert.Same(byLink, await resolver.UrlAsync(A));
        Assert.Same(byLink, await resolver.JsonAsync($"\"{A}\""));
        Assert.Same(byLink, await resolver.UrlAsync(A, "other tenant"));
        Assert.Same(await resolver.JsonAsync("""{"a":"https://ex.org/a"}"""), await resolver.JsonAsync("""{"a":"https://ex.org/a"}"""));
        Assert.Single(_loader.Loads);
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
        _loader.Gate = new TaskCompletionSource();
        var first = resolver.UrlAsync(A);
        var second = resolver.JsonAsync($"[\"{A}\"]");

        _loader.Gate.SetResult();

        Assert.Equal(Names("one"), new[] { await first, await second }.Select(context => context.Expand("a")));
        Assert.Single(_loader.Loads);
        Assert.Equal(2, resolver.Cache.Find(A)!.NumberOfHits);
    }

    [Fact]
    public async Task A_request_that_gives_up_does_not_stop_the_others()
    {
        var resolver = Resolver();
        _loader.Gate = new TaskCompletionSource();
        using var hangUp = new CancellationTokenSource();
        var first = resolver.ResolveAsync("", A, hangUp.Token).AsTask();
        var second = resolver.UrlAsync(A);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _loader.Gate.SetResult();

        Assert.Equal("https://ex.org/one", (await second).Expand("a"));
        Assert.Single(_loader.Loads);
    }

    [Fact]
    public async Task A_download_that_takes_too_long_has_failed()
    {
        _loader.Gate = new TaskCompletionSource();
        var waiting = Resolver().UrlAsync(A);
        await _loader.Started;

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => waiting));
        Assert.Equal(0, _clock.WaitingTimers);
    }

    [Fact]
    public async Task A_document_is_kept_for_a_day_when_its_origin_says_nothing()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        _loader[A] = Document("two");

        _clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromSeconds(1));
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(2, _loader.Loads.Count);
    }

    [Fact]
    public async Task A_document_is_kept_as_long_as_its_origin_says()
    {
        _loader.Lifetime = TimeSpan.FromSeconds(10);
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        Assert.Equal(_clock.GetUtcNow().AddSeconds(10), resolver.Cache.Find(A)!.ExpiresAt);

        _clock.Advance(TimeSpan.FromSeconds(10));
        await resolver.UrlAsync(A);

        Assert.Equal(2, _loader.Loads.Count);
    }

    [Fact]
    public async Task An_unchanged_document_leaves_the_contexts_made_of_it_alone()
    {
        _loader.Lifetime = TimeSpan.FromSeconds(10);
        var resolver = Resolver();
        var before = await resolver.JsonAsync($"[\"{A}\",\"{B}\"]");
        _clock.Advance(TimeSpan.FromSeconds(10));

        await resolver.UrlAsync(A);
        await resolver.UrlAsync(B);

        Assert.Same(before, await resolver.JsonAsync($"[\"{A}\",\"{B}\"]"));
        Assert.Equal(4, _loader.Loads.Count);
    }

    [Fact]
    public async Task What_an_origin_forbids_to_keep_is_fetched_for_each_use()
    {
        _loader.Lifetime = TimeSpan.Zero;
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        _loader[A] = Document("two");

        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Empty(resolver.Cache.List());
    }

    [Fact]
    public async Task An_expired_document_is_used_on_when_it_cannot_be_fetched()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        _loader[A] = null;
        _clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(2, _loader.Loads.Count);
        Assert.Equal(_clock.GetUtcNow().AddSeconds(30), resolver.Cache.Find(A)!.ExpiresAt);
    }

    [Fact]
    public async Task No_request_waits_for_an_origin_that_has_failed_before()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        _loader[A] = null;
        _clock.Advance(TimeSpan.FromDays(2));
        await resolver.UrlAsync(A);
        _loader[A] = Document("two");
        _loader.Gate = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromSeconds(30));

        // The download hangs, the answer does not.
        Assert.Equal("https://ex.org/one", (await resolver.UrlAsync(A)).Expand("a"));

        var reload = resolver.Cache.ReloadAsync(A, TestContext.Current.CancellationToken).AsTask();
        _loader.Gate.SetResult();
        Assert.True(await reload);
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(A)).Expand("a"));
        Assert.Equal(3, _loader.Loads.Count);
    }

    [Fact]
    public async Task A_reload_brings_the_new_document_into_use()
    {
        var resolver = Resolver();
        await resolver.JsonAsync($$"""["{{A}}",{"b":"https://ex.org/b"}]""");
        _loader[A] = Document("two");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await resolver.Cache.ReloadAsync(A, TestContext.Current.CancellationToken));

        Assert.Equal("https://ex.org/two", (await resolver.JsonAsync($$"""["{{A}}",{"b":"https://ex.org/b"}]""")).Expand("a"));
        Assert.Equal(_clock.GetUtcNow(), resolver.Cache.Find(A)!.CreatedAt);
    }

    [Theory]
    [InlineData(null, JsonLdErrorCode.LoadingFailed)]
    [InlineData("<html>", JsonLdErrorCode.LoadingInvalid)]
    public async Task A_reload_that_fails_changes_nothing(string? answer, JsonLdErrorCode code)
    {
        var resolver = Resolver();
        var before = await resolver.UrlAsync(A);
        var entry = resolver.Cache.Find(A);
        _loader[A] = answer;

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
        Assert.Empty(_loader.Loads);
    }

    [Fact]
    public async Task A_removed_document_is_fetched_anew()
    {
        var resolver = Resolver();
        await resolver.UrlAsync(A);
        _loader[A] = Document("two");

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

        _clock.Advance(TimeSpan.FromMinutes(1));
        await resolver.UrlAsync(A);
        await resolver.JsonAsync($"[\"{A}\",\"{A}\"]");

        var entry = resolver.Cache.Find(A)!;
        Assert.Equal(3, entry.NumberOfHits);
        Assert.Equal(_clock.GetUtcNow(), entry.LastUsage);
        Assert.Equal(_clock.GetUtcNow().AddMinutes(-1), entry.CreatedAt);
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
        _options.CachedDocuments = 2;
        _loader["https://ex.org/c"] = Document("third");
        var resolver = Resolver();
        foreach (var url in new[] { A, B, A, "https://ex.org/c" })
        {
            await resolver.UrlAsync(url);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([A, "https://ex.org/c"], resolver.Cache.List().Select(context => context.Url));
        await resolver.UrlAsync(B);
        Assert.Equal(4, _loader.Loads.Count);
    }

    [Fact]
    public async Task The_bytes_of_kept_documents_are_bounded()
    {
        _options.CachedDocumentBytes = 2000;
        for (var i = 0; i < 10; i++)
            _loader[$"https://ex.org/{i}"] = Document("x", new string(' ', 300));
        var resolver = Resolver();
        for (var i = 0; i < 10; i++)
            await resolver.UrlAsync($"https://ex.org/{i}");

        Assert.Equal(2, resolver.Cache.List().Count);
    }

    [Fact]
    public async Task The_number_of_contexts_kept_ready_is_bounded()
    {
        _options.CachedContexts = 2;
        var resolver = Resolver();
        var first = await resolver.JsonAsync("""{"a":"https://ex.org/1"}""");
        for (var i = 2; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
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
            _options.Preloaded[A] = file;
            _options.Preloaded[B] = file + ".missing";
            var resolver = Resolver();

            Assert.Equal("https://ex.org/file", (await resolver.UrlAsync(A)).Expand("a"));
            _clock.Advance(TimeSpan.FromDays(1000));
            Assert.Equal("https://ex.org/file", (await resolver.UrlAsync(A)).Expand("a"));
            Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => resolver.UrlAsync(B)));
            Assert.Null(resolver.Cache.Find(A)!.ExpiresAt);
            Assert.Empty(_loader.Loads);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_endless_lifetime_is_cut()
    {
        _loader.Lifetime = TimeSpan.MaxValue;
        var resolver = Resolver();
        await resolver.UrlAsync(A);

        Assert.Equal(_clock.GetUtcNow().AddDays(365), resolver.Cache.Find(A)!.ExpiresAt);
    }

    [Fact]
    public async Task Many_requests_at_once_see_the_context_that_they_named()
    {
        _options.CachedDocuments = 5;
        _options.CachedContexts = 7;
        _options.CachedNames = 10;
        for (var i = 0; i < 20; i++)
            _loader[$"https://ex.org/d{i}"] = Document($"name{i}");
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

    private static string[] Names(string name) => ["https://ex.org/" + name, "https://ex.org/" + name];

    private static string Document(string name, string filler = "") => $$"""{"@context":{"a":"https://ex.org/{{name}}"} {{filler}} }""";

    private ContextResolver Resolver() => Contexts.Resolver(_loader, _clock, _options);
}
