using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>What lint says of policies together with what is stored, and of callers who see more than a policy says (P12, P14, P16 of POLICIES 6).</summary>
public sealed class LintTests
{
    private static readonly Caller Administrator = Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show","scope":"show","createdAt":"show","id":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"nmae":"show","level":{"round":5},"sort.of":"show"}}""", "nmae, sort")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot","q":"ownr==$me"},"attributes":{"name":"show"}}""", "ownr")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{},"attributes":{"depth":"show","name":"show","wet":"show"}}""", "wet")]
    [InlineData("""{"who":["role:x"],"rights":["history"],"entities":{"type":"Plot"},"attributes":{"name":"show"},"cohort":{"k":5,"by":["name"],"unit":"farmer"}}""", "farmer")]
    [InlineData("""{"effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"ownerFone":"hide"}}""", "ownerFone")]
    [InlineData("""{"who":["role:x"],"rights":["read","update"],"entities":{"type":"Plot"},"attributes":{"tobe":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["update"],"entities":{"type":"Plot","q":"asked==5"},"attributes":{"tobe":"show"}}""", "asked")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Nothing"},"attributes":{"nmae":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"let":{"mine":{"type":"Project","q":"viewr==$me","max":5}},"entities":{"type":"Plot","q":"name==$mine"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"let":{"mine":{"type":"Well","q":"viewr==$me","max":5}},"entities":{"type":"Plot","q":"name==$mine"},"attributes":{"name":"show"}}""", "viewr")]
    public async Task P12_What_a_policy_names_and_nothing_of_what_it_is_about_has_is_warned_of(string policy, string names)
    {
        await using var world = await StartAsync();
        await world.HoldAsync(policy);

        Assert.Equal(names.Length == 0 ? [] : [$"no entity has what it names: {names}"], Texts(await LintAsync(world), "P12"));
    }

    [Fact]
    public async Task P12_Of_a_release_what_it_is_made_of_has_to_be_there_and_what_it_publishes_comes_later()
    {
        await using var world = await ReleaseWorld.StartAsync();
        await world.WellAsync("1", "ama");
        Assert.Empty(Texts(await LintAsync(world.World), "P12"));

        await world.World.HoldAsync(ReleaseWorld.PolicyOf("""{"attribute":"depht","unit":"farmer"}"""));

        Assert.Equal(["no entity has what it names: depht, farmer"], Texts(await LintAsync(world.World), "P12"));
    }

    [Fact]
    public async Task P12_An_activation_looks_at_no_entities_and_a_trial_does()
    {
        await using var world = await StartAsync();
        const string Policy = """{"id":"urn:p:1","who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"nmae":"show"}}""";
        await world.PutAsync(JsonNode.Parse(Policy)!);

        var activated = await world.ActivateAsync("urn:p:1");
        using var form = JsonDocument.Parse($$"""{"activate":[{{Policy}}],"callers":["anybody"]}""");
        var tried = await world.Trial.TryAsync(default, Administrator, form.RootElement, world.Broker.Broker.Terms.Default, Cancel);

        Assert.Empty(Texts(activated, "P12"));
        Assert.Single(Texts(tried, "P12", "lint"));
    }

    [Fact]
    public async Task P12_No_more_entities_are_looked_at_than_a_bound_which_is_told()
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"who":["role:x"],"rights":["read"],"entities":{},"attributes":{"name":"show","late":"show"}}""");
        await world.CreateAsync("Plot:2", "Plot", "\"late\":1");
        var policies = (await world.Policy.SetAsync(default, Cancel)).Policies;

        async Task<IEnumerable<string>> FindAsync(int most) =>
            (await new NameLint(world.Broker.Storage, most).OfAsync(default, policies, Json.Instant.Of(world.Broker.Clock.GetUtcNow()), Cancel)).Select(finding => finding.Text);

        Assert.Equal(["none of the 2 oldest entities has what it names: late"], await FindAsync(2));
        Assert.Empty(await FindAsync(3));
    }

    [Theory]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show","owner":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["update"],"entities":{"type":"Plot"},"attributes":{"*":"show","owner":"hide"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show","owner":"hide","level":{"round":5}}}""",
        "beside level, owner it shows by * whatever no word of it names, also what will be added later")]
    [InlineData("""{"who":["role:y"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:wide"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "the same callers see more of the same entities than it names, by urn:p:wide: level, place")]
    [InlineData("""{"who":["role:wide"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show","level":"hide","place":{"grid":5000}}}""", "")]
    [InlineData("""{"who":["role:wide"],"rights":["history"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:wide"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:wide"],"rights":["read"],"entities":{"type":"Plot|Well","q":"level>5"},"attributes":{"name":"show","level":"show"}}""",
        "the same callers see more of the same entities than it names, by urn:p:wide: place")]
    [InlineData("""{"who":["role:all"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "the same callers see more of the same entities than it names, by urn:p:all: *")]
    [InlineData("""{"who":["role:purpose"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:own"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"effect":"limit","who":["role:wide"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":{"pseudonym":{}}}}""", "")]
    public async Task P14_Callers_who_see_more_than_a_policy_names_are_warned_of(string policy, string text)
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"id":"urn:p:wide","who":["role:wide"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"id":"show","name":"show","level":"show","place":{"grid":500}}}""");
        await world.HoldAsync("""{"id":"urn:p:all","who":["role:all"],"rights":["read","history"],"entities":{},"attributes":{"*":"show"}}""");
        await world.HoldAsync("""{"id":"urn:p:purpose","who":["role:purpose"],"purposes":["x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"}}""");
        await world.HoldAsync("""{"id":"urn:p:own","who":["role:own"],"rights":["read"],"entities":{"type":"Plot","q":"owner==$me"},"attributes":{"*":"show"}}""");
        await world.HoldAsync(policy);

        var findings = (await LintAsync(world))["findings"]!.AsArray();

        Assert.Equal(text.Length == 0 ? [] : [text], findings.Where(one => (string)one!["code"]! == "P14" && (string)one["policy"]! == "urn:waziup:Policy:tested").Select(one => (string)one!["text"]!));
        Assert.All(findings.Where(one => (string)one!["code"]! == "P14"), one => Assert.Equal("warning", (string)one!["severity"]!));
    }

    [Theory]
    [InlineData("viewer==$me", 6, null)]
    [InlineData("viewer==$me", 4, "$mine of urn:ngsi-ld:Person:ama has 3 ids, more than half of 4; beyond these the policy gives nothing")]
    [InlineData("viewer==$me|owner==$me", 6, "$mine of urn:ngsi-ld:Person:ama has 4 ids, more than half of 6; beyond these the policy gives nothing")]
    [InlineData("viewer==$me|owner==$me", 3, "$mine of urn:ngsi-ld:Person:ama has more than 3 ids: the policy gives nothing")]
    [InlineData("viewer==$me;owner==$me", 1, null)]
    [InlineData("viewer==$subject,\"urn:ngsi-ld:Person:kofi\"", 4, "$mine of urn:ngsi-ld:Person:ama has 4 ids, more than half of 4; beyond these the policy gives nothing")]
    [InlineData("number>0", 8, null)]
    [InlineData("number>0", 7, "$mine has 4 ids, more than half of 7; beyond these the policy gives nothing")]
    public async Task P16_A_set_that_is_half_full_for_anybody_is_warned_of(string q, int max, string? text)
    {
        await using var world = await StartAsync();
        foreach (var (i, (viewer, owner)) in new[] { ("ama", "kofi"), ("ama", "kofi"), ("ama", "yaw"), ("kofi", "ama") }.Index())
        {
            await world.CreateAsync($"Project:{i}", "Project", $$"""
                "number":{{i + 1}},"viewer":{"object":"urn:ngsi-ld:Person:{{viewer}}"},"owner":{"object":"urn:ngsi-ld:Person:{{owner}}"}
                """);
        }
        await world.HoldAsync(new JsonObject
        {
            ["who"] = new JsonArray("authenticated"),
            ["rights"] = new JsonArray("read"),
            ["let"] = new JsonObject { ["mine"] = new JsonObject { ["type"] = "Project", ["q"] = q, ["max"] = max } },
            ["entities"] = JsonNode.Parse("""{"type":"Plot","q":"name==$mine"}"""),
            ["attributes"] = JsonNode.Parse("""{"name":"show"}"""),
        }.ToJsonString());

        Assert.Equal(text is null ? [] : [text], Texts(await LintAsync(world), "P16"));
    }

    /// <summary>The policies of <c>spec/policies</c> are not warned of where nothing is wrong with them; whoever shows all but some is.</summary>
    [Fact]
    public async Task Policies_that_are_shipped_have_few_warnings()
    {
        var all = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "policies"), "*.json");
        await using var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Elsewhere:1", "Elsewhere", "\"name\":1");
        using var form = JsonDocument.Parse($$"""{"activate":[{{string.Join(',', all.Select(File.ReadAllText))}}],"callers":["anybody"]}""");

        var tried = await world.Trial.TryAsync(default, Administrator, form.RootElement, world.Broker.Broker.Terms.Default, Cancel);

        var found = tried["lint"]!.AsArray().Select(one => $"{one!["code"]} {((string)one["policy"]!).Split(':')[^1]}");
        Assert.True(all.Length > 10);
        Assert.Equal(["P14 project-viewers", "P14 shared-with"], found.Where(one => one[..3] is "P12" or "P14" or "P16").Order(StringComparer.Ordinal));
    }

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Plot:1", "Plot", """ "name":"a","level":1 """);
        await world.CreateAsync("Well:1", "Well", """ "depth":5 """);
        return world;
    }

    private static async Task<JsonObject> LintAsync(PolicyWorld world) => await world.Activation.LintAsync(default, Administrator, Cancel);

    private static List<string> Texts(JsonObject told, string code, string member = "findings") =>
        [.. told[member]!.AsArray().Where(finding => (string)finding!["code"]! == code).Select(finding => (string)finding!["text"]!)];
}
