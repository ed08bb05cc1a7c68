using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>The form of what is told: as in queries (5.2.14, 4.5.4, 4.5.5).</summary>
public sealed class NotificationFormTests
{
    private const string Tank = """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1,"unitCode":"CMT"},{"type":"Property","value":2,"datasetId":"urn:d:2"}],
         "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"},"name":{"type":"LanguageProperty","languageMap":{"en":"tank","fr":"cuve"}},
         "kind":{"type":"VocabProperty","vocab":"Cistern"},"raw":{"type":"JsonProperty","json":{"a":1}},"list":{"type":"ListProperty","valueList":[1,2]},
         "links":{"type":"ListRelationship","objectList":[{"object":"urn:x:1"}]},"place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}}
        """;

    private const string Simplified = """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"dataset":{"@none":1,"urn:d:2":2}},"owner":"urn:ngsi-ld:Person:1",
         "name":{"languageMap":{"en":"tank","fr":"cuve"}},"kind":{"vocab":"Cistern"},"raw":{"json":{"a":1}},"list":[1,2],"links":["urn:x:1"],
         "place":{"type":"Point","coordinates":[1,2]}}
        """;

    [Fact]
    public Task Normalized_unless_another_is_wanted() => TellsAsync("", Tank);

    [Fact]
    public Task Normalized() => TellsAsync("\"format\":\"normalized\"", Tank);

    [Fact]
    public Task Concise() => TellsAsync("\"format\":\"concise\"", """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"value":1,"unitCode":"CMT"},{"value":2,"datasetId":"urn:d:2"}],
         "owner":{"object":"urn:ngsi-ld:Person:1"},"name":{"languageMap":{"en":"tank","fr":"cuve"}},"kind":{"vocab":"Cistern"},"raw":{"json":{"a":1}},
         "list":{"valueList":[1,2]},"links":{"objectList":["urn:x:1"]},"place":{"type":"Point","coordinates":[1,2]}}
        """);

    [Theory]
    [InlineData("simplified")]
    [InlineData("keyValues")]
    public Task Simple(string format) => TellsAsync($"\"format\":\"{format}\"", Simplified);

    [Theory]
    [InlineData("\"attributes\":[\"owner\"]", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":"urn:ngsi-ld:Person:1"}""")]
    [InlineData("\"attributes\":[\"owner\",\"nothing\"]", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","owner":"urn:ngsi-ld:Person:1"}""")]
    [InlineData("\"attributes\":[\"nothing\"]", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank"}""")]
    [InlineData("\"pick\":[\"id\",\"owner\"]", """{"id":"urn:ngsi-ld:Tank:1","owner":"urn:ngsi-ld:Person:1"}""")]
    [InlineData("\"omit\":[\"type\",\"level\",\"name\",\"kind\",\"raw\",\"list\",\"links\",\"place\"]", """{"id":"urn:ngsi-ld:Tank:1","owner":"urn:ngsi-ld:Person:1"}""")]
    public Task Only_what_is_wanted_is_told(string projection, string expected) => TellsAsync("\"format\":\"simplified\"," + projection, expected);

    [Theory]
    [InlineData("\"datasetId\":[\"urn:d:2\"]", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":2,"datasetId":"urn:d:2"}}""")]
    [InlineData("\"datasetId\":[\"@none\"]", """{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":1,"unitCode":"CMT"}}""")]
    [InlineData("\"datasetId\":[\"@none\",\"urn:d:2\"]", """
        {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":[{"type":"Property","value":1,"unitCode":"CMT"},{"type":"Property","value":2,"datasetId":"urn:d:2"}]}
        """)]
    public Task Only_instances_of_these_datasets_are_told(string members, string expected) => TellsAsync("\"attributes\":[\"level\"]", expected, members);

    [Theory]
    [InlineData("fr", "normalized", """{"type":"Property","value":"cuve","lang":"fr"}""")]
    [InlineData("de,en;q=0.5", "concise", """{"value":"tank","lang":"en"}""")]
    [InlineData("fr-CH", "simplified", "\"cuve\"")]
    public Task Languages_are_chosen(string lang, string format, string name) => TellsAsync(
        $"\"attributes\":[\"name\"],\"format\":\"{format}\"", $$"""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","name":{{name}}}""", $"\"lang\":\"{lang}\"");

    [Fact]
    public async Task System_times_are_told_where_they_are_wanted()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"expiresAt\":\"2027-01-01T00:00:00Z\""));
        await broker.SubscribeAsync(notification: "\"sysAttrs\":true", id: "1");
        broker.Clock.Advance(TimeSpan.FromSeconds(5));

        await broker.LevelAsync(2);

        var told = await broker.Notifier.NextAsync();
        Assert.Equal("2026-01-01T00:00:05Z", (string?)told.Body["notifiedAt"]);
        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank",
             "level":{"type":"Property","value":2,"createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T00:00:05Z"},
             "createdAt":"2026-01-01T00:00:00Z","modifiedAt":"2026-01-01T00:00:05Z","expiresAt":"2027-01-01T00:00:00Z"}
            """, told.Entity);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Older_versions_are_told_what_they_know()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"ngsildConformance\":\"1.5\"", "\"attributes\":[\"kind\",\"list\"]");

        await broker.CreateAsync(Tank);

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","kind":{"type":"Property","value":"Cistern"},"list":{"type":"Property","value":[1,2]}}
            """, (await broker.Notifier.NextAsync()).Entity);
    }

    private static async Task TellsAsync(string notification, string expected, string members = "")
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}]" + (members.Length > 0 ? "," + members : ""), notification);

        await broker.CreateAsync(Tank);

        var told = await broker.Notifier.NextAsync();
        Found.IsJson(expected, told.Entity);
        Assert.Equal(["id", "type", "subscriptionId", "notifiedAt", "data"], told.Body.Select(member => member.Key));
        await broker.QuietAsync();
    }
}
