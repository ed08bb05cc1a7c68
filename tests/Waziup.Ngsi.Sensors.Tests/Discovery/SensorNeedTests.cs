using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

public sealed class SensorNeedTests
{
    private static readonly Instant Now = new(1_790_000_000_000_000);

    [Fact]
    public void A_need_becomes_a_query()
    {
        var query = SensorQuery.Of(Read("""
            {"name":"air","quantityKind":"AirTemperature","sensorKind":"AirThermometer","unitCode":"CEL","near":{"lon":0.98,"lat":-5.9,"maxDistance":1000},
             "scope":["/ghana","/togo"],"owner":"urn:ngsi-ld:Person:ama","fresh":"PT1H","quality":2,"min":2,"max":5}
            """), Now);

        Assert.Equal(
            "(quantityKind==\"AirTemperature\"|controlledProperty==\"temperature\");sensorKind==\"AirThermometer\";owner==\"urn:ngsi-ld:Person:ama\""
            + ";(numValue.observedAt>=2026-09-21T13:13:20Z|textValue.observedAt>=2026-09-21T13:13:20Z)", query.Q);
        Assert.Equal("/ghana/#,/togo/#", query.ScopeQ);
        Assert.Equal(("near;maxDistance==1011", "Point", "[0.98,-5.9]"), (query.Georel, query.Geometry, query.Coordinates));
    }

    [Fact]
    public void Who_needs_nothing_in_particular_asks_for_all_sensors()
    {
        var query = SensorQuery.Of(Read("{}"), Now);

        Assert.Equal("type=DeviceMeasurement", query.ToQueryString());
        Assert.Equal("""{"type":"Query","entities":[{"type":"DeviceMeasurement"}]}""", query.ToBody().ToJsonString());
    }

    [Fact]
    public void What_a_need_holds_stays_a_text() =>
        Assert.Equal("""(quantityKind=="a\"|b"|controlledProperty=="a\"|b")""", SensorQuery.Of(new SensorNeed { QuantityKind = "a\"|b" }, Now).Q);

    [Theory]
    [InlineData("PT15M", 900)]
    [InlineData("P1W", 604_800)]
    [InlineData("P100Y", 3_155_695_200)]
    public void A_duration_is_one_of_ISO_8601(string text, long seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"fresh":"{{text}}"}""").Fresh);

    [Theory]
    [InlineData("""[]""", "")]
    [InlineData("""{"quantityKind":"a\"|b"}""", "/quantityKind")]
    [InlineData("""{"quantityKind":"a\n"}""", "/quantityKind")]
    [InlineData("""{"controlledProperty":"a b"}""", "/controlledProperty")]
    [InlineData("""{"owner":"ama"}""", "/owner")]
    [InlineData("""{"owner":"urn:a:\"|b"}""", "/owner")]
    [InlineData("""{"scope":"/a/#"}""", "/scope")]
    [InlineData("""{"near":{"lon":1,"lat":2}}""", "/near")]
    [InlineData("""{"near":{"lon":1,"lat":200,"maxDistance":5}}""", "/near")]
    [InlineData("""{"near":{"lon":1,"lat":2,"maxDistance":-5}}""", "/near")]
    [InlineData("""{"area":{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,1]]]}}""", "/area")]
    [InlineData("""{"area":{"type":"Point","coordinates":[0,0]}}""", "/area")]
    [InlineData("""{"area":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"near":{"lon":1,"lat":2,"maxDistance":5}}""", "/area")]
    [InlineData("""{"fresh":"1 hour"}""", "/fresh")]
    [InlineData("""{"fresh":"PT0S"}""", "/fresh")]
    [InlineData("""{"fresh":"P101Y"}""", "/fresh")]
    [InlineData("""{"fresh":"P9999Y3659634DT9000000H"}""", "/fresh")]
    [InlineData("""{"quality":5}""", "/quality")]
    [InlineData("""{"min":0}""", "/min")]
    [InlineData("""{"max":1001}""", "/max")]
    [InlineData("""{"min":3,"max":2}""", "/max")]
    [InlineData("""{"orderBy":"distance"}""", "/orderBy")]
    [InlineData("""{"orderBy":"name"}""", "/orderBy")]
    public void What_is_wrong_with_a_need_is_told_with_its_place(string document, string pointer)
    {
        Assert.False(SensorNeed.TryRead(JsonElement.Parse(document), out var need, out var remarks));
        Assert.Null(need);
        Assert.Equal(pointer, Assert.Single(remarks).Pointer);
    }

    [Theory]
    [InlineData("""{"quantityKind":"AirTemperature","unitCode":"KPA"}""", "/unitCode")]
    [InlineData("""{"quantityKind":"SapFlow"}""", "/quantityKind")]
    [InlineData("""{"colour":"red"}""", "/colour")]
    [InlineData("""{"quantityKind":"AirTemperature","unitCode":"FAH"}""", "")]
    public void What_is_odd_about_a_need_is_told_and_goes(string document, string pointers)
    {
        Assert.True(SensorNeed.TryRead(JsonElement.Parse(document), out _, out var remarks));
        Assert.Equal(pointers, string.Join(' ', remarks.Select(remark => remark.Pointer)));
    }

    private static SensorNeed Read(string document)
    {
        Assert.True(SensorNeed.TryRead(JsonElement.Parse(document), out var need, out var remarks), string.Join(' ', remarks));
        return need;
    }
}
