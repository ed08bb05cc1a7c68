using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.AspNetCore.Tests.Feeds;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Errors, log lines, proofs, contexts and positions in a feed tell nothing (POLICIES 4, rows 33, 44, 45 and 47).</summary>
public sealed class LeakSinkTests
{
    private const string OtherContext = "https://secret.example/S3CR3T";

    [Fact]
    public async Task Row_44_No_error_and_no_line_of_the_log_holds_what_is_hidden()
    {
        await using var broker = await Farm.WithAsync("4711.5", Farm.Rest);
        foreach (var (method, path, body) in new (string, string, string?)[]
        {
            ("PATCH", Farm.One + "/attrs/note", """{"type":"Relationship","object":"urn:x:1"}"""), ("PATCH", Farm.One + "/attrs/numValue", """{"type":"GeoProperty","value":1}"""),
            ("PATCH", Farm.One + "/attrs/numValue", """{"unitCode":7}"""), ("PUT", Farm.One + "/attrs/owner", """{"type":"Property","value":1}"""),
            ("POST", Farm.One + "/attrs", """{"crop":{"type":"LanguageProperty","languageMap":1}}"""), ("PATCH", Farm.One, """{"depth":{"type":"Nonsense"},"level":{"type":"Property","value":2}}"""),
            ("POST", "/entities", Farm.Reading(1, "\"level\":1")), ("POST", "/entityOperations/create", $"[{Farm.Reading(1, "\"level\":1")}]"),
            ("POST", "/entityOperations/update", $"[{Farm.Reading(1, "\"note\":1,\"owner\":{\"object\":\"urn:x:1\"}")}]"),
            ("POST", "/entityOperations/merge", $"[{Farm.Reading(1, "\"note\":{\"type\":\"Relationship\",\"object\":\"urn:x:1\"}")}]"),
            ("DELETE", Farm.One + "/attrs/note", null), ("DELETE", Farm.One + "/attrs/depth?datasetId=urn:d:none", null), ("DELETE", Farm.PastOfOne + "/attrs/note", null),
            ("PATCH", Farm.PastOfOne + "/attrs/numValue/urn:ngsi-ld:Instance:x", """{"numValue":{"type":"Property","value":1}}"""),
            ("GET", "/entities?type=Reading&q=note~=%22(%22", null), ("GET", "/entities?type=Reading&q=owner~=%22S%22", null), ("GET", "/entities?type=Reading&orderBy=owner", null),
            ("GET", "/entities?type=Reading&georel=near;maxDistance==1&geometry=Point&coordinates=[1]", null), ("GET", "/entities?type=Reading&geometryProperty=note", null),
            ("GET", Farm.One + "?join=inline&joinLevel=9", null), ("GET", Farm.PastOfOne + "?options=aggregatedValues&aggrMethods=nonsense", null),
            ("GET", Farm.PastOfOne + "?timerel=between&timeAt=x", null), ("POST", "/subscriptions", """{"type":"Subscription","entities":[{"type":"Reading"}],"q":"note==","notification":{"endpoint":{"uri":"http://x.example/"} } }"""),
        })
        {
            foreach (var accept in (string[])["application/json", "application/ld+json", "application/geo+json", "text/csv"])
            {
                var answer = await broker.SendAsync(method, path, body, headers: ["Accept: " + accept]);
                Assert.True(answer.Status < 500, $"{method} {path} {answer.Status}");
                Assert.All(["S3CR3T", "4711", "s3cr3tSub", "calibration", "maize"], word => Assert.DoesNotContain(word, answer.Everything, StringComparison.Ordinal));
            }
        }
        Assert.Empty(broker.Log.Errors);
        Assert.Contains("4711.5", (await broker.GetAsync(Farm.One, LossyPolicy.Root)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_44_What_policies_log_says_who_did_what_and_no_value()
    {
        await using var world = await PolicyWorld.StartAsync();
        for (var i = 1; i <= 3; i++)
            await world.CreateAsync($"Project:{i}", "Project", "\"viewer\":{\"object\":\"urn:ngsi-ld:Person:ama\"},\"note\":\"S3CR3T\"");
        await world.CreateAsync("Plot:1", "Plot", "\"level\":4711,\"note\":\"S3CR3T\"");
        await world.HoldAsync("""{"id":"urn:p:1","who":["subject:ama"],"rights":["read"],"audit":"each","entities":{"type":"Plot","q":"note==\"S3CR3T\""},"attributes":{"level":{"round":10}}}""");
        await world.HoldAsync("""{"id":"urn:p:2","who":["subject:ama"],"rights":["read"],"let":{"mine":{"type":"Project","q":"note==\"S3CR3T\"","max":2}},"entities":{"type":"Plot","q":"level==$mine"},"attributes":{"*":"show"}}""");

        Assert.Equal("level", await world.SeenAsync("Plot:1", "Test-Caller: ama"));

        Assert.Contains(world.Log.Lines, line => line.StartsWith("policy-used: urn:p:1", StringComparison.Ordinal));
        Assert.Contains(world.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.All(world.Log.Lines, line => Assert.DoesNotContain("S3CR3T", line, StringComparison.Ordinal));
        Assert.All(world.Log.Lines, line => Assert.DoesNotContain("4711", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row_45_Which_contexts_others_use_is_for_administrators()
    {
        await using var broker = await Farm.StartAsync();
        broker.Contexts[OtherContext] = """{"@context":{"S3CR3T":"https://secret.example/a"}}""";
        Assert.Equal(201, (await broker.PostAsync("/jsonldContexts", """{"@context":{"S3CR3T":"https://secret.example/b"}}""", LossyPolicy.Root)).Status);
        await broker.GetAsync("/entities?local=true", LossyPolicy.Root, $"Link: <{OtherContext}>; rel=\"http://www.w3.org/ns/json-ld#context\"");

        foreach (var path in (string[])["/jsonldContexts", "/jsonldContexts?details=true", "/jsonldContexts?kind=Cached&details=true", "/jsonldContexts?kind=Hosted&details=true"])
        {
            (await broker.GetAsync(path)).IsProblem(401, "Unauthorized");
            (await broker.GetAsync(path, LossyPolicy.Ama)).IsProblem(403, "Forbidden");
        }
        Assert.Contains("S3CR3T", (await broker.GetAsync("/jsonldContexts", LossyPolicy.Root)).Body, StringComparison.Ordinal);
        var used = "/jsonldContexts/" + Uri.EscapeDataString(OtherContext);
        var unused = "/jsonldContexts/" + Uri.EscapeDataString(OtherContext.Replace("S3CR3T", "absent", StringComparison.Ordinal));
        Assert.Equal(200, (await broker.GetAsync(used + "?details=true", LossyPolicy.Root)).Status);
        foreach (var (method, details) in new[] { ("GET", "?details=true"), ("GET", ""), ("DELETE", ""), ("DELETE", "?reload=true") })
        {
            var (there, absent) = (await broker.SendAsync(method, used + details, headers: LossyPolicy.Ama), await broker.SendAsync(method, unused + details, headers: LossyPolicy.Ama));
            Assert.InRange(there.Status, 403, 404);
            Assert.Equal((absent.Status, absent.Body.Replace("absent", "S3CR3T", StringComparison.Ordinal)), (there.Status, there.Body));
        }
    }

    [Theory]
    [InlineData(Farm.One)]
    [InlineData(Farm.One + "?options=concise,sysAttrs")]
    [InlineData(Farm.One + "?options=keyValues")]
    [InlineData(Farm.One + "?pick=numValue,crop,note,ngsildproof")]
    [InlineData("/entities?type=Reading,Person")]
    [InlineData(Farm.PastOfOne)]
    [InlineData("/temporal/entities?type=Reading,Person&timerel=before&timeAt=2030-01-01T00:00:00Z&timeproperty=modifiedAt")]
    [InlineData("/attributes")]
    public async Task Row_47_What_has_another_form_comes_without_a_proof_of_its_own_one(string path)
    {
        await using var broker = await ProvenAsync();

        var answer = await broker.GetAsync(path);

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("PR00F", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("urn:ngsi-ld:Person:1", answer.Body, StringComparison.Ordinal);
        if (path == Farm.One)
            Assert.Contains("PR00F", (await broker.GetAsync(path, LossyPolicy.Root)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numValue.ngsildproof")]
    [InlineData("crop.ngsildproof")]
    [InlineData("note.ngsildproof")]
    [InlineData("numValue.ngsildproof[proofValue]==\"PR00F\"")]
    public async Task Row_47_Nobody_tries_out_guesses_by_a_proof_that_he_is_not_shown(string condition) =>
        await GuessAsync(condition);

    [Theory]
    [InlineData("level.ngsildproof")]
    [InlineData("level.ngsildproof[entityIdSealed]==\"urn:ngsi-ld:Person:1\"")]
    [InlineData("ngsildproof")]
    [InlineData("ngsildproof[entityIdSealed]==\"urn:ngsi-ld:Person:1\"")]
    public async Task Row_47_Nobody_tries_out_guesses_by_a_proof_that_would_tell_a_true_id(string condition) =>
        await GuessAsync(condition);

    private static async Task GuessAsync(string condition)
    {
        await using var broker = await ProvenAsync();

        Assert.Equal("", await broker.FindAsync("type=Reading,Person&q=" + condition));
        Assert.Equal("0", (await broker.GetAsync(Found.Escaped("/entities?type=Reading,Person&count=true&limit=0&q=" + condition)))["NGSILD-Results-Count"]);
        Assert.NotEqual("", await broker.FindAsync("type=Reading,Person&q=" + condition, LossyPolicy.Root));
    }

    [Fact]
    public async Task Row_33_Where_a_feed_has_come_to_does_not_tell_how_much_was_hidden()
    {
        var (busy, quiet) = (await IdsAsync(hidden: 7), await IdsAsync(hidden: 0));

        Assert.Equal(12, busy.Distinct().Count());
        Assert.Single(busy.Concat(quiet).Select(id => id.Length).Distinct());
        // Twelve of them come in order by chance once in half a billion.
        Assert.All([busy, quiet], ids => Assert.NotEqual(ids.Order(StringComparer.Ordinal), ids));
        Assert.Empty(busy.Select(id => id[..8]).Intersect(quiet.Select(id => id[..8])));

        static async Task<List<string>> IdsAsync(int hidden)
        {
            await using var broker = await Farm.WithAsync("17", Farm.Rest);
            using var feed = await FeedReader.OpenAsync(broker, "type=Reading&local=true");
            await feed.NextAsync();
            var ids = new List<string>();
            for (var level = 2; level < 14; level++)
            {
                for (var i = 0; i < hidden; i++)
                    await broker.ChangeAsync($"\"note\":{{\"type\":\"Property\",\"value\":{i + level}}}");
                await broker.ChangeAsync($"\"level\":{{\"type\":\"Property\",\"value\":{level}}}");
                Assert.Contains($"\"value\":{level}", (await feed.NextAsync()).Data, StringComparison.Ordinal);
                ids.Add(feed.LastId);
            }
            return ids;
        }
    }

    /// <summary>A reading, and a person who is known by an alias, with proofs of what they are.</summary>
    private static async Task<TestBroker> ProvenAsync()
    {
        var broker = await Farm.StartAsync();
        static string Proof(string of) => $$"""{"type":"Property","value":{"entityIdSealed":"urn:ngsi-ld:{{of}}","proofValue":"PR00F"},"observedAt":"2026-01-01T00:00:00Z"}""";
        await broker.CreateAsync(Farm.Reading(1, $$"""
            "numValue":{"type":"Property","value":17,"unitCode":"CEL","ngsildproof":{{Proof("Reading:1")}} },"crop":{"type":"Property","value":"maize","ngsildproof":{{Proof("Reading:1")}} },
            "note":{"type":"Property","value":1,"ngsildproof":{{Proof("Reading:1")}} },"level":1
            """), LossyPolicy.Root);
        await broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Person:1","type":"Person","level":{"type":"Property","value":1,"ngsildproof":{{Proof("Person:1")}} },"ngsildproof":{{Proof("Person:1")}} }""", LossyPolicy.Root);
        return broker;
    }
}
