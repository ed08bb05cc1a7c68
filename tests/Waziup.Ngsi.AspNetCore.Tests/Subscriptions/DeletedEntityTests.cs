using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>What is told of an entity that is gone (5.8.6).</summary>
public sealed class DeletedEntityTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Bare = """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","deletedAt":"2026-01-01T00:02:00Z"}""";

    private const string Tank = """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","scope":"/farm","level":{"type":"Property","value":42,"unitCode":"P1"},
         "site":{"type":"Relationship","object":"urn:ngsi-ld:Site:1"},"label":{"type":"LanguageProperty","languageMap":{"en":"tank"}}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("\"format\":\"concise\"")]
    [InlineData("\"format\":\"simplified\"")]
    [InlineData("\"attributes\":[\"level\"]")]
    [InlineData("\"join\":\"inline\"")]
    public Task Its_id_its_type_and_when_it_went(string notification) => TellsAsync("\"entityDeleted\"", notification, Bare);

    [Fact]
    public async Task System_times_where_they_are_wanted()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Tank);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]", "\"sysAttrs\":true");
        broker.Clock.Advance(TimeSpan.FromMinutes(2));

        (await broker.DeleteAsync(One)).IsBare(204);

        var entity = (await broker.Notifier.NextAsync()).Entity;
        Assert.Equal(["createdAt", "deletedAt", "id", "modifiedAt", "type"], entity.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("2026-01-01T00:00:00Z", "2026-01-01T00:02:00Z"), ((string?)entity["createdAt"], (string?)entity["deletedAt"]));
    }

    [Fact]
    public Task All_that_it_had_where_changes_are_shown() => TellsAsync("\"entityDeleted\"", "\"showChanges\":true", """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":"urn:ngsi-ld:null","previousValue":43},
         "site":{"type":"Relationship","object":"urn:ngsi-ld:null","previousObject":"urn:ngsi-ld:Site:1"},
         "label":{"type":"LanguageProperty","languageMap":{"@none":"urn:ngsi-ld:null"},"previousLanguageMap":{"en":"tank"}},"deletedAt":"2026-01-01T00:02:00Z"}
        """);

    [Fact]
    public Task Of_that_only_what_is_wanted() => TellsAsync("\"entityDeleted\"", "\"showChanges\":true,\"attributes\":[\"level\"]", """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":"urn:ngsi-ld:null","previousValue":43},"deletedAt":"2026-01-01T00:02:00Z"}
        """);

    [Theory]
    [InlineData("\"attributeDeleted\"")]
    [InlineData("\"attributeDeleted\",\"entityDeleted\"")]
    public Task A_watched_attribute_that_goes_with_it(string triggers) => TellsAsync(triggers, "", """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":"urn:ngsi-ld:null"},"deletedAt":"2026-01-01T00:02:00Z"}
        """, ",\"watchedAttributes\":[\"level\"]");

    [Fact]
    public Task In_short_form_the_watched_attribute_is_a_short_Null() => TellsAsync(
        "\"attributeDeleted\"", "\"format\":\"simplified\"", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":"urn:ngsi-ld:null","deletedAt":"2026-01-01T00:02:00Z"}""",
        ",\"watchedAttributes\":[\"level\"]");

    [Fact]
    public async Task A_watched_attribute_that_was_not_there_goes_not_with_it()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Tank);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"watchedAttributes\":[\"name\"],\"notificationTrigger\":[\"attributeDeleted\"]");

        (await broker.DeleteAsync(One)).IsBare(204);

        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("DELETE", "/entities?type=Tank", null)]
    [InlineData("POST", "/entityOperations/delete", """["urn:ngsi-ld:Tank:1"]""")]
    public async Task However_it_went(string method, string path, string? body)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Tank);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]");
        broker.Clock.Advance(TimeSpan.FromMinutes(2));

        (await broker.SendAsync(method, path, body)).IsBare(204);

        Found.IsJson(Bare, (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task One_that_expired_is_told_when_it_is_cleared_away()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:01:00Z\""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]", "\"showChanges\":true");

        broker.Clock.Advance(TimeSpan.FromSeconds(59));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);
        await broker.QuietAsync();
        broker.Clock.Advance(TimeSpan.FromSeconds(61));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        var entity = (await broker.Notifier.NextAsync()).Entity;
        Assert.NotNull(entity["deletedAt"]);
        Assert.Equal(1, (int?)entity["level"]!["previousValue"]);
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);
        await broker.QuietAsync();
    }

    [Theory]
    [InlineData("\"q\":\"level>0\"", true)]
    [InlineData("\"q\":\"level>1\"", false)]
    public async Task One_that_expired_is_judged_as_it_was(string condition, bool told)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2026-01-01T00:01:00Z\""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]," + condition);

        broker.Clock.Advance(TimeSpan.FromMinutes(2));
        await broker.Broker.SweepAsync(TestContext.Current.CancellationToken);

        if (told)
            Assert.NotNull((await broker.Notifier.NextAsync()).Entity["deletedAt"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task One_that_comes_again_is_a_new_one()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Tank);
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\",\"entityCreated\"]", "\"showChanges\":true");

        (await broker.DeleteAsync(One)).IsBare(204);
        await broker.CreateAsync(Samples.Tank(1));

        Assert.NotNull((await broker.Notifier.NextAsync()).Entity["deletedAt"]);
        Found.IsJson(Samples.Tank(1), (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    private static async Task TellsAsync(string triggers, string notification, string expected, string members = "")
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Tank);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));
        (await broker.PatchAsync(One + "/attrs/level", """{"value":43}""")).IsBare(204);
        await broker.SubscribeAsync($"\"entities\":[{{\"type\":\"Tank\"}}],\"notificationTrigger\":[{triggers}]{members}", notification);
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.DeleteAsync(One)).IsBare(204);

        Found.IsJson(expected, (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }
}
