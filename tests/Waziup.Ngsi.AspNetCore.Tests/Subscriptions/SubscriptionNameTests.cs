using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Names in subscriptions: the @context of a request expands them, that of a reader compacts them (5.5.7).</summary>
public sealed class SubscriptionNameTests
{
    private const string Named = """
        "entities":[{"type":"Tank"}],"watchedAttributes":["level","other"],"q":"level>1",
        "geoQ":{"georel":"near;maxDistance==10","geometry":"Point","coordinates":[1,2],"geoproperty":"owner"}
        """;

    [Fact]
    public async Task A_reader_with_the_same_context_sees_short_names()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(Named, """ "pick":["level","other"] """, "1", Samples.ContextLink);

        var answer = await broker.GetAsync(Subscribed.Path(), Samples.ContextLink);

        Assert.Contains(Samples.ContextUrl, answer["Link"], StringComparison.Ordinal);
        Found.IsJson("""[{"type":"Tank"}]""", answer.Json["entities"]);
        Found.IsJson("""["level","other"]""", answer.Json["watchedAttributes"]);
        Found.IsJson("""["level","other"]""", answer.Json["notification"]!["pick"]);
        Assert.Equal("owner", (string?)answer.Json["geoQ"]!["geoproperty"]);
        Assert.Equal(Samples.ContextUrl, (string?)answer.Json["jsonldContext"]);
        Assert.Null(answer.Json["@context"]);
    }

    [Fact]
    public async Task A_reader_without_it_sees_whole_names()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(Named, """ "pick":["level","other"] """, "1", Samples.ContextLink);

        var one = await broker.SubscriptionAsync();
        var listed = (await broker.GetAsync("/subscriptions")).Json[0]!.AsObject();

        foreach (var served in (System.Text.Json.Nodes.JsonObject[])[one, listed])
        {
            Found.IsJson("""[{"type":"https://ex.org/Tank"}]""", served["entities"]);
            Found.IsJson("""["https://ex.org/level","other"]""", served["watchedAttributes"]);
            Found.IsJson("""["https://ex.org/level","other"]""", served["notification"]!["pick"]);
            Assert.Equal("https://ex.org/owner", (string?)served["geoQ"]!["geoproperty"]);
        }
    }

    [Fact]
    public async Task With_linked_data_the_context_stands_in_the_body()
    {
        await using var broker = await StartAsync();
        var body = Subscribed.Body($"\"@context\":\"{Samples.ContextUrl}\",{Named}");
        var made = await broker.SendAsync("POST", "/subscriptions", body, "application/ld+json");
        Assert.True(made.Status == 201, made.Body);

        var answer = await broker.GetAsync(Subscribed.Path(), Samples.ContextLink, "Accept: application/ld+json");

        Assert.Equal("application/ld+json", answer["Content-Type"]);
        Assert.Null(answer.Link("http://www.w3.org/ns/json-ld#context"));
        Assert.Contains(Samples.ContextUrl, answer.Json["@context"]!.ToJsonString(), StringComparison.Ordinal);
        Found.IsJson("""["level","other"]""", answer.Json["watchedAttributes"]);
        Assert.Equal(Samples.ContextUrl, (string?)answer.Json["jsonldContext"]);
    }

    [Fact]
    public async Task An_inline_context_is_hosted_for_the_receivers()
    {
        await using var broker = await StartAsync();
        var body = Subscribed.Body("\"@context\":[{\"Tank\":\"https://ex.org/Tank\"}],\"entities\":[{\"type\":\"Tank\"}]");
        Assert.Equal(201, (await broker.SendAsync("POST", "/subscriptions", body, "application/ld+json")).Status);

        var url = (string)(await broker.SubscriptionAsync())["jsonldContext"]!;

        var path = new Uri(url).AbsolutePath;
        Assert.StartsWith("/ngsi-ld/v1/jsonldContexts/", path, StringComparison.Ordinal);
        var hosted = await broker.GetAsync(path["/ngsi-ld/v1".Length..]);
        Assert.Equal(200, hosted.Status);
        Assert.Contains("https://ex.org/Tank", hosted.Body, StringComparison.Ordinal);
        Found.IsJson("""[{"type":"https://ex.org/Tank"}]""", (await broker.SubscriptionAsync())["entities"]);
    }

    [Fact]
    public async Task The_context_of_notifications_has_to_be_there()
    {
        await using var broker = await StartAsync();

        (await broker.PostAsync("/subscriptions", Subscribed.Body("\"entities\":[{\"type\":\"Tank\"}],\"jsonldContext\":\"https://nowhere.example/c.jsonld\"")))
            .IsProblem(504, "LdContextNotAvailable");
        (await broker.PostAsync("/subscriptions", Subscribed.Body("\"entities\":[{\"type\":\"Tank\"}],\"jsonldContext\":\"https://ctx.example/broken\"")))
            .IsProblem(400, "BadRequestData");

        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
    }

    [Fact]
    public async Task The_context_of_the_request_has_to_be_there()
    {
        await using var broker = await StartAsync();

        (await broker.PostAsync("/subscriptions", Subscribed.Body(Named), "Link: <https://nowhere.example/c>; rel=\"http://www.w3.org/ns/json-ld#context\""))
            .IsProblem(504, "LdContextNotAvailable");

        Assert.Equal("[]", (await broker.GetAsync("/subscriptions")).Body);
    }

    [Theory]
    [InlineData("application/json", true, false)]
    [InlineData("application/ld+json", false, false)]
    [InlineData("application/ld+json", false, true)]
    [InlineData("application/ld+json", true, true)]
    public async Task A_context_stands_where_the_media_type_says(string type, bool inBody, bool inLink)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Pump\"}]", id: "2");
        var context = inBody ? $"\"@context\":\"{Samples.ContextUrl}\"," : "";
        string[] headers = inLink ? [Samples.ContextLink] : [];

        (await broker.SendAsync("POST", "/subscriptions", Subscribed.Body(context + Named), type, headers)).IsProblem(400, "BadRequestData");
        (await broker.SendAsync("PATCH", Subscribed.Path("2"), $"{{{context}\"description\":\"new\"}}", type, headers)).IsProblem(400, "BadRequestData");

        Assert.Null(Assert.Single((await broker.GetAsync("/subscriptions")).Json.AsArray())!["description"]);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        broker.Contexts["https://ctx.example/broken"] = """{"nothing":"here"}""";
        return broker;
    }
}
