using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class CoreContextTests
{
    public static TheoryData<string> KnownUrls =>
        [.. from scheme in new[] { "http", "https" }
            from version in Enumerable.Range(0, 10).Select(minor => $"-v1.{minor}").Append("")
            select $"{scheme}://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context{version}.jsonld"];

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void A_document_says_what_the_published_one_says(int minor)
    {
        var file = TestData.Require("ngsi-ld", "contexts", $"ngsi-ld-core-context-v1.{minor}.jsonld");
        using var published = JsonDocument.Parse(File.ReadAllBytes(file));
        using var ours = JsonDocument.Parse(CoreContexts.Document(minor));

        var expected = Definitions(published);
        var actual = Definitions(ours);

        Assert.Empty(expected.Keys.Except(actual.Keys));
        Assert.Empty(actual.Keys.Except(expected.Keys));
        Assert.All(
            expected, term => Assert.True(JsonElement.DeepEquals(term.Value, actual[term.Key]), $"{term.Key}: {term.Value} but {actual[term.Key]}"));
        Assert.True(expected.Count > 100);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(5, 6)]
    public void A_version_that_is_not_available_is_like_the_next(int minor, int like) =>
        Assert.Equal(CoreContexts.Document(like).ToArray(), CoreContexts.Document(minor).ToArray());

    [Fact]
    public void Each_document_is_the_one_of_its_version()
    {
        Assert.Contains("\"attributeCount\": \"attributeCount\"", Text(8), StringComparison.Ordinal);
        Assert.Contains("\"attributeCount\": \"ngsi-ld:attributeCount\"", Text(9), StringComparison.Ordinal);
        Assert.DoesNotContain("@protected", Text(7), StringComparison.Ordinal);

        static string Text(int minor) => Encoding.UTF8.GetString(CoreContexts.Document(minor).Span);
    }

    [Theory]
    [MemberData(nameof(KnownUrls))]
    public async Task Every_core_context_is_known_without_network_and_adds_nothing(string url)
    {
        var loader = new FakeLoader();
        var active = await Contexts.Resolver(loader).UrlAsync(url);

        Assert.True(active.IsDefault);
        Assert.Equal(url, active.Url);
        Assert.Equal($"\"{url}\"", Encoding.UTF8.GetString(active.Source.Span));
        // Terms of v1.9, whatever version was named.
        Assert.Equal("https://uri.etsi.org/ngsi-ld/hasJSON", active.Expand("json"));
        Assert.Equal("https://uri.etsi.org/ngsi-ld/attributeCount", active.Expand("attributeCount"));
        Assert.Empty(loader.Loads);
    }

    [Theory]
    [InlineData("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.99.jsonld")]
    [InlineData("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v2.0.jsonld")]
    [InlineData("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.json")]
    [InlineData("http://uri.etsi.org/ngsi-ld/v2/ngsi-ld-core-context.jsonld")]
    [InlineData("https://uri.etsi.org/ngsi-ld/ngsi-ld-core-context.jsonld")]
    public async Task An_unknown_core_context_is_unavailable_and_not_asked_for(string url)
    {
        var loader = new FakeLoader { [url] = """{"@context":{}}""" };

        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => Contexts.Resolver(loader).UrlAsync(url)));
        Assert.Empty(loader.Loads);
    }

    [Fact]
    public async Task Another_document_of_the_same_host_is_fetched()
    {
        const string Url = "https://uri.etsi.org/ngsi-ld/v1/other.jsonld";
        var loader = new FakeLoader { [Url] = """{"@context":{"a":"https://ex.org/a"}}""" };

        Assert.Equal("https://ex.org/a", (await Contexts.Resolver(loader).UrlAsync(Url)).Expand("a"));
    }

    [Theory]
    [InlineData("""["{core}",{"location":"https://ex.org/l","a":"https://ex.org/a"}]""")]
    [InlineData("""[{"location":"https://ex.org/l","a":"https://ex.org/a"},"{core}"]""")]
    public async Task Wherever_the_core_context_stands_it_wins(string context)
    {
        var active = await Contexts.Inline(context.Replace("{core}", Contexts.CoreV19, StringComparison.Ordinal));

        Assert.Equal("https://uri.etsi.org/ngsi-ld/location", active.Expand("location"));
        Assert.Equal("https://ex.org/a", active.Expand("a"));
    }

    [Fact]
    public async Task A_copy_of_the_core_context_adds_nothing_and_its_scoped_part_downloads_nothing()
    {
        var loader = new FakeLoader { ["https://ex.org/core"] = Encoding.UTF8.GetString(CoreContexts.Document(9).Span) };
        using var core = JsonDocument.Parse(CoreContexts.Document(9));
        var resolver = Contexts.Resolver(loader);

        Assert.True((await resolver.JsonAsync(core.RootElement.GetProperty("@context").GetRawText())).IsDefault);
        Assert.True((await resolver.UrlAsync("https://ex.org/core")).IsDefault);
        Assert.Equal(["https://ex.org/core"], loader.Loads);
    }

    [Fact]
    public async Task The_core_contexts_that_were_named_are_listed_and_counted()
    {
        const string Old = "http://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld";
        var resolver = Contexts.Resolver();
        Assert.Empty(resolver.Cache.List());

        await resolver.UrlAsync(Old);
        await resolver.JsonAsync($"[\"{Old}\"]");

        var listed = Assert.Single(resolver.Cache.List());
        Assert.Equal("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld", listed.Url);
        Assert.True(listed.IsCore);
        Assert.Equal(2, listed.NumberOfHits);
        Assert.Null(listed.ExpiresAt);
    }

    [Fact]
    public async Task A_core_context_can_be_found_and_reloaded_but_not_removed()
    {
        var loader = new FakeLoader();
        var cache = Contexts.Resolver(loader).Cache;

        Assert.True(cache.Find(Contexts.CoreV19)!.IsCore);
        Assert.False(cache.Remove(Contexts.CoreV19));
        Assert.True(await cache.ReloadAsync(Contexts.CoreV19, TestContext.Current.CancellationToken));
        Assert.Null(cache.Find("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.99.jsonld"));
        Assert.Empty(loader.Loads);
    }

    private static Dictionary<string, JsonElement> Definitions(JsonDocument document) =>
        JsonText.ReadMembers(document.RootElement.GetProperty("@context"));
}
