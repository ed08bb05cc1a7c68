using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Versions of policies, and which of them hold together.</summary>
public sealed class PolicySetTests
{
    private const string Id = "urn:waziup:Policy:tested";
    private static readonly Caller Ama = Caller.Anonymous with { Subject = "ama" };

    [Fact]
    public async Task What_was_put_does_not_hold_before_it_is_activated_and_what_is_retired_does_not_any_more()
    {
        await using var world = await StartAsync();

        Assert.Equal(1, await world.PutAsync(Show("level")));
        Assert.Equal("", await world.SeenAsync("Plot:1"));
        await world.ActivateAsync(Id);
        Assert.Equal("level", await world.SeenAsync("Plot:1"));
        Assert.Equal(2, await world.PutAsync(Show("name")));
        Assert.Equal("level", await world.SeenAsync("Plot:1"));
        await world.ActivateAsync(Id);
        Assert.Equal("name", await world.SeenAsync("Plot:1"));
        await world.ChangeAsync(JsonNode.Parse($$"""{"activate":[{"id":"{{Id}}","version":1}]}""")!);
        Assert.Equal("level", await world.SeenAsync("Plot:1"));
        await world.ChangeAsync(JsonNode.Parse($$"""{"retire":["{{Id}}"]}""")!);
        Assert.Equal("", await world.SeenAsync("Plot:1"));
    }

    [Fact]
    public async Task A_change_of_another_set_than_was_expected_is_refused_and_changes_nothing()
    {
        await using var world = await StartAsync();
        await world.HoldAsync(Show("level").ToJsonString());
        await world.PutAsync(Show("name"));

        var change = JsonNode.Parse($$"""{"activate":[{"id":"{{Id}}","version":2}],"expectedVersion":0}""")!;
        Assert.Equal(409, (await Assert.ThrowsAsync<NgsiLdException>(() => world.ChangeAsync(change))).Error.Status);
        change = JsonNode.Parse($$"""{"activate":[{"id":"{{Id}}","version":3}]}""")!;
        Assert.Equal(404, (await Assert.ThrowsAsync<NgsiLdException>(() => world.ChangeAsync(change))).Error.Status);

        Assert.Equal("level", await world.SeenAsync("Plot:1"));
    }

    [Theory]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot","q":"level>5"},"attributes":{"name":"show"}}""", "P03")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot","q":"level>5"},"attributes":{"name":"show","level":"show"}}""", "")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot","q":"owner==$me"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:y"],"rights":["read"],"entities":{"type":"Plot","id":["urn:x:1"]},"attributes":{"name":"show"}}""", "P01")]
    [InlineData("""{"who":["role:y"],"rights":["read","history"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""", "")]
    [InlineData("""{"who":["role:y"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show","level":{"round":5}}}""", "")]
    [InlineData("""{"who":["role:y"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"place":{"grid":2000},"crop":"show"}}""", "P13")]
    [InlineData("""{"who":["role:z"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"place":{"grid":2000}}}""", "")]
    public async Task Lint_warns_of_what_is_useless_or_tells_more_than_it_says(string policy, string code)
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"id":"urn:waziup:Policy:wide","who":["role:y"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"name":"show","place":{"grid":500}}}""");
        var parsed = JsonNode.Parse(policy)!;
        parsed["id"] = Id;
        await world.PutAsync(parsed);

        var told = await world.ActivateAsync(Id);

        Assert.Equal(code, string.Join(' ', told["findings"]!.AsArray().Select(finding => finding!["code"]!.GetValue<string>()).Where(found => found is "P01" or "P03" or "P13").Distinct()));
    }

    [Theory]
    [InlineData("""{"who":["anybody"],"rights":["update"],"entities":{"type":"Plot"},"attributes":{"level":"show"}}""", "P04")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"q":"member==$me;member.role==\"owner\""},"attributes":{"level":"show"}}""", "P02")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"id":{"pseudonym":{}},"name":"show"}}""", "P07")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"owner":{"pseudonym":{}},"*":"show"}}""", "P07")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"location":{"grid":1000},"address":"show"}}""", "P07")]
    [InlineData("""{"who":["role:x"],"rights":["read","update"],"entities":{"type":"Plot"},"attributes":{"crop":{"pseudonym":{}}}}""", null)]
    public async Task What_lint_calls_an_error_does_not_come_to_hold(string policy, string? code)
    {
        await using var world = await StartAsync();
        var parsed = JsonNode.Parse(policy)!;
        parsed["id"] = Id;
        await world.PutAsync(parsed);

        if (code is null)
            await world.ActivateAsync(Id);
        else
            Assert.StartsWith(code, (await Assert.ThrowsAsync<NgsiLdException>(() => world.ActivateAsync(Id))).Error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_for_administrators()
    {
        await using var world = await StartAsync();
        var cancel = TestContext.Current.CancellationToken;

        foreach (var (caller, status) in new[] { (Caller.Anonymous, 401), (Ama, 403), (Ama with { Roles = ["administrator"], Tenants = new Tenants(false, []) }, 403) })
        {
            Assert.Equal(status, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync(Show("level"), caller))).Error.Status);
            Assert.Equal(status, (await Assert.ThrowsAsync<NgsiLdException>(() => world.ChangeAsync(new JsonObject(), caller))).Error.Status);
            Assert.Equal(status, (await Assert.ThrowsAsync<NgsiLdException>(() => world.Book.ListAsync(default, caller, null, cancel).AsTask())).Error.Status);
            Assert.Equal(status, (await Assert.ThrowsAsync<NgsiLdException>(() => world.Book.DeleteAsync(default, caller, Id, cancel).AsTask())).Error.Status);
            Assert.Equal(status, (await Assert.ThrowsAsync<NgsiLdException>(() => world.Activation.LintAsync(default, caller, cancel).AsTask())).Error.Status);
        }
    }

    [Theory]
    [InlineData("id")]
    [InlineData("inProject")]
    [InlineData("name")]
    public async Task A_limit_to_a_pseudonym_holds_for_who_is_shown_everything(string path)
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"id":"urn:p:1","who":["authenticated"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"}}""");
        await world.HoldAsync($$$"""{"id":"urn:p:2","effect":"limit","who":["authenticated"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"{{{path}}}":{"pseudonym":{} } } }""");

        var seen = await world.Broker.GetAsync("/entities?type=Plot&options=keyValues", "Test-Caller: ama");

        var value = Assert.Single(seen.Json.AsArray())![path]!.GetValue<string>();
        Assert.True(value.StartsWith("urn:ngsi-ld:Alias:", StringComparison.Ordinal) || value[0] == '~', value);
        Assert.Equal(1, seen.Json[0]!["level"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_policy_holds_from_and_until()
    {
        await using var world = await StartAsync();
        var now = world.Broker.Clock.GetUtcNow();
        var policy = Show("level");
        policy["from"] = $"{now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}";
        policy["until"] = $"{now.AddMinutes(2):yyyy-MM-ddTHH:mm:ssZ}";
        await world.HoldAsync(policy.ToJsonString());

        Assert.Equal("", await world.SeenAsync("Plot:1"));
        world.Broker.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("level", await world.SeenAsync("Plot:1"));
        world.Broker.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal("", await world.SeenAsync("Plot:1"));
    }

    [Fact]
    public async Task Where_policies_cannot_be_read_nobody_may_do_anything_and_other_tenants_go_on()
    {
        await using var world = await StartAsync();
        await world.HoldAsync(Show("level").ToJsonString());
        Assert.True(TenantId.TryParse("farm", out var farm));
        var active = new Ngsi.Storage.Document(Ngsi.Storage.DocumentKind.PolicySet, "active", null, default, """{"number":1,"policies":{"urn:p:gone":1}}"""u8.ToArray());
        await world.Broker.Storage.Documents.PutAsync(farm, active, TestContext.Current.CancellationToken);
        await world.PutAsync(Show("name"));
        await world.ActivateAsync(Id);

        Assert.Equal("name", await world.SeenAsync("Plot:1"));
        (await world.Broker.GetAsync("/entities?type=Plot", "NGSILD-Tenant: farm")).IsProblem(401, "Unauthorized");
        Assert.Contains(world.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("farm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_set_that_is_too_large_opens_nothing_and_hides_all_it_could()
    {
        await using var world = await StartAsync();
        for (var i = 1; i <= 3; i++)
            await world.CreateAsync($"Project:{i}", "Project", """ "viewer":{"object":"urn:ngsi-ld:Person:ama"} """);
        const string Let = """ "let":{"mine":{"type":"Project","q":"viewer==$me","max":2}},"entities":{"type":"Plot","q":"inProject==$mine"} """;
        await world.HoldAsync($$"""{"id":"urn:p:1","who":["authenticated"],"rights":["read"],{{Let}},"attributes":{"*":"show"} }""");

        Assert.Equal("", await world.SeenAsync("Plot:1", "Test-Caller: ama"));
        await world.HoldAsync("""{"id":"urn:p:2","who":["authenticated"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"*":"show"} }""");
        Assert.Equal("inProject,level,name", await world.SeenAsync("Plot:1", "Test-Caller: ama"));
        await world.HoldAsync($$"""{"id":"urn:p:3","effect":"limit","who":["authenticated"],"rights":["read"],{{Let}},"attributes":{"level":"hide"} }""");
        Assert.Equal("inProject,name", await world.SeenAsync("Plot:1", "Test-Caller: ama"));
        Assert.Contains(world.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("urn:p:3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_decides_about_rights_is_written_only_where_it_is_named()
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"id":"urn:p:1","who":["authenticated"],"rights":["read","update"],"entities":{"type":"Plot","q":"inProject"},"attributes":{"*":"show"} }""");

        (await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Plot:1/attrs", """{"level":2}""", "Test-Caller: ama")).IsBare(204);
        var refused = await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Plot:1/attrs", """{"inProject":{"object":"urn:ngsi-ld:Project:2"}}""", "Test-Caller: ama");

        Assert.Equal(207, refused.Status);
        Assert.Contains("Project:1", (await world.Broker.GetAsync("/entities/urn:ngsi-ld:Plot:1", PolicyWorld.Root)).Body, StringComparison.Ordinal);
    }

    private static JsonNode Show(string attribute) => JsonNode.Parse(
        $$"""{"id":"{{Id}}","who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"{{attribute}}":"show"} }""")!;

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.CreateAsync("Plot:1", "Plot", """ "level":1,"name":"north","inProject":{"object":"urn:ngsi-ld:Project:1"} """);
        return world;
    }
}
