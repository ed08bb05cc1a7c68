using System.Text;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class HostedContextTests
{
    private const string Hosted = "http://broker.example/ngsi-ld/v1/jsonldContexts/1";
    private const string Remote = "https://ex.org/a";

    private readonly FakeLoader _loader = new() { [Remote] = """{"@context":{"a":"https://ex.org/v#a"}}""" };
    private readonly Shelf _shelf = new();

    [Fact]
    public async Task A_hosted_context_is_never_fetched()
    {
        _shelf["", Hosted] = """{"@context":{"a":"https://ex.org/hosted"}}""";
        var resolver = Resolver();

        Assert.Equal("https://ex.org/hosted", (await resolver.UrlAsync(Hosted)).Expand("a"));
        Assert.Same(await resolver.UrlAsync(Hosted), await resolver.UrlAsync(Hosted));
        Assert.Empty(_loader.Loads);
        Assert.Empty(resolver.Cache.List());
    }

    [Fact]
    public async Task A_hosted_context_belongs_to_one_tenant()
    {
        _shelf["a", Hosted] = """{"@context":{"a":"https://ex.org/of-a"}}""";
        _shelf["b", Hosted] = """{"@context":{"a":"https://ex.org/of-b"}}""";
        var resolver = Resolver();

        for (var round = 0; round < 2; round++)
        {
            Assert.Equal("https://ex.org/of-a", (await resolver.UrlAsync(Hosted, "a")).Expand("a"));
            Assert.Equal("https://ex.org/of-b", (await resolver.UrlAsync(Hosted, "b")).Expand("a"));
            Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => resolver.UrlAsync(Hosted)));
        }
    }

    [Fact]
    public async Task A_tenant_may_host_what_others_fetch()
    {
        var resolver = Resolver();
        Assert.Equal("https://ex.org/v#a", (await resolver.UrlAsync(Remote, "a")).Expand("a"));

        _shelf["a", Remote] = """{"@context":{"a":"https://ex.org/hosted"}}""";

        Assert.Equal("https://ex.org/hosted", (await resolver.UrlAsync(Remote, "a")).Expand("a"));
        Assert.Equal("https://ex.org/v#a", (await resolver.UrlAsync(Remote, "b")).Expand("a"));
        Assert.Single(_loader.Loads);
    }

    [Fact]
    public async Task A_hosted_context_that_changes_or_goes_is_no_longer_used()
    {
        _shelf["", Hosted] = """{"@context":{"a":"https://ex.org/one"}}""";
        var resolver = Resolver();
        await resolver.UrlAsync(Hosted);

        _shelf["", Hosted] = """{"@context":{"a":"https://ex.org/two"}}""";
        Assert.Equal("https://ex.org/two", (await resolver.UrlAsync(Hosted)).Expand("a"));

        _shelf["", Hosted] = null;
        Assert.Equal(JsonLdErrorCode.LoadingFailed, await Contexts.Refused(() => resolver.UrlAsync(Hosted)));
    }

    [Fact]
    public async Task What_a_hosted_context_includes_is_cached()
    {
        _shelf["", Hosted] = $$"""{"@context":["{{Remote}}",{"b":"a"}]}""";
        var resolver = Resolver();

        Assert.Equal("https://ex.org/v#a", (await resolver.UrlAsync(Hosted)).Expand("b"));
        await resolver.UrlAsync(Hosted);

        Assert.Equal(2, Assert.Single(resolver.Cache.List()).NumberOfHits);
    }

    [Fact]
    public async Task Each_use_of_a_hosted_context_is_told_once()
    {
        _shelf["t", Hosted] = """{"@context":{"a":"https://ex.org/one"}}""";
        var resolver = Resolver();
        await resolver.UrlAsync(Hosted, "t");
        await resolver.JsonAsync($"[\"{Hosted}\"]", "t");
        await resolver.UrlAsync(Hosted, "t");
        await resolver.UrlAsync(Remote, "t");

        Assert.Equal([("t", Hosted), ("t", Hosted), ("t", Hosted)], _shelf.Uses);
    }

    [Fact]
    public async Task A_hosted_document_may_contain_what_a_downloaded_one_may()
    {
        _shelf["", Hosted] = """{"@context":{"T":{"@id":"https://ex.org/T","@context":{"in":"https://ex.org/in"}}}}""";

        Assert.Equal("https://ex.org/T", (await Resolver().UrlAsync(Hosted)).Expand("T"));
    }

    private ContextResolver Resolver() => Contexts.Resolver(_loader, hosted: _shelf);

    private sealed class Shelf : IHostedContexts
    {
        private readonly Dictionary<(string Owner, string Url), byte[]> _documents = [];

        public List<(string Owner, string Url)> Uses { get; } = [];

        public string? this[string owner, string url]
        {
            set
            {
                if (value is null)
                    _documents.Remove((owner, url));
                else
                    _documents[(owner, url)] = Encoding.UTF8.GetBytes(value);
            }
        }

        public bool TryGet(string owner, string url, out ReadOnlyMemory<byte> document)
        {
            var found = _documents.TryGetValue((owner, url), out var bytes);
            document = bytes;
            return found;
        }

        public void Used(string owner, string url) => Uses.Add((owner, url));
    }
}
