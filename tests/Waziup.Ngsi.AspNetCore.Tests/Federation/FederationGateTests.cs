using System.Text;
using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>What is hidden from somebody is hidden from him where sources have a part too, and from those to whom data goes.</summary>
public sealed class FederationGateTests
{
    private const string Amas = "Test-Caller: ama";
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Hidden = "/entities/urn:ngsi-ld:Hidden:9";
    private const string Secret = ",\"secret\":{\"type\":\"Property\",\"value\":\"s3cr3t\"}";
    private const string HiddenTank = """{"id":"urn:ngsi-ld:Hidden:9","type":["Hidden","Tank"],"level":{"type":"Property","value":"s3cr3t"}}""";

    [Theory]
    [InlineData(One)]
    [InlineData("/entities?type=Tank")]
    [InlineData("/entities?type=Tank&splitEntities=true")]
    public async Task What_is_hidden_here_does_not_come_back_with_what_a_source_has(string path)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await broker.CreateAsync(Samples.Tank(1, Secret), SecretPolicy.Root);
        network.Answers("back", 200, """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":{"type":"Property","value":"Kofi"}}]""");
        await RegisterAsync(broker);

        var answer = await broker.GetAsync(path, Amas);

        Assert.Contains("Kofi", answer.Body, StringComparison.Ordinal);
        Assert.Contains("level", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", answer.Everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Hidden)]
    [InlineData("/entities?idPattern=Hidden&type=Tank")]
    [InlineData("/entities?idPattern=Hidden&type=Tank&splitEntities=true")]
    public async Task A_hidden_entity_does_not_mix_with_what_a_source_tells_of_it(string path)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await broker.CreateAsync(HiddenTank, SecretPolicy.Root);
        network.Answers("back", 200, """[{"id":"urn:ngsi-ld:Hidden:9","type":"Tank","owner":{"type":"Property","value":"Kofi"}}]""");
        await RegisterAsync(broker);

        var answer = await broker.GetAsync(path, Amas);

        Assert.Contains("Kofi", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", answer.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("level", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q=secret==\"s3cr3t\"")]
    [InlineData("q=secret==\"s3cr3t\"&splitEntities=true")]
    [InlineData("q=secret&count=true")]
    [InlineData("q=secret&count=true&splitEntities=true")]
    [InlineData("attrs=secret")]
    [InlineData("attrs=secret&splitEntities=true")]
    [InlineData("q=!secret", true)]
    [InlineData("q=!secret&splitEntities=true", true)]
    public async Task What_is_hidden_cannot_be_guessed_by_conditions(string condition, bool isFound = false)
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await broker.CreateAsync(Samples.Tank(1, Secret), SecretPolicy.Root);
        // Beside what is here, a source has a secret of its own.
        network.Answers("back", 200, $"[{Samples.Tank(2, Secret)}]");
        await RegisterAsync(broker);

        var answer = await broker.GetAsync("/entities?type=Tank&" + Found.Escaped(condition), Amas);

        Assert.Equal(isFound ? "1,2" : "", Found.Numbers(answer));
        Assert.True(answer["NGSILD-Results-Count"] is null or "0", answer["NGSILD-Results-Count"]);
        Assert.Equal(isFound ? "" : "1,2", Found.Numbers(await broker.GetAsync("/entities?type=Tank&" + Found.Escaped(condition), SecretPolicy.Root)));
    }

    [Fact]
    public async Task Conditions_are_not_told_to_sources_by_somebody_who_may_not_know_what_they_are_about()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        network.Answers("back", 200, "[]");
        await RegisterAsync(broker);

        await broker.GetAsync("/entities?type=Tank&q=secret==%22guess%22;level%3E1", Amas);
        await broker.PostAsync("/entityOperations/query", """{"type":"Query","entities":[{"type":"Tank"}],"q":"secret==\"guess\""}""", Amas);

        Assert.Equal(2, network.Calls.Count);
        Assert.All(network.Calls, call => Assert.DoesNotContain("guess", call.Uri.AbsoluteUri + Encoding.UTF8.GetString(call.Body.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entities_of_a_source_that_are_hidden_are_neither_shown_nor_counted()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        network.Answers("back", 200, $"[{Samples.Tank(1)},{HiddenTank}]");
        await RegisterAsync(broker);

        var answer = await broker.GetAsync("/entities?type=Tank&count=true", Amas);
        var page = await broker.GetAsync("/entities?type=Tank&limit=1", Amas);

        Assert.Equal(("1", "1"), (Found.Numbers(answer), answer["NGSILD-Results-Count"]));
        Assert.Null(page.Link("next"));
        (await broker.GetAsync(Hidden, Amas)).IsProblem(404, "ResourceNotFound");
        Assert.Equal("2", (await broker.GetAsync("/entities?type=Tank&count=true", SecretPolicy.Root))["NGSILD-Results-Count"]);
    }

    [Theory]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"secret":"s3cr3t"}""")]
    [InlineData("POST", One + "/attrs", """{"level":1,"secret":"s3cr3t"}""")]
    [InlineData("PATCH", One + "/attrs", """{"level":1,"secret":"s3cr3t"}""")]
    [InlineData("PATCH", One, """{"level":1,"secret":"s3cr3t"}""")]
    [InlineData("PUT", One, """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"secret":"s3cr3t"}""")]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Tank:2/attrs/secret", """{"value":"s3cr3t"}""")]
    [InlineData("PUT", "/entities/urn:ngsi-ld:Tank:2/attrs/secret", """{"type":"Property","value":"s3cr3t"}""")]
    [InlineData("POST", "/entityOperations/upsert", """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"secret":"s3cr3t"}]""")]
    [InlineData("POST", "/entityOperations/merge", """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":1,"secret":"s3cr3t"}]""")]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Tank:2/attrs", """{"level":1,"half":"s3cr3t"}""")]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Tank:2/attrs", """{"level":1,"scope":"/s3cr3t"}""")]
    [InlineData("PATCH", "/entities/urn:ngsi-ld:Tank:2/attrs/half", """{"value":"s3cr3t"}""")]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:3","type":"Tank","private":true,"half":"s3cr3t"}""")]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:3","type":"Tank","private":true,"level":1,"scope":"/s3cr3t"}""")]
    [InlineData("POST", "/entities", """{"id":"urn:ngsi-ld:Tank:3","type":["Tank","Hidden"],"level":"s3cr3t"}""")]
    [InlineData("POST", "/entityOperations/create", """[{"id":"urn:ngsi-ld:Tank:3","type":["Tank","Hidden"],"level":"s3cr3t"}]""")]
    [InlineData("PATCH", Hidden + "/attrs", """{"level":"s3cr3t"}""")]
    [InlineData("PATCH", Hidden + "/attrs/level", """{"value":"s3cr3t"}""")]
    public async Task Nothing_goes_to_a_source_that_the_owner_of_its_registration_may_not_see(string method, string path, string body)
    {
        Assert.Contains("s3cr3t", await SentAsync(SecretPolicy.Root), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", await SentAsync(Amas), StringComparison.Ordinal);

        async Task<string> SentAsync(string owner)
        {
            var network = new Network();
            await using var broker = await StartAsync(network);
            await broker.CreateAsync(HiddenTank, SecretPolicy.Root);
            await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","private":true,"half":"old","secret":"old","level":0}""", SecretPolicy.Root);
            network.Answers("back", 204);
            await RegisterAsync(broker, owner: owner);

            var answer = await broker.SendAsync(method, path, body, headers: SecretPolicy.Root);

            // In part only, where the source alone has it.
            Assert.True(answer.Status is 201 or 204 or 207, $"{answer.Status} {answer.Body}");
            return string.Join('\n', network.Calls.Select(call => call.Uri.AbsoluteUri + Encoding.UTF8.GetString(call.Body.Span)));
        }
    }

    [Theory]
    [InlineData("inclusive", null)]
    [InlineData("redirect", "[\"owner\"]")]
    [InlineData("inclusive", "[\"owner\"]")]
    public async Task Whether_a_hidden_entity_is_here_shows_in_no_write(string mode, string? attributes)
    {
        var leaks = new List<string>();
        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("PATCH", "/attrs", """{"owner":{"type":"Property","value":"Ama"}}"""), ("PATCH", "/attrs", """{"level":{"type":"Property","value":2}}"""),
            ("POST", "/attrs", """{"owner":{"type":"Property","value":"Ama"}}"""), ("DELETE", "/attrs/owner", null), ("DELETE", "", null),
            ("PATCH", "", """{"owner":{"type":"Property","value":"Ama"}}"""),
        })
        {
            foreach (var type in new[] { "Tank", "Pump" })
            {
                var (with, asked) = await TryAsync(isThere: true, type);
                var (without, askedWithout) = await TryAsync(isThere: false, type);

                if (with != without || asked != askedWithout)
                    leaks.Add($"{method} {path} where {type} is registered\n  with it:    {with}, {asked} asked\n  without it: {without}, {askedWithout} asked");
            }

            async Task<(string Answer, int Asked)> TryAsync(bool isThere, string type)
            {
                var network = new Network();
                await using var broker = await StartAsync(network);
                network.Answers("back", 204);
                await RegisterAsync(broker, mode, $"\"type\":\"{type}\"", attributes);
                if (isThere)
                    Assert.Equal(201, (await broker.PostAsync("/entities?local=true", HiddenTank, SecretPolicy.Root)).Status);
                var answer = await broker.SendAsync(method, Hidden + path, body, headers: Amas);
                return ($"{answer.Status} {answer.Body}", network.Calls.Count);
            }
        }
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }

    [Fact]
    public async Task Somebody_who_may_not_delete_everything_purges_nothing_at_a_source()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        network.Answers("back", 204);
        await RegisterAsync(broker);

        var answer = await broker.DeleteAsync("/entities?type=Tank", Amas);

        Assert.True(answer.Status == 207, $"{answer.Status} {answer.Body}");
        Assert.Equal("Forbidden", Answer.ShortType(Assert.Single(answer.Json["errors"]!.AsArray())!["error"]!));
        Assert.Empty(network.Calls);
        (await broker.DeleteAsync("/entities?type=Tank", SecretPolicy.Root)).IsBare(204);
        Assert.Equal("DELETE", Assert.Single(network.Calls).Method);
    }

    [Fact]
    public async Task A_registration_is_shown_to_its_owner_alone()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await RegisterAsync(broker, more: ",\"contextSourceInfo\":[{\"key\":\"Authorization\",\"value\":\"s3cr3t\"}]");
        const string Back = "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back";

        (await broker.GetAsync(Back, "Test-Caller: kofi")).IsProblem(404, "ResourceNotFound");
        (await broker.PatchAsync(Back, """{"endpoint":"http://evil"}""", "Test-Caller: kofi")).IsProblem(404, "ResourceNotFound");
        (await broker.DeleteAsync(Back, "Test-Caller: kofi")).IsProblem(404, "ResourceNotFound");
        Assert.Equal("[]", (await broker.GetAsync("/csourceRegistrations?type=Tank", "Test-Caller: kofi")).Body);

        Assert.Contains("s3cr3t", (await broker.GetAsync(Back, Amas)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_does_not_name_what_is_hidden()
    {
        var network = new Network();
        await using var broker = await StartAsync(network);
        await broker.CreateAsync(HiddenTank, SecretPolicy.Root);
        await broker.CreateAsync(Samples.Tank(1, Secret), SecretPolicy.Root);

        var hidden = await broker.PostAsync("/csourceRegistrations", Registered.Body("spy", "redirect", "\"idPattern\":\"Hidden\""), Amas);
        var shown = await broker.PostAsync("/csourceRegistrations", Registered.Body("spy", "redirect", "\"idPattern\":\"Tank\""), Amas);

        hidden.IsProblem(409, "Conflict");
        Assert.DoesNotContain("Hidden", hidden.Everything, StringComparison.Ordinal);
        Assert.Equal(shown.Everything, hidden.Everything);
    }

    private static Task<TestBroker> StartAsync(Network network) => TestBroker.StartAsync(new OwnerPolicy(), source: network);

    /// <summary>Ama, from whom much is hidden, registers a source; or somebody else.</summary>
    private static async Task RegisterAsync(
        TestBroker broker, string mode = "inclusive", string entities = "\"type\":\"Tank\"", string? attributes = null, string more = "", string owner = Amas)
    {
        var answer = await broker.PostAsync("/csourceRegistrations",
            Registered.Body("back", mode, entities, attributes, "[\"redirectionOps\",\"upsertBatch\",\"createBatch\",\"mergeBatch\",\"queryBatch\"]", more), owner);
        Assert.True(answer.Status == 201, answer.Body);
    }
}
