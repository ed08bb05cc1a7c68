namespace Waziup.Ngsi.AspNetCore.Tests;

/// <summary>Which form an answer has and which body is understood (6.3.4, 6.3.5).</summary>
public sealed class NegotiationTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Json = "application/json";
    private const string JsonLd = "application/ld+json";
    private const string GeoJson = "application/geo+json";

    [Theory]
    [InlineData(null, Json)]
    [InlineData("*/*", Json)]
    [InlineData("application/*", Json)]
    [InlineData("application/ld+json", JsonLd)]
    [InlineData("application/geo+json", GeoJson)]
    [InlineData("APPLICATION/LD+JSON", JsonLd)]
    [InlineData("application/geo+json, application/ld+json, application/json", Json)]
    [InlineData("application/ld+json, application/json;q=0.9", JsonLd)]
    [InlineData("application/json;q=0.2, application/ld+json;q=0.3, application/geo+json;q=0.9", GeoJson)]
    [InlineData("application/json;q=0, */*", JsonLd)]
    [InlineData("application/json;q=0, application/*;q=0.5, text/html", JsonLd)]
    [InlineData("application/*;q=0.5, application/geo+json", GeoJson)]
    [InlineData("*/*;q=0.5, application/json;q=0.1", JsonLd)]
    [InlineData("application/json;q=nonsense, application/ld+json;q=0.9", Json)]
    [InlineData("application/xml, application/ld+json;q=0.1", JsonLd)]
    public async Task The_best_of_what_is_acceptable_is_chosen(string? accept, string type)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));

        foreach (var path in (string[])[One, "/entities?type=Tank"])
        {
            var answer = accept is null ? await broker.GetAsync(path) : await broker.GetAsync(path, "Accept: " + accept);
            Assert.Equal(200, answer.Status);
            Assert.Equal(type, answer["Content-Type"]);
        }
    }

    [Theory]
    [InlineData("/entities/urn:x:absent", "application/xml")]
    [InlineData("/entities?type=Tank", "text/html")]
    [InlineData("/entities/urn:x:absent", "application/json;q=0")]
    [InlineData("/jsonldContexts", "application/geo+json")]
    [InlineData("/jsonldContexts/absent", "application/geo+json")]
    [InlineData("/info/sourceIdentity", "application/geo+json")]
    public async Task What_is_not_offered_is_refused_before_anything_is_looked_up(string path, string accept)
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.GetAsync(path, "Accept: " + accept);

        answer.IsProblem(406, "InvalidRequest");
        Assert.Contains("application/ld+json", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GeoJSON_is_passed_over_where_it_is_not_offered()
    {
        await using var broker = await TestBroker.StartAsync();

        var answer = await broker.GetAsync("/info/sourceIdentity", "Accept: application/geo+json, application/ld+json;q=0.1");

        Assert.Equal(JsonLd, answer["Content-Type"]);
    }

    [Fact]
    public async Task The_context_goes_into_the_body_or_into_a_header_never_into_both()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);

        foreach (var (accept, prefer, inBody) in new (string, string, bool)[]
            { (Json, "", false), (JsonLd, "", true), (GeoJson, "", true), (GeoJson, "body=ld+json", true), (GeoJson, "body=json", false) })
        {
            foreach (var path in (string[])[One, "/entities?type=Tank"])
            {
                var answer = await broker.GetAsync(path, "Accept: " + accept, "Prefer: " + prefer, Samples.ContextLink);
                Assert.Equal(accept, answer["Content-Type"]);
                Assert.Equal(inBody, answer.Link("http://www.w3.org/ns/json-ld#context") is null);
                Assert.Equal(inBody ? 1 : 0, answer.Body.Split(Samples.ContextUrl).Length - 1);
            }
        }
    }

    [Fact]
    public async Task An_error_is_JSON_whatever_is_acceptable()
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.GetAsync(One, "Accept: application/ld+json")).IsProblem(404, "ResourceNotFound");
        (await broker.GetAsync(One, "Accept: application/geo+json")).IsProblem(404, "ResourceNotFound");
        (await broker.PostAsync("/entities", "{}", "Accept: application/ld+json")).IsProblem(400, "BadRequestData");
    }

    [Theory]
    [InlineData("POST", "/entities", "text/plain")]
    [InlineData("POST", "/entities", "application/merge-patch+json")]
    [InlineData("POST", "/entities", "application/jsonx")]
    [InlineData("POST", "/entities", "")]
    [InlineData("PUT", "/entities/urn:x:absent", "application/merge-patch+json")]
    [InlineData("PATCH", "/entities/urn:x:absent", "application/geo+json")]
    [InlineData("PATCH", "/entities/urn:x:absent/attrs/a", "application/xml")]
    [InlineData("POST", "/entityOperations/create", "text/json")]
    [InlineData("POST", "/jsonldContexts", "text/json")]
    public async Task Another_type_of_body_is_refused_before_anything_is_looked_up(string method, string path, string type)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.SendAsync(method, path, "{}", type)).IsBare(415);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"utf-8\"")]
    [InlineData("application/json ;version=1")]
    public async Task Parameters_of_a_type_do_not_matter(string type)
    {
        await using var broker = await TestBroker.StartAsync();

        (await broker.SendAsync("POST", "/entities", Samples.Tank(1), type)).IsBare(201);
    }

    [Theory]
    [InlineData("application/json", ",\"@context\":\"https://ctx.example/tank.jsonld\"", false)]
    [InlineData("application/ld+json", "", false)]
    [InlineData("application/ld+json", ",\"@context\":\"https://ctx.example/tank.jsonld\"", true)]
    public async Task A_context_in_the_wrong_place_is_refused(string type, string more, bool withLink)
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;

        string[] headers = withLink ? [Samples.ContextLink] : [];
        (await broker.SendAsync("POST", "/entities", Samples.Tank(1, more), type, headers)).IsProblem(400, "BadRequestData");

        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }

    [Fact]
    public async Task A_merge_patch_takes_its_context_from_the_header()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);

        foreach (var path in (string[])[One, One + "/attrs"])
            (await broker.SendAsync("PATCH", path, """{"level":{"type":"Property","value":9}}""", "application/merge-patch+json", Samples.ContextLink)).IsBare(204);
        (await broker.SendAsync("PATCH", One + "/attrs/level", """{"value":8}""", "application/merge-patch+json", Samples.ContextLink)).IsBare(204);

        var after = await broker.GetAsync(One);
        Assert.Equal(8, (int)after.Json["https://ex.org/level"]!["value"]!);
        Assert.Null(after.Json["level"]);
    }

    [Fact]
    public async Task A_context_that_cannot_be_fetched_is_504_and_one_that_is_none_400()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = "<html>";

        (await broker.PostAsync("/entities", Samples.Tank(1), Samples.ContextLink)).IsProblem(400, "BadRequestData");
        (await broker.GetAsync(One, "Link: <https://nowhere.example/x>; rel=\"http://www.w3.org/ns/json-ld#context\"")).IsProblem(504, "LdContextNotAvailable");
        (await broker.SendAsync("POST", "/entities", Samples.Tank(1, ",\"@context\":[\"https://nowhere.example/x\"]"), JsonLd)).IsProblem(504, "LdContextNotAvailable");

        Assert.Equal("[]", (await broker.GetAsync("/entities?local=true")).Body);
    }

    [Fact]
    public async Task Links_of_other_relations_do_not_matter_and_two_contexts_contradict_each_other()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;

        (await broker.PostAsync("/entities", Samples.Tank(1), "Link: <https://a.example/style,x>; rel=\"stylesheet\", " + Samples.ContextLink[6..])).IsBare(201);
        (await broker.PostAsync("/entities", Samples.Tank(2), Samples.ContextLink, Samples.ContextLink)).IsBare(201);
        (await broker.PostAsync("/entities", Samples.Tank(3), Samples.ContextLink, Samples.ContextLink.Replace("tank", "pump"))).IsProblem(400, "BadRequestData");

        Assert.NotNull((await broker.GetAsync(One)).Json["https://ex.org/level"]);
    }

    [Fact]
    public async Task A_context_whose_URL_no_header_can_carry_is_named_in_codes()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts["https://ctx.example/tänk"] = Samples.ContextDocument;
        await broker.CreateAsync(Samples.Tank(1));

        var answer = await broker.GetAsync(One, "Link: <https://ctx.example/tänk>; rel=\"http://www.w3.org/ns/json-ld#context\"");

        Assert.Equal(200, answer.Status);
        Assert.StartsWith("<https://ctx.example/t%C3%A4nk>;", answer["Link"], StringComparison.Ordinal);
    }
}
