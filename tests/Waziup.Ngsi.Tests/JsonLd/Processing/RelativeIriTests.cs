using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd.Processing;

namespace Waziup.Ngsi.Tests.JsonLd.Processing;

public class RelativeIriTests
{
    static readonly string[] Authorities = ["http://a.org", "http://a.org:80", "http://b.org", "urn:x", "file:", "file://"];
    static readonly string[] Segments = ["", "/", "//", "/a", "/a/", "/a/b", "/a//b", "/a/b:c", "/b:c", "/a:b/", "/./a", "/a/../b", "/a/..", ":a", ":a/b", "/@type", "/a/b/c"];
    static readonly string[] Ends = ["", "?", "?q", "?q/r:s", "#f", "#", "?q#f"];

    [Theory]
    [InlineData("http://a.org", "http://a.org/x", "x")]
    [InlineData("http://a.org", "http://a.org", "http://a.org")]
    [InlineData("http://a.org", "http://a.org#f", "#f")]
    [InlineData("http://a.org?q", "http://a.org", "http://a.org")]
    [InlineData("http://a.org/b", "http://a.org/b", "b")]
    [InlineData("http://a.org/b/", "http://a.org/b/", "./")]
    [InlineData("http://a.org/b/c:d", "http://a.org/b/c:d", "./c:d")]
    [InlineData("http://a.org/b/c:d?q", "http://a.org/b/c:d#f", "./c:d#f")]
    [InlineData("http://a.org/b/c", "http://a.org/b/d:e", "./d:e")]
    [InlineData("http://a.org/b/c", "http://a.org", "http://a.org")]
    [InlineData("http://a.org/b", "http://a.org/x/../y", "http://a.org/x/../y")]
    [InlineData("urn:a:b", "urn:a:b", "urn:a:b")]
    [InlineData("http://a.org/b", "http://c.org/b", "http://c.org/b")]
    public void An_IRI_is_written_relative_where_that_says_the_same(string baseIri, string iri, string expected) =>
        Assert.Equal(expected, Relative(baseIri, iri));

    [Fact]
    public void What_is_written_always_leads_back()
    {
        string[] all =
        [
            .. from authority in Authorities from path in Segments from end in Ends select authority + path + end,
        ];
        foreach (var baseIri in all)
        {
            foreach (var iri in all)
            {
                var relative = Relative(baseIri, iri);
                var isBack = relative == iri || IriResolution.Resolve(Utf8Slice.Of(baseIri).Span, Utf8Slice.Of(relative).Span).ToString() == iri;
                Assert.True(isBack, $"{iri} relative to {baseIri} is {relative}");
            }
        }
    }

    static string Relative(string baseIri, string iri) => RelativeIri.Of(Utf8Slice.Of(baseIri).Span, Utf8Slice.Of(iri)).ToString();
}
