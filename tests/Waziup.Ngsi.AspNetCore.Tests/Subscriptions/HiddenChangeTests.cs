using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Gate;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>A subscriber is told of what he may read, and of nothing else; root changes things, somebody else has subscribed.</summary>
public sealed class HiddenChangeTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string AllTriggers = """
        "entities":[{"type":"Tank"}],
        "notificationTrigger":["entityCreated","entityUpdated","entityDeleted","attributeCreated","attributeUpdated","attributeDeleted"]
        """;

    [Theory]
    [InlineData("PATCH", "/attrs", """{"secret":{"type":"Property","value":"s3cr3t2"}}""")]
    [InlineData("PATCH", "/attrs", """{"half":{"type":"Property","value":"s3cr3t2"}}""")]
    [InlineData("PATCH", "", """{"secret":{"type":"Property","value":"s3cr3t2"},"scope":"/s3cr3t/other"}""")]
    [InlineData("PATCH", "", """{"secret":"urn:ngsi-ld:null","half":"urn:ngsi-ld:null"}""")]
    [InlineData("POST", "/attrs", """{"secret":{"type":"Property","value":"s3cr3t2","datasetId":"urn:d:2"}}""")]
    [InlineData("DELETE", "/attrs/secret", null)]
    [InlineData("DELETE", "/attrs/scope", null)]
    public async Task A_change_of_what_is_hidden_is_none(string method, string path, string? body)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(AllTriggers, "\"showChanges\":true,\"sysAttrs\":true", "1");
        await broker.SubscribeAsync("\"watchedAttributes\":[\"secret\",\"half\"],\"notificationTrigger\":[\"entityUpdated\",\"attributeDeleted\"]", id: "2");
        await broker.SubscribeAsync(AllTriggers, id: "root", headers: SecretPolicy.Root);

        (await broker.SendAsync(method, One + path, body, headers: SecretPolicy.Root)).IsBare(204);

        // It was a change for somebody.
        Assert.Equal("/root", (await broker.Notifier.NextAsync()).Endpoint.Uri.AbsolutePath);
        await broker.QuietAsync();
        foreach (var id in (string[])["1", "2"])
            Assert.Equal(["endpoint"], (await broker.SubscriptionAsync(id))["notification"]!.AsObject().Select(member => member.Key).Where(name => name is not ("showChanges" or "sysAttrs")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"showChanges\":true,\"sysAttrs\":true")]
    [InlineData("\"format\":\"concise\",\"showChanges\":true")]
    [InlineData("\"format\":\"simplified\"")]
    [InlineData("\"attributes\":[\"level\",\"secret\",\"half\"]")]
    [InlineData("\"pick\":[\"id\",\"type\",\"level\",\"secret\",\"half\",\"scope\"]")]
    public async Task What_is_hidden_is_not_told_beside_what_is_not(string notification)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(AllTriggers, notification);

        (await broker.PatchAsync(One, """
            {"level":{"value":2},"secret":{"value":"s3cr3t2"},"half":"urn:ngsi-ld:null","scope":"/s3cr3t/other"}
            """, SecretPolicy.Root)).IsBare(204);

        var entity = await OpenAsync(broker);
        Assert.NotNull(entity["level"]);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"showChanges\":true,\"sysAttrs\":true")]
    [InlineData("\"showChanges\":true,\"attributes\":[\"level\",\"secret\"]")]
    public async Task What_is_hidden_is_not_told_as_Null_of_what_is_gone(string notification)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync(AllTriggers, notification);

        (await broker.DeleteAsync(One, SecretPolicy.Root)).IsBare(204);

        Assert.NotNull((await OpenAsync(broker))["deletedAt"]);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("secret==\\\"s3cr3t\\\"", false)]
    [InlineData("secret", false)]
    [InlineData("!secret", true)]
    [InlineData("level>0|secret", true)]
    [InlineData("half==\\\"s3cr3t\\\"", false)]
    public async Task A_condition_sees_what_the_subscriber_sees(string q, bool told)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"q\":\"{q}\"");

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":2}}""", SecretPolicy.Root)).IsBare(204);

        if (told)
            await OpenAsync(broker);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("of{secret}", false)]
    [InlineData("of{secret}==\\\"s3cr3t\\\"", false)]
    [InlineData("of{level}==1", true)]
    public async Task Nor_does_a_condition_see_more_of_linked_entities(string q, bool told)
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Pump\"}}],\"q\":\"{q}\"");

        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump","of":{"type":"Relationship","object":"urn:ngsi-ld:Tank:1"}}""", SecretPolicy.Root);

        if (told)
            await OpenAsync(broker);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_scope_that_is_hidden_selects_nothing()
    {
        await using var broker = await StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"scopeQ\":\"/s3cr3t/#\"");

        (await broker.PatchAsync(One + "/attrs", """{"level":{"type":"Property","value":2}}""", SecretPolicy.Root)).IsBare(204);

        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("flat")]
    public async Task Linked_entities_hide_the_same(string join)
    {
        await using var broker = await StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Hidden:1","type":"Hidden","name":{"type":"Property","value":"s3cr3t"}}""", SecretPolicy.Root);
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Pump:1","type":"Pump","of":{"type":"Relationship","object":["urn:ngsi-ld:Tank:1","urn:ngsi-ld:Hidden:1"]},
             "speed":{"type":"Property","value":1}}
            """, SecretPolicy.Root);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Pump\"}]", $"\"join\":\"{join}\"");

        (await broker.PatchAsync("/entities/urn:ngsi-ld:Pump:1/attrs", """{"speed":{"type":"Property","value":2}}""", SecretPolicy.Root)).IsBare(204);

        var body = (await broker.Notifier.NextAsync()).Body.ToJsonString();
        Assert.Contains("\"level\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"secret\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_time_to_time_he_is_told_no_more_and_not_when_a_secret_changed()
    {
        await using var broker = await StartAsync();
        broker.Clock.Advance(TimeSpan.FromMinutes(5));
        (await broker.PatchAsync(One + "/attrs/secret", """{"value":"s3cr3t2"}""", SecretPolicy.Root)).IsBare(204);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":10", "\"sysAttrs\":true");

        var told = await broker.AdvanceToNextAsync(TimeSpan.FromSeconds(1), 11);

        Assert.Equal("2026-01-01T00:00:00Z", (string?)told.Entity["modifiedAt"]);
        Assert.DoesNotContain("s3cr3t", told.Body.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>The next notification, which holds nothing hidden.</summary>
    private static async Task<JsonObject> OpenAsync(TestBroker broker)
    {
        var told = await broker.Notifier.NextAsync();
        foreach (var hidden in (string[])["s3cr3t", "\"secret\"", "\"half\"", "\"scope\"", "Hidden"])
            Assert.DoesNotContain(hidden, told.Body.ToJsonString(), StringComparison.Ordinal);
        return told.Entity;
    }

    private static async Task<TestBroker> StartAsync()
    {
        var broker = await TestBroker.StartAsync(new SubscriberPolicy());
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","scope":"/s3cr3t/scope","level":{"type":"Property","value":1},"private":{"type":"Property","value":true},
             "secret":{"type":"Property","value":"s3cr3t"},"half":{"type":"Property","value":"s3cr3t"}}
            """, SecretPolicy.Root);
        return broker;
    }
}
