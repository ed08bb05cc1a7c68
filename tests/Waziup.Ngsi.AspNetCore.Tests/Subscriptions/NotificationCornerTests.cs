using Waziup.Ngsi.AspNetCore.Tests.Query;
using Waziup.Ngsi.Notifications;

namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Where two things meet: maps and deletions, links and Null, expiry and values, failures and floods.</summary>
public sealed class NotificationCornerTests
{
    private const string One = "/entities/urn:ngsi-ld:Tank:1";
    private const string Map = "\"endpoint\":{\"uri\":\"http://receiver.example/1\",\"accept\":\"application/geo+json\"}";

    [Fact]
    public async Task A_deleted_entity_is_a_feature_without_a_place()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}}"""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityDeleted\"]", Map);
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
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"attributeDeleted\"]", Map);

        (await broker.DeleteAsync(One + "/attrs/location")).IsBare(204);

        var feature = (await broker.Notifier.NextAsync()).Body["data"]!["features"]![0]!.AsObject();
        Assert.True(feature.ContainsKey("geometry") && feature["geometry"] is null, feature.ToJsonString());
        Assert.Equal("urn:ngsi-ld:null", (string?)feature["properties"]!["location"]!["value"]);
    }

    [Fact]
    public async Task Flat_on_a_map_is_a_collection_of_all()
    {
        await using var broker = await Family.StartAsync();
        await broker.SubscribeAsync(notification: "\"join\":\"flat\"," + Map);

        await broker.LevelAsync(5);

        Assert.Equal(["urn:ngsi-ld:Tank:1", "urn:ngsi-ld:Person:1"],
            (await broker.Notifier.NextAsync()).Body["data"]!["features"]!.AsArray().Select(feature => (string?)feature!["id"]));
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("flat")]
    public async Task A_link_that_is_gone_links_nothing(string join)
    {
        await using var broker = await Family.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"attributeDeleted\"]", $"\"join\":\"{join}\",\"showChanges\":true");

        (await broker.DeleteAsync(One + "/attrs/owner")).IsBare(204);

        Found.IsJson(
            """{"type":"Relationship","object":"urn:ngsi-ld:null","previousObject":"urn:ngsi-ld:Person:1"}""", (await broker.Notifier.NextAsync()).Entity["owner"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_is_new_changed_and_gone_at_once_is_told_at_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","name":{"type":"Property","value":"a"}"""));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"notificationTrigger\":[\"entityUpdated\"]", "\"showChanges\":true");

        (await broker.PatchAsync(One, """{"level":{"value":2},"name":"urn:ngsi-ld:null","new":{"type":"Property","value":3}}""")).IsBare(204);

        Found.IsJson("""
            {"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":2,"previousValue":1,"unitCode":"CMT"},
             "new":{"type":"Property","value":3},"name":{"type":"Property","value":"urn:ngsi-ld:null","previousValue":"a"}}
            """, (await broker.Notifier.NextAsync()).Entity);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task An_attribute_that_has_expired_is_neither_told_nor_asked()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ""","name":{"type":"Property","value":"a","expiresAt":"2026-01-01T00:01:00Z"}"""));
        await broker.SubscribeAsync(id: "1");
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"name\"", id: "2");
        broker.Clock.Advance(TimeSpan.FromMinutes(2));

        await broker.LevelAsync(2);

        var told = await broker.Notifier.NextAsync();
        Found.IsJson("""{"id":"urn:ngsi-ld:Tank:1","type":"Tank","level":{"type":"Property","value":2}}""", told.Entity);
        Assert.Equal("/1", told.Endpoint.Uri.AbsolutePath);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Changes_of_many_at_a_time_are_each_told_once()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(number => broker.CreateAsync(Samples.Tank(number))));

        var ids = new HashSet<string>();
        for (var number = 1; number <= 50; number++)
            Assert.True(ids.Add((string)(await broker.Notifier.NextAsync()).Entity["id"]!));
        await broker.CountedAsync(50);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_came_while_a_receiver_was_away_is_told_in_order_also_where_it_does_not_fit_into_memory()
    {
        await using var broker = await TestBroker.StartAsync(options: options => (options.Notifications.MaxWaiting, options.Notifications.Retries) = (2, 100));
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();
        broker.Notifier.Answers = _ => new Receipt(ReceiptResult.Failed, "away");
        for (var level = 2; level <= 12; level++)
            await broker.LevelAsync(level);
        Assert.Equal(2, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        broker.Notifier.Answers = _ => Receipt.Delivered;

        for (var level = 2; level <= 12; level++)
            Assert.Equal(level, (int?)(await broker.AdvanceToNextAsync(TimeSpan.FromMilliseconds(200))).Entity["level"]!["value"]);

        await broker.CountedAsync(11);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task What_was_given_up_does_not_hold_up_the_next()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.Retries = 0);
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync();
        broker.Notifier.Answers = delivery => delivery.Endpoint.Uri.AbsolutePath == "/1" ? new Receipt(ReceiptResult.Failed, "no") : Receipt.Delivered;

        for (var level = 2; level <= 5; level++)
        {
            await broker.LevelAsync(level);
            Assert.Equal(level, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
            await broker.CountedAsync(level - 1, level - 1);
        }
        broker.Notifier.Answers = _ => Receipt.Delivered;
        await broker.LevelAsync(6);

        await broker.Notifier.NextAsync();
        Assert.Equal("ok", (string?)(await broker.CountedAsync(5, 4))["status"]);
    }

    [Fact]
    public async Task Another_selection_finds_other_entities()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"}]");
        await broker.ResubscribeAsync("""{"entities":[{"type":"Pump"}],"watchedAttributes":["speed"]}""");

        await broker.CreateAsync(Samples.Tank(1));
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:1","type":"Pump","level":{"type":"Property","value":1}}""");
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Pump:2","type":"Pump","speed":{"type":"Property","value":1}}""");

        Assert.Equal("urn:ngsi-ld:Pump:2", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_very_many_each_is_told_once_from_time_to_time()
    {
        await using var broker = await TestBroker.StartAsync(options: options => options.Notifications.MaxEntities = 2);
        for (var number = 1; number <= 5; number++)
            await broker.CreateAsync(Samples.Tank(number));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"timeInterval\":10");

        Notified[] told =
        [
            await broker.AdvanceToNextAsync(TimeSpan.FromSeconds(1), 11), await broker.Notifier.NextAsync(), await broker.Notifier.NextAsync(),
        ];

        Assert.Equal(["1", "2", "3", "4", "5"], told.SelectMany(one => one.Data).Select(entity => ((string)entity!["id"]!)[^1..]).Order(StringComparer.Ordinal));
        Assert.Equal(3, told.Select(one => one.Id).Distinct().Count());
        await broker.QuietAsync();
    }
}
