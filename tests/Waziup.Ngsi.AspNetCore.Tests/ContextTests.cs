namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>/jsonldContexts (6.29, 6.30).</summary>
public sealed class ContextTests
{
    [Fact]
    public async Task A_context_is_added_listed_served_used_and_deleted()
    {
        await using var broker = await TestBroker.StartAsync();

        var added = await broker.PostAsync("/jsonldContexts", """{"@context":{"level":"https://ex.org/level"},"other":1}""");
        var path = Path(added.IsBare(201));
        var url = new Uri(broker.Address, added["Location"]!).AbsoluteUri;
        var link = $"Link: <{url}>; rel=\"http://www.w3.org/ns/json-ld#context\"";

        Assert.Equal("""{"@context":{"level":"https://ex.org/level"}}""", (await broker.GetAsync(path)).Body);
        Assert.Contains(url, (await broker.GetAsync("/jsonldContexts?kind=Hosted")).Json.AsArray().Select(item => (string?)item));
        Assert.Equal(0, (int)(await broker.GetAsync(path + "?details=true")).Json["numberOfHits"]!);
        await broker.CreateAsync(Samples.Tank(1), link);
        Assert.NotNull((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:1")).Json["https://ex.org/level"]);
        var details = (await broker.GetAsync(path + "?details=true")).Json;
        Assert.Equal(1, (int)details["numberOfHits"]!);
        Assert.Equal("Hosted", (string?)details["kind"]);
        Assert.Equal(url, (string?)details["URL"]);
        Assert.EndsWith("Z", (string?)details["createdAt"], StringComparison.Ordinal);
        Assert.Equal(0, broker.Contexts.Loads);

        (await broker.DeleteAsync(path)).IsBare(204);
        (await broker.GetAsync(path)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(path)).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_fetched_context_is_known_by_its_URL_and_can_be_fetched_anew()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);
        var path = "/jsonldContexts/" + Uri.EscapeDataString(Samples.ContextUrl);

        Assert.Contains(Samples.ContextUrl, (await broker.GetAsync("/jsonldContexts?kind=Cached")).Json.AsArray().Select(item => (string?)item));
        (await broker.GetAsync(path)).IsProblem(422, "OperationNotSupported");
        var details = (await broker.GetAsync(path + "?details=true")).Json;
        Assert.Equal("Cached", (string?)details["kind"]);
        Assert.Equal(2, (int)details["numberOfHits"]!); // by the request and by having been served before
        var byLocalId = await broker.GetAsync($"/jsonldContexts/{details["localId"]}?details=true");
        Assert.Equal(Samples.ContextUrl, (string?)byLocalId.Json["URL"]);

        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument.Replace("ex.org/level", "ex.org/depth");
        (await broker.DeleteAsync(path + "?reload=true")).IsBare(204);
        await broker.CreateAsync(Samples.Tank(2), Samples.ContextLink);
        Assert.NotNull((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2")).Json["https://ex.org/depth"]);
        (await broker.DeleteAsync(path)).IsBare(204);
        (await broker.GetAsync(path + "?details=true")).IsProblem(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_reload_that_fails_leaves_what_there_is()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);
        broker.Contexts.Forget(Samples.ContextUrl);
        var hosted = Path(await broker.PostAsync("/jsonldContexts", Samples.ContextDocument));

        (await broker.DeleteAsync($"/jsonldContexts/{Uri.EscapeDataString(Samples.ContextUrl)}?reload=true")).IsProblem(504, "LdContextNotAvailable");
        await broker.CreateAsync(Samples.Tank(2), Samples.ContextLink);

        (await broker.DeleteAsync(hosted + "?reload=true")).IsProblem(400, "BadRequestData");
        (await broker.DeleteAsync("/jsonldContexts/absent?reload=true")).IsProblem(400, "BadRequestData");
        (await broker.DeleteAsync(hosted + "?reload=xxx")).IsProblem(400, "BadRequestData");
    }

    [Theory]
    [InlineData("not json", "InvalidRequest")]
    [InlineData("", "InvalidRequest")]
    [InlineData("[]", "InvalidRequest")]
    [InlineData("7", "InvalidRequest")]
    [InlineData("{}", "InvalidRequest")]
    [InlineData("""{"@context":{}} {}""", "InvalidRequest")]
    [InlineData("""{"@context":1}""", "BadRequestData")]
    [InlineData("""{"@context":true}""", "BadRequestData")]
    [InlineData("""{"@context":null}""", "BadRequestData")]
    [InlineData("""{"@context":["https://ctx.example/x",1]}""", "BadRequestData")]
    [InlineData("""{"@context":"nothing"}""", "BadRequestData")]
    public async Task What_is_no_context_is_refused_and_not_kept(string body, string problem)
    {
        await using var broker = await TestBroker.StartAsync();

        Assert.Null((await broker.PostAsync("/jsonldContexts", body)).IsProblem(400, problem)["Location"]);

        Assert.Equal("[]", (await broker.GetAsync("/jsonldContexts?kind=Hosted")).Body);
    }

    [Theory]
    [InlineData("kind=Other", "BadRequestData")]
    [InlineData("details=other", "BadRequestData")]
    [InlineData("limit=1", "InvalidRequest")]
    public async Task Other_values_are_refused(string query, string problem)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.GetAsync("/jsonldContexts?" + query)).IsProblem(400, problem);
    }

    [Fact]
    public async Task Hosted_contexts_belong_to_a_tenant()
    {
        await using var broker = await TestBroker.StartAsync();
        const string Farm = "NGSILD-Tenant: farm";
        await broker.CreateAsync(Samples.Tank(1), "NGSILD-Tenant: other");

        var added = await broker.PostAsync("/jsonldContexts", Samples.ContextDocument, Farm);
        var path = Path(added.IsBare(201));

        Assert.Equal(200, (await broker.GetAsync(path, Farm)).Status);
        (await broker.GetAsync(path)).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(path, "NGSILD-Tenant: other")).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/jsonldContexts?kind=Hosted")).Body);
        Assert.Equal(200, (await broker.GetAsync(path, Farm)).Status);
    }

    [Fact]
    public async Task The_number_of_hosted_contexts_is_bounded()
    {
        await using var broker = await TestBroker.StartAsync(options: o => o.MaxHostedContexts = 1);

        (await broker.PostAsync("/jsonldContexts", Samples.ContextDocument)).IsBare(201);
        (await broker.PostAsync("/jsonldContexts", Samples.ContextDocument)).IsProblem(403, "Forbidden");
    }

    [Fact]
    public async Task The_core_context_stays()
    {
        await using var broker = await TestBroker.StartAsync();
        const string Core = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.6.jsonld";
        await broker.GetAsync("/entities?local=true", $"Link: <{Core}>; rel=\"http://www.w3.org/ns/json-ld#context\"");

        (await broker.DeleteAsync("/jsonldContexts/" + Uri.EscapeDataString(Core))).IsProblem(400, "BadRequestData");
        Assert.Equal(200, (await broker.GetAsync("/entities?local=true", $"Link: <{Core}>; rel=\"http://www.w3.org/ns/json-ld#context\"")).Status);
        Assert.Equal(0, broker.Contexts.Loads);
    }

    private static string Path(Answer created) => created["Location"]![NgsiLdApplicationBuilderExtensions.Root.Length..];
}
