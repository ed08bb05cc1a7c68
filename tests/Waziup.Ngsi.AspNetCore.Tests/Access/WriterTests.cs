namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>Whoever may write something may not make more of it.</summary>
public sealed class WriterTests
{
    private const string Path = "/entities/urn:ngsi-ld:Device:1";
    private const string Esi = "Test-Caller: esi";

    [Theory]
    [InlineData("PATCH", Path, """{"type":["Device","Note"],"name":"x"}""")]
    [InlineData("POST", Path + "/attrs", """{"type":"Note","name":"x"}""")]
    [InlineData("PUT", Path, """{"id":"urn:ngsi-ld:Device:1","type":"Note","name":"x"}""")]
    public async Task He_does_not_change_the_type_to_one_of_which_he_may_see_more(string method, string path, string body)
    {
        await using var world = await StartAsync();
        await world.HoldAsync("""{"id":"urn:p:2","who":["authenticated"],"rights":["read","update"],"entities":{"type":"Note"},"attributes":{"*":"show"}}""");

        var answer = await world.Broker.SendAsync(method, path, body, headers: Esi);

        Assert.True(answer.Status == 403, $"{answer.Status} {answer.Body}");
        Assert.Equal("name", await world.SeenAsync("Device:1", Esi));
    }

    [Theory]
    [InlineData("PATCH", Path, """{"expiresAt":"2020-01-01T00:00:00Z"}""")]
    [InlineData("PATCH", Path, """{"expiresAt":"2099-01-01T00:00:00Z","name":"x"}""")]
    public async Task He_does_not_have_the_entity_end(string method, string path, string body)
    {
        await using var world = await StartAsync();

        Assert.InRange((await world.Broker.SendAsync(method, path, body, headers: Esi)).Status, 400, 403);
        Assert.DoesNotContain("expiresAt", (await world.Broker.GetAsync(Path + "?options=sysAttrs", PolicyWorld.Root)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task He_does_not_add_a_value_by_which_others_decide()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"who":["authenticated"],"rights":["read","update"],"entities":{"type":"Device","q":"area==\"north\""},"attributes":{"area":"show","name":"show"}}""");
        await world.CreateAsync("Device:1", "Device", """ "name":"pump","area":"north" """);

        Assert.Equal(403, (await world.Broker.PostAsync(Path + "/attrs", """{"area":{"value":"south","datasetId":"urn:d:1"}}""", Esi)).Status);
        Assert.Equal(403, (await world.Broker.PatchAsync(Path + "/attrs", """{"area":["north","south"]}""", Esi)).Status);
        Assert.DoesNotContain("south", (await world.Broker.GetAsync(Path, PolicyWorld.Root)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_placeholders_stands_for_all_that_they_stand_for()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"who":["authenticated"],"rights":["read"],"entities":{"type":"Device","q":"owner==$subject,$groups"},"attributes":{"name":"show"}}""");
        await world.CreateAsync("Device:1", "Device", """ "name":"pump","owner":{"object":"urn:ngsi-ld:Organization:coop"} """);

        Assert.Equal("name", await world.SeenAsync("Device:1", Esi, "Test-Groups: coop"));
        Assert.Equal("", await world.SeenAsync("Device:1", Esi));
    }

    [Fact]
    public async Task Who_leads_a_subscription_elsewhere_is_told_what_he_may_see_himself()
    {
        await using var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"id":"urn:p:1","who":["role:doctor"],"rights":["read"],"entities":{"type":"Device"},"attributes":{"name":"show","secret":"show"}}""");
        await world.HoldAsync("""{"id":"urn:p:2","who":["authenticated"],"rights":["read","subscribe"],"entities":{"type":"Device"},"attributes":{"name":"show"}}""");
        var made = await world.Broker.PostAsync(
            "/subscriptions", """{"type":"Subscription","entities":[{"type":"Device"}],"notification":{"endpoint":{"uri":"http://a.example/"}}}""", Esi, "Test-Roles: doctor");
        var path = made["Location"]![(made["Location"]!.IndexOf("/v1", StringComparison.Ordinal) + 3)..];

        (await world.Broker.PatchAsync(path, """{"notification":{"endpoint":{"uri":"http://b.example/"}}}""", Esi)).IsBare(204);
        await world.CreateAsync("Device:1", "Device", """ "name":"pump","secret":"s3cr3t" """);

        var told = (await world.Broker.Notifier.NextAsync()).Body.ToJsonString();
        Assert.Contains("pump", told, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", told, StringComparison.Ordinal);
    }

    private static async Task<PolicyWorld> StartAsync()
    {
        var world = await PolicyWorld.StartAsync();
        await world.HoldAsync("""{"id":"urn:p:1","who":["authenticated"],"rights":["read","update"],"entities":{"type":"Device"},"attributes":{"name":"show"}}""");
        await world.CreateAsync("Device:1", "Device", """ "name":"pump","ownerPhone":"555" """);
        return world;
    }
}
