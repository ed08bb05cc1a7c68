namespace Waziup.Ngsi.Client.Tests;

/// <summary>Brokers that page otherwise than ours.</summary>
public class PagingTests
{
    private const string Two = """[{"id":"urn:p:1","type":"P"},{"id":"urn:p:2","type":"P"}]""";
    private const string One = """[{"id":"urn:p:3","type":"P"}]""";
    private static readonly NgsiQuery Pages = new() { Type = "P", PageSize = 2 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_links_full_pages_are_followed_by_offset()
    {
        var broker = new ScriptedBroker().Answer(200, Two).Answer(200, One);

        Assert.Equal(3, await broker.Client().Entities.QueryAsync(Pages, Cancel).CountAsync(Cancel));

        Assert.Equal(["GET http://broker.example/ngsi-ld/v1/entities?type=P&limit=2", "GET http://broker.example/ngsi-ld/v1/entities?type=P&limit=2&offset=2"],
            broker.Asked);
    }

    [Fact]
    public async Task With_links_a_full_page_may_be_the_last_one()
    {
        var broker = new ScriptedBroker()
            .Answer(200, Two, "Link: </ngsi-ld/v1/entities?limit=2&offset=2&type=P>; rel=\"next\"; type=\"application/json\"")
            .Answer(200, Two, "Link: </ngsi-ld/v1/entities?limit=2&offset=0&type=P>; rel=\"prev\"; type=\"application/json\"");

        Assert.Equal(4, await broker.Client().Entities.QueryAsync(Pages, Cancel).CountAsync(Cancel));

        Assert.Equal(2, broker.Asked.Count);
    }

    [Theory]
    [InlineData("<http://inside.example:9090/api/entities?type=P&after=x%2Cy>;rel=next")]
    [InlineData("<https://ctx.example/c.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\", </entities?type=P&after=x%2Cy>; type=\"a\"; rel=\"next\"")]
    public async Task A_link_is_followed_at_the_address_of_the_client(string link)
    {
        var broker = new ScriptedBroker().Answer(200, Two, $"Link: {link}").Answer(200, One);

        Assert.Equal(3, await broker.Client(address: "https://outside.example/behind/ngsi-ld/v1").Entities.QueryAsync(Pages, Cancel).CountAsync(Cancel));

        Assert.Equal("GET https://outside.example/behind/ngsi-ld/v1/entities?type=P&after=x%2Cy", broker.Asked[1]);
    }

    [Fact]
    public async Task A_page_that_leads_to_itself_ends_the_reading()
    {
        const string Link = "Link: </ngsi-ld/v1/entities?type=P&limit=2&offset=2>; rel=\"next\"";
        var broker = new ScriptedBroker().Answer(200, Two, Link).Answer(200, Two, Link);

        var failed = await Assert.ThrowsAsync<NgsiLdClientException>(async () => await broker.Client().Entities.QueryAsync(Pages, Cancel).CountAsync(Cancel));

        Assert.Contains("same page", failed.Error.Detail, StringComparison.Ordinal);
        Assert.Equal(2, broker.Asked.Count);
    }

    [Fact]
    public async Task Entities_are_handed_on_while_the_answer_is_still_coming()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        var broker = new ScriptedBroker().Answer(pipe.Reader.AsStream());
        await using var entities = broker.Client().Entities.QueryAsync(Pages, Cancel).GetAsyncEnumerator(Cancel);

        // More than the reader takes at once, and no end yet.
        await pipe.Writer.WriteAsync("""[{"id":"urn:p:1","type":"P"},{"id":"urn:p:2","type":"P"},"""u8.ToArray(), Cancel);
        Assert.True(await entities.MoveNextAsync());
        Assert.Equal("urn:p:1", entities.Current.Id.Value);

        await pipe.Writer.WriteAsync("""{"id":"urn:p:3"}]"""u8.ToArray(), Cancel);
        await pipe.Writer.CompleteAsync();
        Assert.True(await entities.MoveNextAsync());
        Assert.True(await entities.MoveNextAsync());
        Assert.Equal("urn:p:3", entities.Current.Id.Value);
    }
}
