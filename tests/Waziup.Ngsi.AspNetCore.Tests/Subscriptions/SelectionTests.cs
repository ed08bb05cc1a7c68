namespace Waziup.Ngsi.AspNetCore.Tests.Subscriptions;

/// <summary>Which entities and attributes a subscription is about (5.2.12, 5.2.33).</summary>
public sealed class SelectionTests
{
    private const string Attributes = """
        "level":{"type":"Property","value":20,"quality":{"type":"Property","value":0.9}},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:1"},
        "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,2]}},"place":{"type":"GeoProperty","value":{"type":"Point","coordinates":[50,50]}},
        "kind":{"type":"VocabProperty","vocab":"Round"},"raw":{"type":"JsonProperty","json":{"a":1}}
        """;

    // Whether the tank is told of, for each of these. Ama (Person:1) is 40 and works for Company:1.
    [Theory]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Pump\"}]", false)]
    [InlineData("\"entities\":[{\"type\":\"Pump\"},{\"type\":\"Tank\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank|Pump\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank;Cistern\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank;Pump\"}]", false)]
    [InlineData("\"entities\":[{\"type\":\"(Tank;Pump)|Cistern\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"*\"}]", true)]
    [InlineData("\"localOnly\":true", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"id\":[\"urn:ngsi-ld:Tank:2\",\"urn:ngsi-ld:Tank:1\"]}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:2\"}]", false)]
    [InlineData("\"entities\":[{\"type\":\"Pump\",\"id\":\"urn:ngsi-ld:Tank:1\"}]", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"idPattern\":\"Tank:[12]$\"}]", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"idPattern\":\"Tank:2\"}]", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\",\"id\":\"urn:ngsi-ld:Tank:1\",\"idPattern\":\"Tank:2\"}]", true)]
    [InlineData("\"watchedAttributes\":[\"level\"]", true)]
    [InlineData("\"watchedAttributes\":[\"name\",\"owner\"]", true)]
    [InlineData("\"watchedAttributes\":[\"name\"]", false)]
    [InlineData("\"entities\":[{\"type\":\"Pump\"}],\"watchedAttributes\":[\"level\"]", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>10\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>20\"", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>20|owner\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level.quality==0.9;level<30\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"!name\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"owner{age}==40\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"owner{age}>40\"", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"owner{employer{size}}==3\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"owner{employer{size}}==4\"", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"kind==\\\"Round\\\"\",\"expandValues\":\"kind\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"kind==\\\"Square\\\"\",\"expandValues\":\"kind\"", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"raw[a]==1\",\"jsonKeys\":\"raw\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"scopeQ\":\"/farm/#\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"scopeQ\":\"/farm\"", false)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"scopeQ\":\"/farm/+,/town\"", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"geoQ\":{\"georel\":\"near;maxDistance==1000\",\"geometry\":\"Point\",\"coordinates\":[1,2]}", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"geoQ\":{\"georel\":\"near;maxDistance==1000\",\"geometry\":\"Point\",\"coordinates\":\"[1,2]\"}", true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"geoQ\":{\"georel\":\"near;maxDistance==1000\",\"geometry\":\"Point\",\"coordinates\":[3,2]}", false)]
    [InlineData(
        "\"entities\":[{\"type\":\"Tank\"}],\"geoQ\":{\"georel\":\"within\",\"geometry\":\"Polygon\",\"coordinates\":[[[49,49],[51,49],[51,51],[49,51],[49,49]]],\"geoproperty\":\"place\"}",
        true)]
    [InlineData("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>10\",\"scopeQ\":\"/town\"", false)]
    public async Task An_entity_is_told_of_where_everything_holds(string members, bool told)
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync("""{"id":"urn:ngsi-ld:Company:1","type":"Company","size":{"type":"Property","value":3}}""");
        await broker.CreateAsync("""
            {"id":"urn:ngsi-ld:Person:1","type":"Person","age":{"type":"Property","value":40},"employer":{"type":"Relationship","object":"urn:ngsi-ld:Company:1"}}
            """);
        await broker.SubscribeAsync(members);

        await broker.CreateAsync($$"""{"id":"urn:ngsi-ld:Tank:1","type":["Tank","Cistern"],"scope":"/farm/north",{{Attributes}}}""");

        if (told)
            Assert.Equal("urn:ngsi-ld:Tank:1", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        if (members is not ("\"localOnly\":true" or "\"entities\":[{\"type\":\"*\"}]"))
            await broker.QuietAsync();
    }

    [Fact]
    public async Task Conditions_are_asked_of_what_is_after_the_change()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>10\"");

        await broker.LevelAsync(5);
        await broker.QuietAsync();
        await broker.LevelAsync(15);
        Assert.Equal(15, (int?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        await broker.LevelAsync(6);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Of_a_deleted_entity_they_are_asked_as_it_was()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1));
        await broker.CreateAsync(Samples.Tank(20));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"q\":\"level>10\",\"notificationTrigger\":[\"entityDeleted\"]");

        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1")).IsBare(204);
        await broker.QuietAsync();
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:20")).IsBare(204);

        Assert.Equal("urn:ngsi-ld:Tank:20", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Only_watched_attributes_set_it_off_but_all_are_sent()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"name\":{\"type\":\"Property\",\"value\":\"a\"}"));
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"watchedAttributes\":[\"level\"]");

        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1/attrs", """{"name":{"type":"Property","value":"b"}}""");
        await broker.QuietAsync();
        await broker.LevelAsync(2);

        var told = await broker.Notifier.NextAsync();
        Assert.Equal(("b", 2), ((string?)told.Entity["name"]!["value"], (int?)told.Entity["level"]!["value"]));
        await broker.QuietAsync();
    }

    [Fact]
    public async Task A_kind_of_change_has_to_befall_a_watched_attribute()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.CreateAsync(Samples.Tank(1, ",\"name\":{\"type\":\"Property\",\"value\":\"a\"}"));
        await broker.SubscribeAsync("\"watchedAttributes\":[\"level\"],\"notificationTrigger\":[\"attributeDeleted\"]");

        await broker.PatchAsync("/entities/urn:ngsi-ld:Tank:1", """{"level":{"value":9},"name":"urn:ngsi-ld:null"}""");
        await broker.QuietAsync();
        (await broker.DeleteAsync("/entities/urn:ngsi-ld:Tank:1/attrs/level")).IsBare(204);

        Assert.Equal("urn:ngsi-ld:null", (string?)(await broker.Notifier.NextAsync()).Entity["level"]!["value"]);
        await broker.QuietAsync();
    }

    [Fact]
    public async Task Names_are_those_of_the_context_that_it_was_made_with()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.Contexts[Samples.ContextUrl] = Samples.ContextDocument;
        await broker.SubscribeAsync("\"entities\":[{\"type\":\"Tank\"}],\"watchedAttributes\":[\"level\"],\"q\":\"level>1\"", headers: Samples.ContextLink);

        await broker.CreateAsync(Samples.Tank(2));
        await broker.QuietAsync();
        await broker.CreateAsync(Samples.Tank(3), Samples.ContextLink);

        Assert.Equal("urn:ngsi-ld:Tank:3", (string?)(await broker.Notifier.NextAsync()).Entity["id"]);
        await broker.QuietAsync();
    }
}
