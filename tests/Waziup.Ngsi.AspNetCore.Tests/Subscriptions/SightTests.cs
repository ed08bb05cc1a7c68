using Waziup.Ngsi.AspNetCore.Tests.Gate;
using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What comes into the sight of a subscriber is created for him, what leaves it is deleted; root changes things.</summary>
public sealed class SightTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Nine = "/entities/urn:ngsi-ld:Tank:9";
    private const string Hidden = """{"id":"urn:ngsi-ld:Tank:9","type":["Tank","Hidden"],"level":{"type":"Property","value":"s3cr3t"},"name":{"type":"Property","value":"s3cr3t"}}""";
    private const string AllTriggers = """
        "entities":[{"type":"Tank"}],
        "notificationTrigger":["entityCreated","entityUpdated","entityDeleted","attributeCreated","attributeUpdated","attributeDeleted"]
        """;

    [Fact]
    public async Task An_entity_that_is_hidden_is_never_told_of()
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.SubscribeAsync(AllTriggers);

        await broker.CreateAsync(Hidden, SecretPolicy.Root);
        (await broker.PatchAsync(Nine + "/attrs", """{"level":{"type":"Property","value":2}}""", SecretPolicy.Root)).IsBare(204);
        (await broker.DeleteAsync(Nine, SecretPolicy.Root)).IsBare(204);

        await broker.QuietAsync();
        Assert.Null((await broker.SubscriptionAsync())["notification"]!["timesSent"]);
    }

    [Fact]
    public async Task An_entity_that_becomes_hidden_is_deleted_for_him()
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync(Samples.Tank(1), SecretPolicy.Root);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]");
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.PatchAsync(One, """{"type":"Hidden"}""", SecretPolicy.Root)).IsBare(204);

        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","deletedAt":"2026-01-01T00:01:00Z"}""", (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task An_entity_that_is_hidden_no_more_is_created_for_him()
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync(Hidden, SecretPolicy.Root);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityCreated\"]");

        (await broker.SendAsync("PUT", Nine, Samples.Tank(9), headers: SecretPolicy.Root)).IsBare(204);

        Found.IsJson(Samples.Tank(9), (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("\"showChanges\":true")]
    [InlineData("\"format\":\"concise\",\"showChanges\":true,\"sysAttrs\":true")]
    [InlineData("")]
    public async Task What_it_was_while_it_was_hidden_he_is_not_told(string notification)
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync(Hidden, SecretPolicy.Root);
        await broker.SubscribeAsync(AllTriggers, notification);

        (await broker.SendAsync("PUT", Nine, Samples.Tank(9), headers: SecretPolicy.Root)).IsBare(204);

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("urn:ngsi-ld:Tank:9", (string?)told.Entity["id"]);
        Assert.DoesNotContain("s3cr3t", told.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(told.Entity["name"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task An_attribute_that_becomes_hidden_is_deleted_for_him()
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Tank:2","type":"Tank","half":{"type":"Property","value":1}}""", SecretPolicy.Root);
        await broker.SubscribeAsync("\"watchedAttributes\":[\"half\"],\"notificationTrigger\":[\"attributeDeleted\",\"attributeCreated\"]");

        (await broker.PostAsync("/entities/urn:ngsi-ld:Tank:2/attrs", """{"private":{"type":"Property","value":true}}""", SecretPolicy.Root)).IsBare(204);
        var gone = (await broker.Notifier.NextAsync()).Entity;
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:2/attrs/private", SecretPolicy.Root)).IsBare(204);
        var come = (await broker.Notifier.NextAsync()).Entity;

        Assert.Equal("urn:ngsi-ld:null", (string?)gone["half"]!["value"]);
        Assert.Equal(1, (int?)come["half"]!["value"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_scope_that_he_sees_is_told_to_him()
    {
        await using var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync(Samples.Tank(2), SecretPolicy.Root);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityUpdated\"]");

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:2", """{"scope":"/farm"}""", SecretPolicy.Root)).IsBare(204);

        Assert.Equal("/farm", (string?)(await broker.Notifier.NextAsync()).Entity["scope"]);
    }

    [Fact]
    public async Task Who_has_lost_his_rights_is_told_nothing_any_more()
    {
        var policy = new SubscriberPolicy();
        await using var broker = await TestBroker.StartAsync(policy);
        await broker.SubscribeAsync(headers: "Test-Caller: ama");
        await broker.CreateAsync(Samples.Tank(1), SecretPolicy.Root);
        await broker.Notifier.NextAsync();
        policy.Banned = "ama";

        await broker.CreateAsync(Samples.Tank(2), SecretPolicy.Root);

        await broker.QuietAsync();
    }

    [Fact]
    public async Task Nor_by_another_attempt_at_what_he_might_have_known()
    {
        var policy = new SubscriberPolicy();
        await using var broker = await TestBroker.StartAsync(policy);
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Failed, "no") : Receipt.Delivered;
        await broker.SubscribeAsync(headers: "Test-Caller: ama");
        await broker.CreateAsync(Samples.Tank(1), SecretPolicy.Root);
        await broker.Notifier.NextAsync();
        await broker.QuietAsync();
        policy.Banned = "ama";

        for (var second = 0; second < 20; second++)
        {
            broker.Clock.Advance(TimeSpan.FromSeconds(1));
            await broker.GetAsync("/subscriptions");
        }

        await broker.QuietAsync();
    }
}
