using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Why somebody sees what he sees, and what a change would change: told to administrators, and to everybody of what he sees himself.</summary>
public sealed class ExplainTests
{
    private static readonly Caller Administrator = Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };
    private static readonly Caller Ama = Caller.Anonymous with { Subject = "ama", Roles = ["agronomist"] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_is_told_which_policies_show_cap_and_fail()
    {
        await using var world = await StartAsync();

        var told = await ExplainAsync(world, Administrator, """{"caller":{"subject":"ama","roles":["agronomist"]},"right":"read","entity":"urn:ngsi-ld:Plot:1"}""");

        Assert.True(told["visible"]!.GetValue<bool>());
        Assert.Equal("""["urn:waziup:Policy:cap","urn:waziup:Policy:rounded"]""", told["because"]!.ToJsonString());
        Assert.Equal(
            """[{"policy":"urn:waziup:Policy:dry","failed":"entities"},{"policy":"urn:waziup:Policy:ended","failed":"time"},{"policy":"urn:waziup:Policy:research","failed":"purpose"}]""",
            told["notBecause"]!.ToJsonString());
        Assert.Equal("""{"form":{"round":5,"unit":null},"policies":["urn:waziup:Policy:rounded"],"limits":[],"less":[]}""", told["attributes"]!["level"]!.ToJsonString());
        Assert.Equal("""{"form":"hide","policies":["urn:waziup:Policy:rounded"],"limits":["urn:waziup:Policy:cap"],"less":[]}""", told["attributes"]!["phone"]!.ToJsonString());
        Assert.Equal("""{"form":"hide","policies":[],"limits":[],"less":[],"why":"no policy that holds shows it"}""", told["attributes"]!["name"]!.ToJsonString());
        Assert.Equal("""{"update":["name"],"refused":["level","phone"]}""", told["write"]!.ToJsonString());
        Assert.Contains(world.Log.Lines, line => line.StartsWith("explained: urn:ngsi-ld:Plot:1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_purpose_and_a_caller_that_differ_other_policies_hold()
    {
        await using var world = await StartAsync();

        var told = await ExplainAsync(world, Administrator, """{"caller":{"roles":["agronomist"],"purpose":"research"},"entity":"urn:ngsi-ld:Plot:1"}""");
        var anybody = await ExplainAsync(world, Administrator, """{"caller":"anybody","entity":"urn:ngsi-ld:Plot:1"}""");

        Assert.Equal("\"show\"", told["attributes"]!["level"]!["form"]!.ToJsonString());
        Assert.Equal("""["urn:waziup:Policy:rounded"]""", told["attributes"]!["level"]!["less"]!.ToJsonString());
        Assert.False(anybody["visible"]!.GetValue<bool>());
        Assert.Equal("[]", anybody["because"]!.ToJsonString());
    }

    [Fact]
    public async Task Row_46_Who_asks_for_himself_is_told_of_what_he_sees_and_what_is_hidden_is_as_if_it_were_not_there()
    {
        await using var world = await StartAsync();
        await world.CreateAsync("Well:1", "Well", "\"level\":1");

        var told = await ExplainAsync(world, Ama, """{"entity":"urn:ngsi-ld:Plot:1"}""");

        Assert.Equal("""{"visible":true,"attributes":{"id":"show","level":{"round":5,"unit":null}}}""", told.ToJsonString());
        var (hidden, absent) = (await RefusedAsync(world, Ama, "Well:1"), await RefusedAsync(world, Ama, "Well:2"));
        Assert.Equal((404, 404), (hidden.Status, absent.Status));
        Assert.Equal(hidden.Detail.Replace("Well:1", "Well:2", StringComparison.Ordinal), absent.Detail);
    }

    [Fact]
    public async Task Of_instances_that_one_does_not_see_one_is_not_told()
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"id":"urn:waziup:Policy:best","who":["role:agronomist"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"ph":{"show":true,"datasets":["@none"]}}}""");
        await world.CreateAsync("Plot:3", "Plot", "\"level\":1,\"ph\":[{\"type\":\"Property\",\"value\":7},{\"type\":\"Property\",\"value\":6,\"datasetId\":\"urn:raw:gps\"}]");

        var told = (await ExplainAsync(world, Ama, """{"entity":"urn:ngsi-ld:Plot:3"}""")).ToJsonString();

        Assert.Contains("\"ph\":\"show\"", told, StringComparison.Ordinal);
        Assert.DoesNotContain("raw", told, StringComparison.Ordinal);
        var trial = await TryAsync(world, Administrator, """
            {"activate":[{"id":"urn:waziup:Policy:best","who":["role:agronomist"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"ph":"show"}}],"callers":["role:agronomist"]}
            """);
        Assert.Equal("""{"ph urn:raw:gps":{"hide→show":1}}""", Text(trial["callers"]!["role:agronomist"]!["attributes"]!));
    }

    [Fact]
    public async Task Others_are_explained_to_administrators_alone()
    {
        await using var world = await StartAsync();

        var form = """{"caller":"anybody","entity":"urn:ngsi-ld:Plot:1"}""";
        Assert.Equal(403, (await Assert.ThrowsAsync<NgsiLdException>(() => ExplainAsync(world, Ama, form))).Error.Status);
        Assert.Equal(401, (await Assert.ThrowsAsync<NgsiLdException>(() => ExplainAsync(world, Caller.Anonymous, form))).Error.Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<NgsiLdException>(() => TryAsync(world, Ama, """{"callers":["anybody"]}"""))).Error.Status);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"entity":"nothing"}""")]
    [InlineData("""{"entity":"urn:x:1","right":"rule"}""")]
    [InlineData("""{"entity":"urn:x:1","right":"3"}""")]
    [InlineData("""{"entity":"urn:x:1","caller":"king"}""")]
    [InlineData("""{"entity":"urn:x:1","caller":{"role":"x"}}""")]
    [InlineData("""{"entity":"urn:x:1","callers":[]}""")]
    public async Task A_question_that_is_malformed_is_refused(string form)
    {
        await using var world = await StartAsync();

        Assert.Equal(400, (await Assert.ThrowsAsync<NgsiLdException>(() => ExplainAsync(world, Administrator, form))).Error.Status);
    }

    [Fact]
    public async Task A_trial_tells_whom_a_change_shows_what_and_changes_nothing()
    {
        await using var world = await StartAsync();
        await world.CreateAsync("Plot:2", "Plot", "\"level\":99,\"name\":\"x\"");

        var told = await TryAsync(world, Administrator, """
            {"activate":[{"id":"urn:waziup:Policy:public","who":["anybody"],"rights":["read"],"entities":{"type":"Plot","q":"level>50"},"attributes":{"name":"show","*":"show"}}],
             "retire":["urn:waziup:Policy:cap"],"callers":["anybody","role:agronomist","role:nobody"],"type":"Plot"}
            """);

        Assert.Equal(2, told["sample"]!.GetValue<int>());
        Assert.Equal("""{"before":0,"after":1}""", told["callers"]!["anybody"]!["visible"]!.ToJsonString());
        Assert.Equal("""{"createdAt":{"hide→show":1},"expiresAt":{"hide→show":1},"id":{"hide→show":1},"level":{"hide→show":1},"modifiedAt":{"hide→show":1},"name":{"hide→show":1}}""", Text(told["callers"]!["anybody"]!["attributes"]!));
        Assert.Equal("""{"createdAt":{"hide→show":1},"expiresAt":{"hide→show":1},"level":{"round→show":1},"modifiedAt":{"hide→show":1},"name":{"hide→show":1},"phone":{"hide→show":1}}""", Text(told["callers"]!["role:agronomist"]!["attributes"]!));
        Assert.Contains("P06", told["lint"]!.ToJsonString(), StringComparison.Ordinal);
        var now = await ExplainAsync(world, Administrator, """{"caller":"anybody","entity":"urn:ngsi-ld:Plot:2"}""");
        Assert.False(now["visible"]!.GetValue<bool>());
        Assert.Single(await world.Book.ListAsync(default, Administrator, "urn:waziup:Policy:cap", Cancel));
    }

    [Theory]
    [InlineData("""{}""", 400)]
    [InlineData("""{"callers":[]}""", 400)]
    [InlineData("""{"callers":["anybody"],"sample":0}""", 400)]
    [InlineData("""{"callers":["anybody"],"sample":100000}""", 400)]
    [InlineData("""{"callers":["anybody"],"query":{}}""", 400)]
    [InlineData("""{"callers":["anybody"],"activate":[{"id":"urn:p:1","attributes":{}}]}""", 400)]
    [InlineData("""{"callers":["anybody"],"activate":[{"id":"urn:p:1","version":1}]}""", 404)]
    public async Task A_trial_that_is_malformed_is_refused(string form, int expected)
    {
        await using var world = await StartAsync();

        Assert.Equal(expected, (await Assert.ThrowsAsync<NgsiLdException>(() => TryAsync(world, Administrator, form))).Error.Status);
    }

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"id":"urn:waziup:Policy:rounded","who":["role:agronomist"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"level":{"round":5},"phone":"show"}}""");
        await world.HoldAsync("""{"id":"urn:waziup:Policy:cap","effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"phone":"hide"}}""");
        await world.HoldAsync("""{"id":"urn:waziup:Policy:research","who":["role:agronomist"],"purposes":["research"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"level":"show"}}""");
        await world.HoldAsync("""{"id":"urn:waziup:Policy:dry","who":["role:agronomist"],"rights":["read"],"entities":{"type":"Plot","q":"level<5"},"attributes":{"level":"show"}}""");
        await world.HoldAsync("""{"id":"urn:waziup:Policy:ended","who":["role:agronomist"],"rights":["read"],"entities":{"type":"Plot"},"attributes":{"level":"show"},"until":"2001-01-01T00:00:00Z"}""");
        await world.HoldAsync("""{"id":"urn:waziup:Policy:names","who":["role:agronomist"],"rights":["update"],"entities":{"type":"Plot"},"attributes":{"name":"show"}}""");
        await world.CreateAsync("Plot:1", "Plot", "\"level\":23,\"name\":\"the dam\",\"phone\":\"1\"");
        return world;
    }

    private static string Text(JsonNode node) => node.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static async Task<NgsiLdError> RefusedAsync(PolicyWorld world, Caller caller, string id) =>
        (await Assert.ThrowsAsync<NgsiLdException>(() => ExplainAsync(world, caller, $$"""{"entity":"urn:ngsi-ld:{{id}}"}"""))).Error;

    private static async Task<JsonObject> ExplainAsync(PolicyWorld world, Caller asker, string form)
    {
        using var json = JsonDocument.Parse(form);
        return await world.Explainer.ExplainAsync(default, asker, json.RootElement, world.Broker.Broker.Terms.Default, Cancel);
    }

    private static async Task<JsonObject> TryAsync(PolicyWorld world, Caller asker, string form)
    {
        using var json = JsonDocument.Parse(form);
        return await world.Trial.TryAsync(default, asker, json.RootElement, world.Broker.Broker.Terms.Default, Cancel);
    }
}
