namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>What may be written is judged before and after (POLICIES 1.2), and what may not be written stays.</summary>
public sealed class WriteRuleTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Theory]
    [InlineData("PATCH", "", """{"type":"Hidden"}""")]
    [InlineData("POST", "/attrs", """{"type":"Hidden","level":{"type":"Property","value":9}}""")]
    [InlineData("PATCH", "/attrs", """{"type":["Tank","Hidden"]}""")]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Hidden"}""")]
    public async Task Nobody_moves_an_entity_out_of_his_own_sight(string method, string path, string body)
    {
        await using var broker = await StartAsync();
        var before = await RootAsync(broker);

        (await broker.SendAsync(method, One + path, body)).IsProblem(403, "Forbidden");

        Assert.Equal(before, await RootAsync(broker));
    }

    [Fact]
    public async Task Nobody_creates_what_he_may_not_have_whether_or_not_the_id_is_taken()
    {
        await using var broker = await StartAsync();

        var taken = await broker.PostAsync("/entities", """{"id":"urn:ngsi-ld:Tank:1","type":"Hidden"}""");
        var free = await broker.PostAsync("/entities", """{"id":"urn:ngsi-ld:Tank:2","type":"Hidden"}""");

        taken.IsProblem(403, "Forbidden");
        free.IsProblem(403, "Forbidden");
        Assert.Equal(taken.Body.Length, free.Body.Length);
        Assert.Equal(404, (await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2", SecretPolicy.Root)).Status);
    }

    [Theory]
    [InlineData("PUT", One, """{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""")]
    [InlineData("POST", "/entityOperations/upsert", """[{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}]""")]
    public async Task Replacing_replaces_what_may_be_written_and_leaves_the_rest(string method, string path, string body)
    {
        await using var broker = await StartAsync();

        (await broker.SendAsync(method, path, body)).IsBare(204);

        var seen = await broker.GetAsync(One);
        var all = (await broker.GetAsync(One, SecretPolicy.Root)).Json;
        Assert.Null(seen.Json["level"]);
        Assert.Equal("A1", (string?)seen.Json["serial"]!["value"]);
        Assert.Equal("s3cr3t", (string?)all["secret"]!["value"]);
        Assert.Equal("/hidden/scope", (string?)all["scope"]);
    }

    [Fact]
    public async Task An_attribute_that_may_not_be_written_is_refused_with_one_reason_whether_it_is_there_or_not()
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank"}""", SecretPolicy.Root);
        const string Body = """{"serial":{"type":"Property","value":"B"},"secret":{"type":"Property","value":"B"},"level":{"type":"Property","value":7}}""";

        foreach (var path in (string[])["/attrs", "/attrs?options=noOverwrite"])
        {
            var there = await broker.PostAsync(One + path, Body);
            var absent = await broker.PostAsync("/entities/urn:ngsi-ld:Tank:2" + path, Body);
            Assert.Equal(207, there.Status);
            var (a, b) = (there.Json["notUpdated"]!.AsArray().Where(Refused), absent.Json["notUpdated"]!.AsArray().Where(Refused));
            Assert.Equal(a.Select(item => item!.ToJsonString()), b.Select(item => item!.ToJsonString()));
            Assert.Equal(["serial", "secret"], a.Select(item => ((string)item!["attributeName"]!).Split('/')[^1]));
        }

        Assert.Equal(7, (int)(await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2")).Json["level"]!["value"]!);
        Assert.Null((await broker.GetAsync("/entities/urn:ngsi-ld:Tank:2", SecretPolicy.Root)).Json["secret"]);

        static bool Refused(System.Text.Json.Nodes.JsonNode? item) => !((string)item!["attributeName"]!).EndsWith("/level", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATCH", "/attrs/serial", """{"value":"B"}""", 403)]
    [InlineData("PUT", "/attrs/serial", """{"type":"Property","value":"B"}""", 403)]
    [InlineData("DELETE", "/attrs/serial", null, 403)]
    [InlineData("PATCH", "/attrs/secret", """{"value":"B"}""", 404)]
    [InlineData("PUT", "/attrs/secret", """{"type":"Property","value":"B"}""", 404)]
    [InlineData("DELETE", "/attrs/secret?deleteAll=true", null, 404)]
    [InlineData("DELETE", "/attrs/scope", null, 404)]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","serial":"B"}""", 403)]
    [InlineData("PUT", "", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","scope":"/a"}""", 403)]
    [InlineData("DELETE", "", null, 403)]
    public async Task What_is_shown_may_be_forbidden_and_what_is_hidden_is_absent(string method, string path, string? body, int status)
    {
        await using var broker = await StartAsync();
        var before = await RootAsync(broker);

        (await broker.SendAsync(method, One + path, body)).IsProblem(status, status == 403 ? "Forbidden" : "ResourceNotFound");

        Assert.Equal(before, await RootAsync(broker));
    }

    [Fact]
    public async Task Root_may_do_all_of_it()
    {
        await using var broker = await StartAsync();

        (await broker.PatchAsync(One, """{"type":"Hidden","secret":{"type":"Property","value":"x"},"scope":"/a"}""", SecretPolicy.Root)).IsBare(204);
        Assert.Equal(404, (await broker.GetAsync(One)).Status);
        (await broker.DeleteAsync(One, SecretPolicy.Root)).IsBare(204);
    }

    [Fact]
    public async Task Contexts_are_listed_and_deleted_by_administrators_only_and_served_to_whom_knows_the_id()
    {
        await using var broker = await StartAsync();

        var added = await broker.PostAsync("/jsonldContexts", Samples.ContextDocument);
        var path = added.IsBare(201)["Location"]![NgsiLdApplicationBuilderExtensions.Root.Length..];

        Assert.Equal(200, (await broker.GetAsync(path)).Status);
        (await broker.GetAsync("/jsonldContexts")).IsProblem(401, "Unauthorized");
        (await broker.GetAsync("/jsonldContexts", "Test-Caller: kofi")).IsProblem(403, "Forbidden");
        (await broker.DeleteAsync(path, "Test-Caller: kofi")).IsProblem(403, "Forbidden");
        Assert.Contains(path, (await broker.GetAsync("/jsonldContexts", SecretPolicy.Root)).Body, StringComparison.Ordinal);
        (await broker.DeleteAsync(path, SecretPolicy.Root)).IsBare(204);
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync(new SecretPolicy());
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1},"serial":{"type":"Property","value":"A1"},
             "private":{"type":"Property","value":true},"secret":{"type":"Property","value":"s3cr3t"},"scope":"/hidden/scope"}
            """, SecretPolicy.Root);
        return broker;
    }

    private static async Task<string> RootAsync(TestBroker broker) => (await broker.GetAsync(One + "?options=sysAttrs", SecretPolicy.Root)).Body;
}
