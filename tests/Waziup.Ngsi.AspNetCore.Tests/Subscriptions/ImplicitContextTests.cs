namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>An inline @context of a subscription gets a URL, so that receivers of plain JSON find it (5.13.1).</summary>
public class ImplicitContextTests
{
    private const string Inline = """{"type":"Subscription","entities":[{"type":"Tank"}],"notification":{"endpoint":{"uri":"http://receiver.example/"}},"@context":[{"Tank":"https://ex.org/Tank"}]}""";

    [Fact]
    public async Task It_is_made_once_and_served()
    {
        await using var broker = await TestBroker.StartAsync();

        var first = await MadeAsync(broker);
        var second = await MadeAsync(broker);

        Assert.Equal(first, second);
        Assert.StartsWith(broker.Address.GetLeftPart(UriPartial.Authority) + "/ngsi-ld/v1/jsonldContexts/", first, StringComparison.Ordinal);
        Assert.Equal("""{"@context":[{"Tank":"https://ex.org/Tank"}]}""", (await broker.GetAsync(PathOf(first))).Body);
        Assert.Single((await broker.GetAsync("/jsonldContexts?kind=ImplicitlyCreated")).Json.AsArray());
    }

    [Fact]
    public async Task Each_delivery_of_it_counts_after_the_answer()
    {
        await using var broker = await TestBroker.StartAsync();
        var path = PathOf(await MadeAsync(broker)) + "?details=true";

        Assert.Equal(0, (int)(await broker.GetAsync(path)).Json["numberOfHits"]!);
        Assert.Equal(1, (int)(await broker.GetAsync(path)).Json["numberOfHits"]!);
    }

    private static async Task<string> MadeAsync(TestBroker broker)
    {
        var answer = await broker.SendAsync("POST", "/subscriptions", Inline, "application/ld+json");
        Assert.Equal(201, answer.Status);
        var subscription = await broker.GetAsync("/subscriptions/" + answer["Location"]!.Split('/')[^1]);
        return (string)subscription.Json["jsonldContext"]!;
    }

    private static string PathOf(string url) => url[url.IndexOf("/jsonldContexts", StringComparison.Ordinal)..];
}
