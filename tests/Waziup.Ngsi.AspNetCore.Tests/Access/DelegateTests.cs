using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Who may administer some entities writes policies over them, which never give more than he may (POLICIES 1.6).</summary>
public sealed class DelegateTests
{
    private static readonly Caller Ama = Caller.Anonymous with { Subject = "ama" };
    private static readonly Caller Yaw = Caller.Anonymous with { Subject = "yaw" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_is_about_entities_of_its_author_alone_and_shows_no_more_than_he_may()
    {
        await using var world = await WorldAsync();
        await GiveAsync(world, """{"*":"show","owner":"show"}""");

        var seen = await SeenAsync(world);

        Assert.Equal(["urn:ngsi-ld:Well:1"], seen.Select(entity => (string)entity!["id"]!));
        Assert.Equal("level,label", string.Join(',', seen[0]!.AsObject().Select(member => member.Key).Where(name => name is not ("id" or "type"))));
        Assert.Equal(10, (int)seen[0]!["level"]!["value"]!);
    }

    [Fact]
    public async Task It_shows_no_more_than_it_says_either()
    {
        await using var world = await WorldAsync();
        await GiveAsync(world, """{"level":{"round":20}}""");

        var seen = await SeenAsync(world);

        Assert.Equal("level", string.Join(',', seen[0]!.AsObject().Select(member => member.Key).Where(name => name is not ("id" or "type"))));
        Assert.Equal(20, (int)seen[0]!["level"]!["value"]!);
    }

    [Fact]
    public async Task Where_the_author_loses_an_entity_his_policy_does()
    {
        await using var world = await WorldAsync();
        await GiveAsync(world, """{"*":"show"}""");
        Assert.Single(await SeenAsync(world));

        await world.Broker.PatchAsync("/entities/urn:ngsi-ld:Well:1/attrs", """{"owner":{"type":"Property","value":"yaw"}}""", PolicyWorld.Root);

        Assert.Empty(await SeenAsync(world));
    }

    [Fact]
    public async Task Where_the_author_loses_the_right_his_policy_gives_nothing()
    {
        await using var world = await WorldAsync();
        await GiveAsync(world, """{"*":"show"}""");

        await world.ChangeAsync(new JsonObject { ["retire"] = new JsonArray("urn:p:administered") });
        world.Broker.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(403, (await world.Broker.GetAsync("/entities?type=Well", "Test-Caller: kofi")).Status);
    }

    [Fact]
    public async Task A_limit_binds_on_his_entities_only_and_not_on_himself()
    {
        await using var world = await WorldAsync();
        await world.HoldAsync("""{"id":"urn:p:all","who":["authenticated"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""");
        await PutAsync(world, Ama, """{"id":"urn:p:no","effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"level":"hide"}}""");
        await ActivateAsync(world, Ama, "urn:p:no");

        Assert.Equal([false, true], (await SeenAsync(world)).Select(entity => entity!.AsObject().ContainsKey("level")));
        Assert.Equal([true, true], (await SeenAsync(world, "ama")).Select(entity => entity!.AsObject().ContainsKey("level")));
    }

    [Theory]
    [InlineData("""{"who":["role:x"],"rights":["administer"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read","administer"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["register"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"let":{"x":{"type":"Person","q":"salary>1","max":9}},"entities":{"type":"Well","q":"owner==$x"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"audit":"each","entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"audience":"research","entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"id":{"pseudonym":{}},"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["history"],"entities":{"type":"Well"},"attributes":{"level":{"aggregate":{"period":"P1D","clamp":[0,9],"epsilon":1}}}}""")]
    [InlineData("""{"who":["role:x"],"rights":["update"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"rights":["read"],"cohort":{"k":2,"by":["label"],"unit":"owner"},"entities":{"type":"Well"},"attributes":{"*":"show"}}""")]
    [InlineData("""{"who":["role:x"],"effect":"override","rights":["read"],"entities":{"type":"Well"},"attributes":{"*":"show"},"until":"2026-02-01T00:00:00Z","audit":"each","reason":"required","notify":"owner"}""")]
    public async Task What_reaches_beyond_his_entities_is_for_administrators(string policy)
    {
        await using var world = await WorldAsync();
        var form = JsonNode.Parse(policy)!;
        form["id"] = "urn:p:x";

        Assert.Equal(403, await StatusAsync(() => PutAsync(world, Ama, form.ToJsonString())));
    }

    [Fact]
    public async Task Policies_of_others_are_neither_seen_nor_changed()
    {
        await using var world = await WorldAsync();
        await GiveAsync(world, """{"*":"show"}""");
        const string Same = """{"id":"urn:p:administered","who":["subject:ama"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""";

        Assert.Equal(["urn:p:given"], (await world.Book.ListAsync(default, Ama, null, Cancel)).Select(one => (string)one!["id"]!));
        Assert.Equal(404, await StatusAsync(async () => await world.Book.ListAsync(default, Ama, "urn:p:administered", Cancel)));
        Assert.Equal(403, await StatusAsync(() => PutAsync(world, Ama, Same)));
        Assert.Equal(403, await StatusAsync(() => PutAsync(world, Yaw, Same)));
        Assert.Equal(403, await StatusAsync(async () => await world.ChangeAsync(new JsonObject { ["retire"] = new JsonArray("urn:p:administered") }, Ama)));
        Assert.Equal(403, await StatusAsync(async () => await world.ChangeAsync(JsonNode.Parse("""{"activate":[{"id":"urn:p:administered","version":1}]}""")!, Ama)));
        Assert.Equal(404, await StatusAsync(async () => await world.Book.DeleteAsync(default, Ama, "urn:p:administered", Cancel)));
        var shown = await world.ChangeAsync(new JsonObject { ["retire"] = new JsonArray("urn:p:given") }, Ama);
        Assert.False(shown.ContainsKey("policies"));
        await world.Book.DeleteAsync(default, Ama, "urn:p:given", Cancel);
        Assert.Empty(await world.Book.ListAsync(default, Ama, null, Cancel));
    }

    [Fact]
    public async Task What_he_asks_is_asked_of_what_he_sees()
    {
        await using var world = await WorldAsync();
        await world.HoldAsync("""{"id":"urn:p:asks","who":["role:none"],"rights":["read"],"entities":{"type":"Well","q":"level>0|note>0"},"attributes":{"*":"show"}}""");
        await PutAsync(world, Ama, """{"id":"urn:p:given","who":["subject:kofi"],"rights":["read"],"entities":{"type":"Well","q":"level==10;!note"},"attributes":{"label":"show"}}""");
        await ActivateAsync(world, Ama, "urn:p:given");
        Assert.Single(await SeenAsync(world));

        await PutAsync(world, Ama, """{"id":"urn:p:raw","who":["subject:yaw"],"rights":["read"],"entities":{"type":"Well","q":"level==12|note"},"attributes":{"label":"show"}}""");
        await ActivateAsync(world, Ama, "urn:p:raw");
        Assert.Empty(await SeenAsync(world, "yaw"));
    }

    [Fact]
    public async Task What_nobody_else_asks_for_he_does_not_either_since_others_could_not_write_it_any_more()
    {
        await using var world = await WorldAsync();
        await PutAsync(world, Ama, """{"id":"urn:p:given","who":["subject:kofi"],"rights":["read"],"entities":{"type":"Well","q":"level>0"},"attributes":{"label":"show"}}""");

        Assert.Equal(403, await StatusAsync(() => ActivateAsync(world, Ama, "urn:p:given")));
    }

    [Fact]
    public async Task However_many_he_has_those_of_administrators_hold()
    {
        await using var world = await WorldAsync();
        for (var i = 0; i < 60; i++)
            await world.PutAsync(JsonNode.Parse($$"""{"id":"urn:p:a{{i}}","who":["authenticated"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"note":"show"} }""")!);
        await world.ActivateAsync([.. Enumerable.Range(0, 60).Select(i => $"urn:p:a{i}")]);
        for (var i = 0; i < 15; i++)
        {
            await PutAsync(world, Ama, $$"""{"id":"urn:p:l{{i}}","effect":"limit","who":["anybody"],"rights":["read"],"entities":{"type":"Well"},"attributes":{"note":"hide"} }""");
            await ActivateAsync(world, Ama, $"urn:p:l{i}");
        }

        // Limits that have no room hide the whole entity.
        var seen = await SeenAsync(world);
        Assert.Equal(["urn:ngsi-ld:Well:2"], seen.Select(entity => (string)entity!["id"]!));
        Assert.True(seen[0]!.AsObject().ContainsKey("note"));
    }

    [Fact]
    public async Task Subscriptions_of_others_are_not_his()
    {
        await using var world = await WorldAsync();
        await world.HoldAsync("""{"id":"urn:p:subscribe","who":["authenticated"],"rights":["subscribe"],"entities":{"type":"Well"},"attributes":{"*":"show"}}""");
        var answer = await world.Broker.SendAsync("POST", "/subscriptions", """
            {"id":"urn:s:1","type":"Subscription","entities":[{"type":"Well"}],"notification":{"endpoint":{"uri":"http://receiver.example/"} } }
            """, headers: "Test-Caller: kofi");
        Assert.Equal(201, answer.Status);

        Assert.Empty((await world.Broker.GetAsync("/subscriptions", "Test-Caller: ama")).Json.AsArray());
        Assert.Equal(404, (await world.Broker.SendAsync("DELETE", "/subscriptions/urn:s:1", (string?)null, headers: "Test-Caller: ama")).Status);
        Assert.Equal(403, (await world.Broker.GetAsync("/jsonldContexts", "Test-Caller: ama")).Status);
    }

    private static async Task<PolicyWorld> WorldAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""
            {"id":"urn:p:administered","who":["subject:ama"],"rights":["administer"],"entities":{"type":"Well","q":"owner==\"ama\""},"attributes":{"level":{"round":10},"label":"show"}}
            """);
        await world.CreateAsync("Well:1", "Well", "\"owner\":\"ama\",\"level\":12,\"label\":\"a\",\"note\":1");
        await world.CreateAsync("Well:2", "Well", "\"owner\":\"yaw\",\"level\":12,\"label\":\"b\",\"note\":1");
        return world;
    }

    private static async Task GiveAsync(PolicyWorld world, string attributes)
    {
        await PutAsync(world, Ama, $$"""{"id":"urn:p:given","who":["subject:kofi"],"rights":["read"],"entities":{"type":"Well"},"attributes":{{attributes}}}""");
        await ActivateAsync(world, Ama, "urn:p:given");
    }

    private static Task<int> PutAsync(PolicyWorld world, Caller author, string policy) => world.PutAsync(JsonNode.Parse(policy)!, author);

    private static async Task ActivateAsync(PolicyWorld world, Caller author, string id) =>
        await world.ChangeAsync(JsonNode.Parse($$"""{"activate":[{"id":"{{id}}","version":1}]}""")!, author);

    private static async Task<JsonArray> SeenAsync(PolicyWorld world, string who = "kofi") =>
        (await world.Broker.GetAsync("/entities?type=Well", $"Test-Caller: {who}")).Json.AsArray();

    private static async Task<int> StatusAsync(Func<Task> act) => (await Assert.ThrowsAsync<NgsiLdException>(act)).Error.Status;
}
