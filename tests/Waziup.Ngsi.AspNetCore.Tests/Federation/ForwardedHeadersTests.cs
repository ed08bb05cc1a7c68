using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Federation;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What goes to a source beside the request itself (6.3.19, 4.3.6.5, 4.3.6.6).</summary>
public sealed class ForwardedHeadersTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task Pairs_of_the_registration_are_headers()
    {
        var call = await AskAsync("[{\"key\":\"X-Farm\",\"value\":\"a b\"},{\"key\":\"Authorization\",\"value\":\"Bearer own\"}]");

        Assert.Equal("a b", Header(call, "X-Farm"));
        Assert.Equal("Bearer own", Header(call, "Authorization"));
        Assert.Null(Header(call, "X-Client"));
    }

    [Fact]
    public async Task A_header_of_the_request_is_copied_where_the_registration_says_so()
    {
        const string Pairs = "[{\"key\":\"X-Farm\",\"value\":\"urn:ngsi-ld:request\"},{\"key\":\"X-Absent\",\"value\":\"urn:ngsi-ld:request\"}]";

        var call = await AskAsync(Pairs, "X-Farm: east", "X-Other: west", "Authorization: Bearer client", "Cookie: a=b");

        Assert.Equal("east", Header(call, "X-Farm"));
        Assert.All(["X-Absent", "X-Other", "Authorization", "Cookie"], name => Assert.Null(Header(call, name)));
        Assert.DoesNotContain(call.Headers, pair => pair.Value.Contains("urn:ngsi-ld:request", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("authorization")]
    [InlineData("Cookie")]
    [InlineData("X-API-Key")]
    [InlineData("X-Auth-Token")]
    [InlineData("Proxy-Authorization")]
    public async Task Credentials_are_copied_to_those_alone_whom_the_operator_trusts(string name)
    {
        var pairs = $$"""[{"key":"{{name}}","value":"urn:ngsi-ld:request"}]""";

        var strange = await AskAsync(pairs, $"{name}: s3cr3t");
        var trusted = await AskAsync(pairs, options => options.TrustedOrigins.Add("http://back"), $"{name}: s3cr3t");
        var other = await AskAsync(pairs, options => options.TrustedOrigins.Add("http://back:8080"), $"{name}: s3cr3t");

        Assert.Null(Header(strange, name));
        Assert.Equal("s3cr3t", Header(trusted, name));
        Assert.Null(Header(other, name));
    }

    [Theory]
    [InlineData("Via")]
    [InlineData("via")]
    [InlineData("Content-Length")]
    [InlineData("Host")]
    [InlineData("NGSILD-Tenant")]
    [InlineData("Connection")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("TE")]
    [InlineData("Keep-Alive")]
    [InlineData("Trailer")]
    public async Task What_the_connection_and_the_broker_decide_is_not_the_registrations_to_set(string name)
    {
        var call = await AskAsync($$"""[{"key":"{{name}}","value":"evil"}]""");

        Assert.DoesNotContain(call.Headers, pair => pair.Value == "evil");
        Assert.Single(call.Headers, pair => pair.Key == "Via");
    }

    [Fact]
    public async Task Only_the_registration_names_the_tenant_of_the_source()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.PostAsync("/csourceRegistrations", Registered.Body("with", more: ",\"tenant\":\"east\""), "NGSILD-Tenant: farm");
        await broker.PostAsync("/csourceRegistrations", Registered.Body("without"), "NGSILD-Tenant: farm");

        await broker.GetAsync(One, "NGSILD-Tenant: farm");

        Assert.Equal("east", Header(Assert.Single(network.To("with")), "NGSILD-Tenant"));
        Assert.Null(Header(Assert.Single(network.To("without")), "NGSILD-Tenant"));
    }

    [Fact]
    public async Task The_context_of_the_request_goes_along_as_a_link()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", Registered.Body("back"), Samples.ContextLink)).Status);

        await broker.PostAsync("/entities", Samples.Tank(1), Samples.ContextLink);
        await broker.GetAsync("/entities?type=Tank&q=level>1", Samples.ContextLink);

        Assert.All(network.Calls, call => Assert.Contains($"<{Samples.ContextUrl}>", Header(call, "Link"), StringComparison.Ordinal));
        Assert.Equal("application/json", network.Calls[0].ContentType);
        Assert.NotNull(Body(network.Calls[0])["level"]);
        Assert.Null(Body(network.Calls[0])["@context"]);
        Assert.Contains("type=Tank", network.Calls[1].Uri.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_no_context_none_is_named()
    {
        var call = await AskAsync("[{\"key\":\"X-Farm\",\"value\":\"a\"}]");

        Assert.Null(Header(call, "Link"));
        Assert.Contains("type=Tank", call.Uri.Query, StringComparison.Ordinal);
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
        Assert.Contains($"<{Samples.ContextUrl}>", Header(call, "Link"), StringComparison.Ordinal);
        Assert.Equal("application/json", call.ContentType);
        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank",
             "level":[{"type":"Property","value":{"https://ex.org/level":1},"owner":{"type":"Property","value":"Ama","level":{"type":"Property","value":3}}},
              {"type":"Property","value":2,"datasetId":"urn:d:1","owner":{"type":"Property","value":"Kofi"}}],
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1","objectType":"Tank"},
             "kind":{"type":"VocabProperty","vocab":"level"}}
            """, Body(call));
    }

    [Fact]
    public async Task Names_in_the_path_and_in_parameters_are_those_of_the_source()
    {
        var network = new Network();
        await using var broker = await StartAsync(network, "back", "redirect");
        network.Answers("back", 204);

        await broker.PatchAsync(One + "/attrs/https%3A%2F%2Fex.org%2Flevel?type=https://ex.org/Tank", """{"value":7}""");
        await broker.DeleteAsync(One + "/attrs/https%3A%2F%2Fex.org%2Fowner?datasetId=urn:d:1");
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
        Assert.NotNull(answer["NGSILD-Warning"]);
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
        await broker.PostAsync("/csourceRegistrations",
            Registered.Body("back", "redirect", more: $$""","contextSourceInfo":[{"key":"contentType","value":"{{type}}"}]"""), Samples.ContextLink);

        await broker.PostAsync("/entities", Samples.Tank(1), Samples.ContextLink);
        await broker.PostAsync("/entityOperations/create", $"[{Samples.Tank(2)},{Samples.Tank(3)}]", Samples.ContextLink);

        var (single, batch) = (network.Calls[0], network.Calls[1]);
        Assert.Equal((type, type), (single.ContentType, batch.ContentType));
        Assert.Equal(hasContext ? null : Samples.ContextLink[6..], Header(single, "Link"));
        Assert.Equal(hasContext ? Samples.ContextUrl : null, (string?)Body(single)["@context"]);
        Assert.All(Body(batch).AsArray(), entity => Assert.Equal(hasContext ? Samples.ContextUrl : null, (string?)entity!["@context"]));
        Assert.DoesNotContain(network.Calls, call => call.Headers.Any(pair => pair.Key.Equals("contentType", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Answers_are_asked_for_in_the_form_that_the_registration_says()
    {
        var call = await AskAsync("[{\"key\":\"accept\",\"value\":\"application/ld+json\"}]");

        Assert.Equal("application/ld+json", Header(call, "Accept"));
        Assert.Single(call.Headers, pair => pair.Key.Equals("accept", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_source_that_is_to_ask_nobody_is_told()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", 204);
        await broker.RegisterAsync("back", more: ",\"management\":{\"localOnly\":true}");
        await broker.RegisterAsync("other");

        await broker.GetAsync(One);
        await broker.GetAsync("/entities?type=Tank");
        await broker.PostAsync("/entities", Samples.Tank(1));
        await broker.PostAsync("/entityOperations/upsert", $"[{Samples.Tank(1)}]");

        Assert.Equal(4, network.To("back").Count);
        Assert.All(network.To("back"), call => Assert.Contains("local=true", call.Uri.Query, StringComparison.Ordinal));
        Assert.All(network.To("other"), call => Assert.DoesNotContain("local", call.Uri.Query, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, 200)]
    [InlineData(60000, 5000)]
    [InlineData(0, 5000)]
    public async Task A_source_gets_the_time_that_its_registration_allows_and_no_more_than_the_broker_does(int registered, int expected)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        await broker.RegisterAsync("back", more: registered == 0 ? "" : $$""","management":{"timeout":{{registered}}}""");

        await broker.GetAsync(One);

        Assert.Equal(TimeSpan.FromMilliseconds(expected), Assert.Single(network.Calls).Timeout);
    }

    [Fact]
    public async Task A_read_has_no_body()
    {
        var call = await AskAsync("[{\"key\":\"contentType\",\"value\":\"application/ld+json\"}]");

        Assert.Null(call.ContentType);
        Assert.True(call.Body.IsEmpty);
    }

    [Fact]
    public async Task Warnings_of_sources_behind_a_source_are_passed_on()
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(Samples.Tank(1))) { Warnings = ["199 farther \"no answer in time\""] });
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync(One);

        Assert.Equal("199 farther \"no answer in time\"", answer["NGSILD-Warning"]);
    }

    [Theory]
    [InlineData("199 farther \"a\r\nX-Evil: 1\"")]
    [InlineData("199 farther \"é\u0001\"")]
    public async Task A_warning_that_cannot_be_a_header_does_no_harm(string warning)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network);
        network.Answers("back", _ => new RemoteReply(RemoteResult.Answered, 200, Encoding.UTF8.GetBytes(Samples.Tank(1))) { Warnings = [warning] });
        await broker.RegisterAsync("back");

        var answer = await broker.GetAsync(One);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer["X-Evil"]);
    }

    private static async Task<TestBroker> StartAsync(Network network, string host, string mode)
    {
        var broker = await TestBroker.StartAsync(source: network);
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.RegisterAsync(host, mode, "\"type\":\"https://ex.org/Tank\"", more: $$""","contextSourceInfo":[{"key":"jsonldContext","value":"{{Samples.ContextUrl}}"}]""");
        return broker;
    }

    private static Task<RemoteCall> AskAsync(string pairs, params string[] headers) => AskAsync(pairs, _ => { }, headers);

    /// <summary>What goes to a source of whose registration these are contextSourceInfo.</summary>
    private static async Task<RemoteCall> AskAsync(string pairs, Action<FederationOptions> options, params string[] headers)
    {
        var network = new Network();
        await using var broker = await TestBroker.StartAsync(source: network, options: all => options(all.Federation));
        await broker.RegisterAsync("back", more: ",\"contextSourceInfo\":" + pairs);
        await broker.GetAsync(One, headers);
        return Assert.Single(network.Calls);
    }

    private static string? Header(RemoteCall call, string name) =>
        call.Headers.Where(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Value).SingleOrDefault();

    private static JsonNode Body(RemoteCall call) => JsonNode.Parse(call.Body.Span)!;
}
