using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public sealed class DefaultContextTests
{
    private static ActiveContext Core => new ContextResolver(new FakeLoader(), TimeProvider.System, new ContextOptions()).Default;

    [Theory]
    [InlineData("temperature", "https://uri.etsi.org/ngsi-ld/default-context/temperature")]
    [InlineData("location", "https://uri.etsi.org/ngsi-ld/location")]
    [InlineData("description", "http://purl.org/dc/terms/description")]
    [InlineData("value", "https://uri.etsi.org/ngsi-ld/hasValue")]
    [InlineData("Point", "https://purl.org/geojson/vocab#Point")]
    [InlineData("ngsi-ld:default-context/temperature", "https://uri.etsi.org/ngsi-ld/default-context/temperature")]
    [InlineData("https://example.org/a", "https://example.org/a")]
    [InlineData("urn:ngsi-ld:Room:1", "urn:ngsi-ld:Room:1")]
    [InlineData("data:x", "data:x")]
    [InlineData("1st:floor", "https://uri.etsi.org/ngsi-ld/default-context/1st:floor")]
    [InlineData("Höhe", "https://uri.etsi.org/ngsi-ld/default-context/Höhe")]
    public void A_name_is_expanded_by_the_core_context(string name, string iri) => Assert.Equal(iri, Core.Expand(name));

    [Theory]
    [InlineData("")]
    [InlineData("@id")]
    [InlineData("@foo")]
    [InlineData("id")]
    [InlineData("type")]
    [InlineData("_:b0")]
    public void A_name_that_means_no_IRI_is_refused(string name)
    {
        Assert.False(Core.TryExpand(System.Text.Encoding.UTF8.GetBytes(name), out var iri));
        Assert.Null(iri);
        Assert.Equal(JsonLdErrorCode.UnusableName, Assert.Throws<JsonLdException>(() => Core.Expand(name)).Code);
    }

    [Theory]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/temperature", "temperature")]
    [InlineData("https://uri.etsi.org/ngsi-ld/location", "location")]
    [InlineData("http://purl.org/dc/terms/title", "title")]
    [InlineData("https://uri.etsi.org/ngsi-ld/something", "ngsi-ld:something")]
    [InlineData("https://purl.org/geojson/vocab#other", "geojson:other")]
    [InlineData("https://example.org/a", "https://example.org/a")]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/location", "ngsi-ld:default-context/location")]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/id", "ngsi-ld:default-context/id")]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/urn:x", "ngsi-ld:default-context/urn:x")]
    [InlineData("https://uri.etsi.org/ngsi-ld/default-context/", "ngsi-ld:default-context/")]
    public void An_IRI_is_written_as_the_shortest_name_that_means_it(string iri, string name) => Assert.Equal(name, Core.Compact(iri));

    [Fact]
    public void A_compacted_name_is_escaped_for_JSON_and_no_more()
    {
        var name = Core.Compact("https://uri.etsi.org/ngsi-ld/default-context/a\"b\\c\u0001d<é"u8);

        Assert.Equal("a\\\"b\\\\c\\u0001d<é", System.Text.Encoding.UTF8.GetString(name));
    }

    [Fact]
    public void Invalid_UTF8_is_no_name() => Assert.False(Core.TryExpand([0x61, 0xC3], out _));

    [Fact]
    public void Without_a_named_context_the_newest_core_context_is_the_source()
    {
        Assert.True(Core.IsDefault);
        Assert.Equal("https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld", Core.Url);
        Assert.Equal("\"https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.9.jsonld\""u8, Core.Source.Span);
    }
}
