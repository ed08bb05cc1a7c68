using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>A scope that is cut is known by its first levels alone, whatever is asked.</summary>
public sealed class ScopeCutTests
{
    private const string Ama = "Test-Caller: ama";

    [Theory]
    [InlineData("/entities/urn:ngsi-ld:Well:1", "/gh/keta")]
    [InlineData("/entities/urn:ngsi-ld:Well:1?options=keyValues", "/gh/keta")]
    [InlineData("/entities/urn:ngsi-ld:Well:2", "/gh")]
    [InlineData("/entities/urn:ngsi-ld:Well:3", "[\"/gh/keta\",\"/gh/ho\"]")]
    public async Task It_is_shown_so(string path, string scope)
    {
        await using var world = await StartAsync();

        var seen = (await world.Broker.GetAsync(path, Ama)).Json["scope"]!;

        Assert.Equal(scope, seen is System.Text.Json.Nodes.JsonArray ? seen.ToJsonString() : (string)seen!);
    }

    [Theory]
    [InlineData("scopeQ=/gh/keta", "1,3")]
    [InlineData("scopeQ=/gh/keta/well", "")]
    [InlineData("scopeQ=/gh/%2B/well", "")]
    [InlineData("scopeQ=/gh/keta/%23", "1,3")]
    [InlineData("scopeQ=/gh/%23", "1,2,3")]
    [InlineData("scopeQ=/gh/ho", "3")]
    [InlineData("orderBy=scope", "2,1,3")]
    public async Task It_is_asked_for_so(string query, string found)
    {
        await using var world = await StartAsync();

        var answer = await world.Broker.GetAsync($"/entities?type=Well&pick=id&count=true&{query}", Ama);

        Assert.Equal(found, string.Join(',', answer.Json.AsArray().Select(entity => ((string)entity!["id"]!)[^1])));
        Assert.Equal(answer.Json.AsArray().Count, int.Parse(answer["NGSILD-Results-Count"]!, null));
    }

    [Theory]
    [InlineData("/temporal/entities/urn:ngsi-ld:Well:1?options=sysAttrs")]
    [InlineData("/temporal/entities?type=Well&timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z")]
    [InlineData("/temporal/entities?type=Well&timeproperty=modifiedAt&timerel=before&timeAt=2030-01-01T00:00:00Z&scopeQ=/gh/keta/well")]
    public async Task Histories_do_not_tell_it(string path)
    {
        await using var world = await StartAsync();

        var answer = await world.Broker.GetAsync(path, Ama);

        Assert.DoesNotContain("scope", answer.Body, StringComparison.Ordinal);
        Assert.Equal(path.Contains("scopeQ", StringComparison.Ordinal), answer.Body == "[]");
    }

    [Fact]
    public async Task A_change_below_it_is_silent_and_nobody_writes_it()
    {
        await using var world = await StartAsync();
        Assert.Equal(201, (await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","notificationTrigger":["entityUpdated"],"entities":[{"type":"Well"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: Ama)).Status);

        foreach (var scope in (string[])["/gh/keta/pump", "/gh/keta", "/gh/ho/pump"])
            (await world.Broker.SendAsync("PATCH", "/entities/urn:ngsi-ld:Well:1", $$"""{"scope":"{{scope}}"}""", headers: PolicyWorld.Root)).IsBare(204);

        var told = (await world.Broker.Notifier.NextAsync()).Body["data"]![0]!;
        Assert.Equal("/gh/ho", (string)told["scope"]!);
        Assert.Empty(world.Broker.Notifier.Waiting);
        Assert.Equal(207, (await world.Broker.PostAsync("/entities/urn:ngsi-ld:Well:1/attrs", """{"scope":"/gh"}""", Ama)).Status);
    }

    [Fact]
    public async Task Of_two_the_deeper_is_the_more_open_and_a_limit_cuts()
    {
        await using var world = await StartAsync();
        await world.HoldAsync(Policy("deep", "", 3));
        Assert.Equal("/gh/keta/well", (string)(await world.Broker.GetAsync("/entities/urn:ngsi-ld:Well:1", Ama)).Json["scope"]!);

        await world.HoldAsync(Policy("flat", "\"effect\":\"limit\",", 1));
        Assert.Equal("/gh", (string)(await world.Broker.GetAsync("/entities/urn:ngsi-ld:Well:1", Ama)).Json["scope"]!);
    }

    private static string Policy(string name, string members, int depth) => $$"""
        {"id":"urn:waziup:Policy:{{name}}",{{members}}"who":["authenticated"],"rights":["read","history","subscribe"],"entities":{"type":"Well"},
         "attributes":{"name":"show","scope":{"depth":{{depth}} } } }
        """;

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync(Policy("cut", "", 2));
        await world.HoldAsync("""
            {"id":"urn:waziup:Policy:names","who":["authenticated"],"rights":["update"],"entities":{"type":"Well"},"attributes":{"name":"show"} }
            """);
        await world.CreateAsync("Well:1", "Well", "\"name\":\"a\",\"scope\":\"/gh/keta/well\"");
        await world.CreateAsync("Well:2", "Well", "\"name\":\"b\",\"scope\":\"/gh\"");
        await world.CreateAsync("Well:3", "Well", "\"name\":\"c\",\"scope\":[\"/gh/keta/well\",\"/gh/keta/pump\",\"/gh/ho/well\"]");
        return world;
    }
}
