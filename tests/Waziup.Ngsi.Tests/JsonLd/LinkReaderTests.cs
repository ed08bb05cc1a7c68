using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Tests.JsonLd;

public class LinkReaderTests
{
    [Theory]
    [InlineData("</a?offset=2>; rel=\"next\"; type=\"application/json\"", true)]
    [InlineData("</a>;rel=next", true)]
    [InlineData("</a>; REL = \"Next\"", true)]
    [InlineData("</a>; rel=\"last next\"", true)]
    [InlineData("<https://ctx.example/c>; rel=\"http://www.w3.org/ns/json-ld#context\", </a,b;c>; type=\"x\"; rel=next", true)]
    [InlineData("</a>; title=\"one, two; \\\"three\"; rel=next", true)]
    [InlineData("</a>; title=\"; rel=next\"", false)]
    [InlineData("</a>; rel=prev; rel=next", false)]
    [InlineData("</a>; rel=\"nextish\"", false)]
    [InlineData("</rel=next>; rel=prev", false)]
    [InlineData("</a>; xrel=next", false)]
    [InlineData("</a>; rel", false)]
    [InlineData("</a; rel=next", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_relation_is_found_however_it_is_written(string? header, bool isThere) =>
        Assert.Equal(isThere, LinkReader.HasRel(["<x>; rel=up", header], "next"));

    [Fact]
    public void Links_are_read_one_after_the_other()
    {
        var links = new LinkReader("< /a >; rel=next; title=\"x, <y>\", </b>; rel=\"prev\"");

        Assert.True(links.Next());
        Assert.Equal("/a", links.Target.ToString());
        Assert.True(links.Next());
        Assert.Equal("/b", links.Target.ToString());
        Assert.True(links.HasRel("prev"));
        Assert.False(links.HasRel("next"));
        Assert.False(links.Next());
    }

    [Theory]
    [InlineData("<https://ex.org/c>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"")]
    [InlineData("</other>; title=\"; rel=x\", <https://ex.org/c>; title=\"a;b\"; rel=\"http://www.w3.org/ns/json-ld#context\"")]
    public void The_context_is_found_among_other_links(string header)
    {
        Assert.Equal("https://ex.org/c", ContextLink.UrlIn([header], out var differ));
        Assert.False(differ);
    }
}
