using System.Text.Json.Nodes;
using Waziup.Ngsi.AspNetCore.Tests.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Receivers that draw maps are told in GeoJSON (4.5.16, 5.8.6).</summary>
public sealed class NotificationMapTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";

    [Fact]
    public async Task On_a_map_the_context_stands_in_the_collection()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.SubscribeAsync(notification: Endpoint(), headers: Samples.ContextLink);

        var told = await TellAsync(broker);

        var map = told.Body["data"]!.AsObject();
        Assert.Equal("FeatureCollection", (string?)map["type"]);
        Assert.Equal(Samples.ContextUrl, Context(map));
        Assert.Null(told.ContextUrl);
        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},
             "properties":{"type":"Tank","level":{"type":"Property","value":1,"unitCode":"CMT"},
              "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"}}}
            """, Assert.Single(map["features"]!.AsArray()));
    }

    [Theory]
    [InlineData("body=json")]
    [InlineData("body=ld+json")]
    public async Task On_a_map_the_receiver_may_prefer_it_elsewhere(string preference)
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.SubscribeAsync(
            notification: Endpoint($",\"receiverInfo\":[{{\"key\":\"Prefer\",\"value\":\"{preference}\"}}]") + ",\"format\":\"simplified\"",
            headers: Samples.ContextLink);

        var told = await TellAsync(broker);

        var map = told.Body["data"]!.AsObject();
        Assert.Equal(preference == "body=json" ? null : Samples.ContextUrl, Context(map));
        Assert.Equal(preference == "body=json" ? Samples.ContextUrl : null, told.ContextUrl);
        Assert.Equal(1, (int?)map["features"]![0]!["properties"]!["level"]);
    }

    [Fact]
    public async Task A_deleted_entity_is_a_feature_without_a_place()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}"""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]", Endpoint());
        broker.Clock.Advance(TimeSpan.FromMinutes(1));

        (await broker.DeleteAsync(One)).IsBare(204);

        var map = (await broker.Notifier.NextAsync()).Body["data"]!;
        Assert.Equal("FeatureCollection", (string?)map["type"]);
        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Feature","geometry":null,"properties":{"type":"Tank","deletedAt":"2026-01-01T00:01:00Z"}}
            """, Assert.Single(map["features"]!.AsArray()));
    }

    [Fact]
    public async Task A_deleted_place_is_no_place()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}"""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"attributeDeleted\"]", Endpoint());

        (await broker.DeleteAsync(One + "/attrs/location")).IsBare(204);

        var feature = (await broker.Notifier.NextAsync()).Body["data"]!["features"]![0]!.AsObject();
        Assert.True(feature.ContainsKey("geometry") && feature["geometry"] is null, feature.ToJsonString());
        Assert.Equal("urn:ngsi-ld:null", (string?)feature["properties"]!["location"]!["value"]);
    }

    [Fact]
    public async Task Flat_on_a_map_is_a_collection_of_all()
    {
        await using var broker = await Family.StartAsync();
        await broker.SubscribeAsync(notification: "\"join\":\"flat\"," + Endpoint());

        await broker.LevelAsync(5);

        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Person:1"],
            (await broker.Notifier.NextAsync()).Body["data"]!["features"]!.AsArray().Select(feature => (string?)feature!["id"]));
    }

    private static string Endpoint(string more = "") => $"\"endpoint\":{{\"uri\":\"http://receiver.example/1\",\"accept\":\"application/geo+json\"{more}}}";

    private static string? Context(JsonObject of) => of["@context"] is JsonArray many ? (string?)many[0] : (string?)of["@context"];

    private static async Task<Notified> TellAsync(TestBroker broker)
    {
        await broker.CreateAsync(
            Samples.Tank(1, ""","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"}"""),
            Samples.ContextLink);
        var told = await broker.Notifier.NextAsync();
        await broker.QuietAsync();
        return told;
    }
}
