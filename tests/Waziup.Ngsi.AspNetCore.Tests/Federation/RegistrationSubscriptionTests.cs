using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Federation;

/// <summary>Subscriptions to registrations, and what they are told (5.11).</summary>
public sealed class RegistrationSubscriptionTests
{
    private const string Path = "/csourceSubscriptions";
    private const string Id = "urn:ngsi-ld:Subscription:1";

    private static string Body(string more = "\"entities\":[{\"type\":\"Tank\"}]") =>
        $$"""{"id":"{{Id}}","type":"Subscription",{{more}},"notification":{"endpoint":{"uri":"http://receiver.example/"} } }""";

    [Fact]
    public async Task Who_subscribes_is_told_what_is_there_what_comes_what_changes_and_what_goes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("old");
        await broker.RegisterAsync("other", entities: "\"type\":\"Pond\"");

        Assert.Equal(201, (await broker.PostAsync(Path, Body())).Status);
        await ToldAsync(broker, "newlyMatching", "old");
        await broker.RegisterAsync("new");
        await ToldAsync(broker, "newlyMatching", "new");
        (await broker.PatchAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:new", """{"description":"better"}""")).IsBare(204);
        await ToldAsync(broker, "updated", "new");
        (await broker.PatchAsync(
            "/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:new", """{"information":[{"entities":[{"type":"Pond"}]}]}""")).IsBare(204);
        await ToldAsync(broker, "noLongerMatching", "new");
        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:old")).IsBare(204);
        var told = await ToldAsync(broker, "noLongerMatching", "old");

        Assert.Equal(["id", "type", "subscriptionId", "notifiedAt", "triggerReason", "data"], told.Select(member => member.Key));
        Assert.Equal("ContextSourceNotification", (string)told["type"]!);
        Assert.Equal("""[{"entities":[{"type":["Tank"]}]}]""", told["data"]![0]!["information"]!.ToJsonString());
    }

    [Fact]
    public async Task Only_the_information_that_matters_is_told()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(Path, Body())).Status);

        Assert.Equal(201, (await broker.PostAsync("/csourceRegistrations", """
            {"id":"urn:ngsi-ld:ContextSourceRegistration:two","type":"ContextSourceRegistration","endpoint":"http://two",
             "information":[{"entities":[{"type":"Pond"}]},{"entities":[{"type":"Tank"}],"propertyNames":["level"]}]}
            """)).Status);

        var told = await ToldAsync(broker, "newlyMatching", "two");
        Assert.Equal("""[{"entities":[{"type":["Tank"]}],"propertyNames":["level"]}]""", told["data"]![0]!["information"]!.ToJsonString());
    }

    [Theory]
    [InlineData("\"entities\":[{\"type\":\"Pond\"}]")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"watchedAttributes\":[\"owner\"]")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"isActive\":false")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"csf\":\"endpoint==\\\"http://other\\\"\"")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"scopeQ\":\"/farm\"")]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"temporalQ\":{\"timerel\":\"after\",\"timeAt\":\"2020-01-01T00:00:00Z\"}")]
    public async Task Who_waits_for_something_else_is_told_nothing(string more)
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.Equal(201, (await broker.PostAsync(Path, Body(more))).Status);
        Assert.Equal(201, (await broker.PostAsync(Path, Body().Replace(":1\"", ":2\"", StringComparison.Ordinal))).Status);

        await broker.RegisterAsync("back", attributes: "[\"level\"]");

        // The other subscription is looked at in the same rounds.
        Assert.Equal("urn:ngsi-ld:Subscription:2", (string)(await broker.Notifier.NextAsync()).Body["subscriptionId"]!);
        (await broker.DeleteAsync("/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back")).IsBare(204);
        Assert.Equal("urn:ngsi-ld:Subscription:2", (string)(await broker.Notifier.NextAsync()).Body["subscriptionId"]!);
        Assert.Empty(broker.Notifier.Waiting);
    }

    [Fact]
    public async Task A_changed_subscription_is_told_everything_that_matches_now()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.RegisterAsync("tanks");
        await broker.RegisterAsync("ponds", entities: "\"type\":\"Pond\"");
        Assert.Equal(201, (await broker.PostAsync(Path, Body())).Status);
        await ToldAsync(broker, "newlyMatching", "tanks");

        (await broker.PatchAsync($"{Path}/{Id}", """{"entities":[{"type":"Pond"}]}""")).IsBare(204);

        await ToldAsync(broker, "newlyMatching", "ponds");
        var shown = (await broker.GetAsync($"{Path}/{Id}")).Json;
        Assert.Equal(2, (int)shown["notification"]!["timesSent"]!);
        Assert.Null(shown["notificationTrigger"]);
    }

    private static async Task<JsonObject> ToldAsync(TestBroker broker, string reason, string host)
    {
        var told = (await broker.Notifier.NextAsync()).Body;
        Assert.Equal(reason, (string)told["triggerReason"]!);
        Assert.Equal("urn:ngsi-ld:ContextSourceRegistration:" + host, (string)Assert.Single(told["data"]!.AsArray())!["id"]!);
        return told;
    }
}
