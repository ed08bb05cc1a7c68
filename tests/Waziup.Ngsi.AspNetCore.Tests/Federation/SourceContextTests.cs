using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>The @context that a source is talked to in, and that its answers are read in (4.3.6.6, 6.3.5).</summary>
public sealed class SourceContextTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task The_context_of_the_request_goes_along_as_a_link()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        network.Answers("back", call => new RemoteReply(RemoteResult.Answered, call.Method == "POST" ? 201 : 404, default));
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"), Samples.ContextLink)).Status);

        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);
        Assert.Equal(200, (await broker.GetAsync("/entities?type=Tank&q=level>1", Samples.ContextLink)).Status);

        Assert.Equal(2, network.Calls.Count);
        Assert.All(network.Calls, call => Assert.Contains($"<{Samples.ContextUrl}>", call.Header("Link"), StringComparison.Ordinal));
        Assert.Equal("application/json", network.Calls[0].ContentType);
        Assert.Equal(1, (int)network.Calls[0].Json()["level"]!["value"]!);
        Assert.Null(network.Calls[0].Json()["@context"]);
        Assert.Contains("type=Tank", network.Calls[1].Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_of_a_context_that_stands_in_the_body_reach_a_source_whole()
    {
        var network = new Network();
        await using var front = await TestBroker.StartAsync(source: network);
        await using var back = await TestBroker.StartAsync();
        network.Add("back", back);
        await front.RegisterAsync("back", "redirect", "\"type\":\"https://ex.org/Tank\"");
        const string Entity = """
            {"@context":{"Tank":"https://ex.org/Tank","level":"https://ex.org/level","kind":"https://ex.org/kind","big":"https://ex.org/big","deep":"https://ex.org/deep"},
             "id":"urn:ngsi-ld:Tank:1","type":"Tank",
             "level":{"type":"Property","value":1,"deep":{"type":"Property","value":2}},"kind":{"type":"VocabProperty","vocab":["big"]}}
            """;

        var answer = await front.SendAsync("POST", "/entities", Entity, "application/ld+json");

        Assert.True(answer.Status == 201, answer.Body);
        var found = (await back.GetAsync(One)).Json;
        Assert.Equal("https://ex.org/Tank", (string?)found["type"]);
        Assert.Equal(2, (int)found["https://ex.org/level"]!["https://ex.org/deep"]!["value"]!);
        Assert.Contains("https://ex.org/big", found["https://ex.org/kind"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(found["level"]);
    }

    [Fact]
    public async Task A_source_is_talked_to_in_the_context_that_its_registration_names()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "redirect");
        const string Entity = """
            {"id":"urn:ngsi-ld:Tank:1","type":"https://ex.org/Tank",
             "https://ex.org/level":[{"type":"Property","value":{"https://ex.org/level":1},"https://ex.org/owner":{"type":"Property","value":"Ama","https://ex.org/level":{"type":"Property","value":3}}},
              {"type":"Property","value":2,"datasetId":"urn:d:1","https://ex.org/owner":{"type":"Property","value":"Kofi"}}],
             "https://ex.org/owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1","objectType":"https://ex.org/Tank"},
             "kind":{"type":"VocabProperty","vocab":"https://ex.org/level"}}
            """;
        network.Answers("back", 201);

        var answer = await broker.PostAsync("/entities", Entity);

        Assert.True(answer.Status == 201, answer.Body);
        var call = Assert.Single(network.Calls);
        Assert.Contains($"<{Samples.ContextUrl}>", call.Header("Link"), StringComparison.Ordinal);
        Assert.Equal("application/json", call.ContentType);
        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank",
             "level":[{"type":"Property","value":{"https://ex.org/level":1},"owner":{"type":"Property","value":"Ama","level":{"type":"Property","value":3}}},
              {"type":"Property","value":2,"datasetId":"urn:d:1","owner":{"type":"Property","value":"Kofi"}}],
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1","objectType":"Tank"},
             "kind":{"type":"VocabProperty","vocab":"level"}}
            """, call.Json());
    }

    [Fact]
    public async Task Names_in_the_path_and_in_parameters_are_those_of_the_source()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "redirect");
        network.Answers("back", 204);

        (await broker.PatchAsync(One + "/attrs/https%3A%2F%2Fex.org%2Flevel?type=https://ex.org/Tank", """{"value":7}""")).IsBare(204);
        (await broker.DeleteAsync(One + "/attrs/https%3A%2F%2Fex.org%2Fowner?datasetId=urn:d:1")).IsBare(204);
        await broker.GetAsync("/entities?type=https://ex.org/Tank&attrs=https://ex.org/level");

        Assert.EndsWith("/attrs/level?type=Tank", network.Calls[0].Uri.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("/attrs/owner?datasetId=urn%3Ad%3A1", network.Calls[1].Uri.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("attrs=level", network.Calls[2].Uri.Query, StringComparison.Ordinal);
        Assert.Contains("type=Tank", network.Calls[2].Uri.Query, StringComparison.Ordinal);
        Assert.DoesNotContain(network.Calls, call => call.Uri.AbsoluteUri.Contains("ex.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_source_answers_without_a_context_is_read_in_the_context_it_was_asked_in()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "inclusive");
        network.Answers("back", 200, Samples.Tank(1));

        var found = (await broker.GetAsync(One)).Json;

        Assert.Equal(1, (int)found["https://ex.org/level"]!["value"]!);
        Assert.Null(found["level"]);
    }

    [Fact]
    public async Task What_a_source_answers_with_a_context_is_read_in_that()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        network.Answers("left", 200, Samples.Tank(1, $",\"@context\":\"{Samples.ContextUrl}\""));
        network.Answers("right", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Ama"}}"""))
        {
            Links = [$"<{Samples.ContextUrl}>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\""],
        });
        await broker.RegisterAsync("left");
        await broker.RegisterAsync("right");

        var found = (await broker.GetAsync(One)).Json;

        Assert.Equal((1, "Ama"), ((int)found["https://ex.org/level"]!["value"]!, (string?)found["https://ex.org/owner"]!["value"]));
        Assert.Null(found["owner"]);
    }

    [Fact]
    public async Task A_condition_is_judged_here_where_the_source_speaks_another_language()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "inclusive");
        network.Answers("back", 200, $"[{Samples.Tank(1)},{Samples.Tank(2)}]");

        var found = await broker.FindAsync("type=https://ex.org/Tank&q=https://ex.org/level>1");

        Assert.Equal("2", found);
        Assert.DoesNotContain("ex.org", network.Calls[0].Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_whose_context_cannot_be_had_is_left_out()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "inclusive");
        await broker.CreateAsync(Samples.Tank(1));
        broker.Contexts.Forget(Samples.ContextUrl);
        await broker.RegisterAsync("lost", more: ",\"contextSourceInfo\":[{\"key\":\"jsonldContext\",\"value\":\"https://nowhere.example/c\"}]");
        network.Answers("lost", 200, Samples.Tank(2));

        var answer = await broker.GetAsync("/entities?type=Tank");

        Assert.Equal("1", Found.Numbers(answer));
        Assert.StartsWith("199 urn:ngsi-ld:ContextSourceRegistration:lost \"", answer["NGSILD-Warning"], StringComparison.Ordinal);
        Assert.Empty(network.To("lost"));
    }

    [Theory]
    [InlineData("application/ld+json", true)]
    [InlineData("application/json", false)]
    public async Task Bodies_go_in_the_form_that_the_source_takes(string type, bool hasContext)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        network.Answers("back", 201);
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations",
            Registered.Body("back", "redirect", more: $$""","contextSourceInfo":[{"key":"contentType","value":"{{type}}"}]"""), Samples.ContextLink)).Status);

        await broker.CreateAsync(Samples.Tank(1), Samples.ContextLink);
        Assert.Equal(201, (await broker.PostAsync("/entityOperations/create", $"[{Samples.Tank(2)},{Samples.Tank(3)}]", Samples.ContextLink)).Status);

        var (single, batch) = (network.Calls[0], network.Calls[1]);
        Assert.Equal((type, type), (single.ContentType, batch.ContentType));
        Assert.Equal(hasContext ? null : Samples.ContextLink[6..], single.Header("Link"));
        Assert.Equal(hasContext ? Samples.ContextUrl : null, (string?)single.Json()["@context"]);
        Assert.Equal(Enumerable.Repeat(hasContext ? Samples.ContextUrl : null, 2), batch.Json().AsArray().Select(entity => (string?)entity!["@context"]));
        Assert.DoesNotContain(network.Calls, call => call.Headers.Any(pair => pair.Key.Equals("contentType", StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<TestBroker> StartAsync(Network network, string host, string mode)
    {
        var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.RegisterAsync(host, mode, "\"type\":\"https://ex.org/Tank\"", more: $$""","contextSourceInfo":[{"key":"jsonldContext","value":"{{Samples.ContextUrl}}"}]""");
        return broker;
    }
}
