using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class RemoteContextTests
{
    private const string A = "https://ex.org/a";
    private const string B = "https://ex.org/b";

    [Fact]
    public async Task A_document_is_fetched_and_the_rest_of_it_ignored()
    {
        var loader = new FakeLoader { [A] = """{"@graph":[],"@context":{"a":"https://ex.org/v#a"}}""" };
        var active = await Contexts.Resolver(loader).UrlAsync(A);

        Assert.Equal("https://ex.org/v#a", active.Expand("a"));
        Assert.Equal(A, active.Url);
    }

    [Fact]
    public async Task One_URL_in_an_array_is_one_URL()
    {
        var loader = new FakeLoader { [A] = """{"@context":{"a":"https://ex.org/v#a"}}""", [B] = """{"@context":{}}""" };
        var resolver = Contexts.Resolver(loader);

        Assert.Equal(A, (await resolver.JsonAsync($"[\"{A}\"]")).Url);
        Assert.Null((await resolver.JsonAsync($"[\"{A}\",\"{B}\"]")).Url);
    }

    [Fact]
    public async Task Contexts_of_an_array_are_processed_in_order()
    {
        var loader = new FakeLoader
        {
            [A] = """{"@context":{"x":"https://a.org/x","y":"https://a.org/y"}}""",
            [B] = """{"@context":{"x":"https://b.org/x"}}""",
        };
        var active = await Contexts.Inline($$"""["{{A}}","{{B}}",{"z":"y"}]""", loader);

        Assert.Equal("https://b.org/x", active.Expand("x"));
        Assert.Equal("https://a.org/y", active.Expand("z"));
    }

    [Fact]
    public async Task A_document_may_include_others_relative_to_itself()
    {
        var loader = new FakeLoader
        {
            ["https://ex.org/v/a"] = """{"@context":["b","/c",{"own":"https://ex.org/own"}]}""",
            ["https://ex.org/v/b"] = """{"@context":{"b":"https://ex.org/v#b"}}""",
            ["https://ex.org/c"] = """{"@context":{"c":"https://ex.org/v#c"}}""",
        };
        var active = await Contexts.Resolver(loader).UrlAsync("https://ex.org/v/a");

        Assert.Equal(["https://ex.org/v#b", "https://ex.org/v#c", "https://ex.org/own"], new[] { "b", "c", "own" }.Select(active.Expand));
    }

    [Fact]
    public async Task Scoped_contexts_of_a_document_are_ignored()
    {
        var loader = new FakeLoader
        {
            [A] = """{"@context":{"T":{"@id":"https://ex.org/T","@context":["https://ex.org/never",{"in":"https://ex.org/in"}]}}}""",
        };
        var active = await Contexts.Resolver(loader).UrlAsync(A);

        Assert.Equal("https://ex.org/T", active.Expand("T"));
        Assert.Equal(Contexts.DefaultVocabulary + "in", active.Expand("in"));
        Assert.Equal([A], loader.Loads);
    }

    [Fact]
    public async Task An_imported_context_is_merged_and_the_importing_one_wins()
    {
        var loader = new FakeLoader { [A] = """{"@context":{"x":"ex:x","y":"https://a.org/y","ex":"https://a.org/"}}""" };
        var active = await Contexts.Inline($$"""{"@version":1.1,"@import":"{{A}}","y":"https://b.org/y","ex":"https://b.org/"}""", loader);

        Assert.Equal("https://b.org/y", active.Expand("y"));
        Assert.Equal("https://b.org/x", active.Expand("x"));
    }

    [Theory]
    [InlineData("""{"@context":["https://ex.org/b"]}""")]
    [InlineData("""{"@context":{"@import":"https://ex.org/b"}}""")]
    public async Task What_is_imported_is_one_object(string document)
    {
        var loader = new FakeLoader { [A] = document, [B] = """{"@context":{}}""" };

        Assert.Equal(JsonLdErrorCode.InvalidContext, await Contexts.Refused(() => Contexts.Inline($$"""{"@import":"{{A}}"}""", loader)));
    }

    [Fact]
    public async Task Importing_the_core_context_imports_nothing()
    {
        var active = await Contexts.Inline($$"""{"@import":"{{Contexts.CoreV19}}","a":"https://ex.org/a"}""");

        Assert.Equal("https://ex.org/a", active.Expand("a"));
    }

    [Fact]
    public async Task A_null_within_a_document_does_not_touch_the_core()
    {
        var loader = new FakeLoader { [A] = """{"@context":[{"a":"https://ex.org/v#a"},null,{"b":"https://ex.org/v#b"}]}""" };
        var active = await Contexts.Resolver(loader).UrlAsync(A);

        Assert.Equal(Contexts.DefaultVocabulary + "a", active.Expand("a"));
        Assert.Equal("https://ex.org/v#b", active.Expand("b"));
        Assert.Equal("https://uri.etsi.org/ngsi-ld/location", active.Expand("location"));
    }

    [Theory]
    [InlineData("""{"@context":"https://ex.org/a"}""")]
    [InlineData("""{"@context":["https://ex.org/b"]}""")]
    [InlineData("""{"@context":{"@import":"https://ex.org/a"}}""")]
    public async Task A_document_that_includes_itself_is_refused(string document)
    {
        var loader = new FakeLoader { [A] = document, [B] = """{"@context":"https://ex.org/a"}""" };

        Assert.Equal(JsonLdErrorCode.CyclicInclusion, await Contexts.Refused(() => Contexts.Resolver(loader).UrlAsync(A)));
    }

    [Fact]
    public async Task The_same_document_twice_is_no_circle()
    {
        var loader = new FakeLoader { [A] = $$"""{"@context":["{{B}}","{{B}}"]}""", [B] = """{"@context":{"b":"https://ex.org/v#b"}}""" };

        Assert.Equal("https://ex.org/v#b", (await Contexts.Resolver(loader).UrlAsync(A)).Expand("b"));
        Assert.Equal([A, B], loader.Loads);
    }

    [Fact]
    public async Task The_depth_of_inclusion_is_bounded()
    {
        var loader = new FakeLoader();
        for (var level = 0; level < 20; level++)
            loader[$"https://ex.org/{level}"] = $$"""{"@context":["https://ex.org/{{level + 1}}"]}""";
        loader["https://ex.org/20"] = """{"@context":{"deep":"https://ex.org/deep"}}""";

        Assert.Equal(JsonLdErrorCode.TooDeep, await Contexts.Refused(() => Contexts.Resolver(loader).UrlAsync("https://ex.org/0")));
        Assert.Equal(16, loader.Loads.Count);
        Assert.Equal("https://ex.org/deep", (await Contexts.Resolver(loader).UrlAsync("https://ex.org/5")).Expand("deep"));
    }

    [Fact]
    public async Task The_number_of_inclusions_is_bounded()
    {
        // Each level names the next twice: without a bound, 2^15 times the last.
        var loader = new FakeLoader();
        for (var level = 0; level < 15; level++)
            loader[$"https://ex.org/{level}"] = $$"""{"@context":["https://ex.org/{{level + 1}}","https://ex.org/{{level + 1}}"]}""";
        loader["https://ex.org/15"] = """{"@context":{}}""";

        Assert.Equal(JsonLdErrorCode.TooDeep, await Contexts.Refused(() => Contexts.Resolver(loader).UrlAsync("https://ex.org/0")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"a":"https://ex.org/a"}""")]
    [InlineData("""{"@context":{}""")]
    [InlineData("""{"\ud800":1,"@context":{}}""")]
    public async Task A_document_without_a_context_is_invalid(string document)
    {
        var loader = new FakeLoader { [A] = document };
        var resolver = Contexts.Resolver(loader);

        Assert.Equal(JsonLdErrorCode.LoadingInvalid, await Contexts.Refused(() => resolver.UrlAsync(A)));
        Assert.Empty(resolver.Cache.List());
    }

    [Theory]
    [InlineData("""{"@context":7}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@context":"ftp://ex.org/x"}""", JsonLdErrorCode.InvalidContext)]
    [InlineData("""{"@context":{"a":7}}""", JsonLdErrorCode.InvalidTerm)]
    [InlineData("""{"@context":"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.99.jsonld"}""", JsonLdErrorCode.LoadingFailed)]
    public async Task A_document_with_a_malformed_context_is_refused(string document, JsonLdErrorCode code)
    {
        var loader = new FakeLoader { [A] = document };

        Assert.Equal(code, await Contexts.Refused(() => Contexts.Resolver(loader).UrlAsync(A)));
    }

    [Fact]
    public async Task A_document_larger_than_allowed_is_invalid()
    {
        var loader = new FakeLoader { [A] = """{"@context":{"a":"https://ex.org/a-rather-long-name"}}""" };

        Assert.Equal(JsonLdErrorCode.LoadingInvalid,
            await Contexts.Refused(() => Contexts.Resolver(loader, options: new ContextOptions { MaxDocumentBytes = 40 }).UrlAsync(A)));
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var loader = new FakeLoader { [A] = "\uFEFF{\"@context\":{\"a\":\"https://ex.org/v#a\"}}" };

        Assert.Equal("https://ex.org/v#a", (await Contexts.Resolver(loader).UrlAsync(A)).Expand("a"));
    }

    [Fact]
    public async Task A_missing_document_is_unavailable_and_asked_for_again()
    {
        var loader = new FakeLoader();
        var resolver = Contexts.Resolver(loader);
        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => resolver.UrlAsync(A)));

        loader[A] = """{"@context":{"a":"https://ex.org/v#a"}}""";

        Assert.Equal("https://ex.org/v#a", (await resolver.UrlAsync(A)).Expand("a"));
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("ftp://ex.org/")]
    [InlineData("")]
    [InlineData("https://ex.org/\"quote")]
    public async Task A_Link_header_must_name_an_absolute_URL(string url) =>
        Assert.Equal(JsonLdErrorCode.InvalidContext, await Contexts.Refused(() => Contexts.Resolver().UrlAsync(url)));
}
