using System.Text.Json;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

public sealed class SensorJudgeTests
{
    private static readonly Instant Now = new(1_790_000_000_000_000);

    private const string Sensor = """
        {"id":"urn:ngsi-ld:DeviceMeasurement:d1:t","type":["DeviceMeasurement","Sensor"],"scope":["/ghana/keta","/demo"],
         "refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:d1"},"owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"},
         "controlledProperty":{"type":"Property","value":"temperature"},"quantityKind":{"type":"VocabProperty","vocab":"AirTemperature"},
         "unit":{"type":"Property","value":"°C","unitCode":"CEL"},"location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[1,6]}},
         "numValue":[
           {"type":"Property","value":71.2,"unitCode":"FAH","observedAt":"2026-09-21T14:03:20Z","quality":{"type":"Property","value":3}},
           {"type":"Property","value":7,"unitCode":"KPA","observedAt":"2026-09-21T14:13:20Z","datasetId":"urn:ngsi-ld:Dataset:raw"}]}
        """;

    [Fact]
    public void A_fit_tells_how_it_fits()
    {
        var fit = Judge("""{"quantityKind":"AirTemperature","unitCode":"CEL","near":{"lon":1,"lat":6.001,"maxDistance":200},"fresh":"PT1H","quality":3}""")!;

        Assert.Equal(("urn:ngsi-ld:DeviceMeasurement:d1:t", "urn:ngsi-ld:Device:d1", "FAH", 3), (fit.Id, fit.Device, fit.UnitCode, fit.Quality));
        Assert.Equal(100, fit.Conversion!.Apply(212));
        Assert.Equal("2026-09-21T14:03:20Z", fit.ObservedAt.ToString());
        Assert.Equal("2026-09-21T15:03:20Z", fit.FreshUntil.ToString());
        Assert.Equal(111.195, fit.Metres!.Value, 3);
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"quantityKind":"SoilTemperature"}""", false)]
    [InlineData("""{"controlledProperty":"temperature"}""", true)]
    [InlineData("""{"controlledProperty":"humidity"}""", false)]
    [InlineData("""{"sensorKind":"AirThermometer"}""", false)]
    [InlineData("""{"unitCode":"KEL"}""", true)]
    [InlineData("""{"unitCode":"KPA"}""", false)]
    [InlineData("""{"near":{"lon":1,"lat":6.001,"maxDistance":111}}""", false)]
    [InlineData("""{"area":{"type":"Polygon","coordinates":[[[0,5],[2,5],[2,7],[0,5]]]}}""", true)]
    [InlineData("""{"area":{"type":"Polygon","coordinates":[[[0,5],[2,5],[2,7],[0,5]],[[0.9,5.95],[1.1,5.95],[1.1,6.1],[0.9,5.95]]]}}""", false)]
    [InlineData("""{"scope":"/ghana"}""", true)]
    [InlineData("""{"scope":["/togo","/demo"]}""", true)]
    [InlineData("""{"scope":"/ghana/ket"}""", false)]
    [InlineData("""{"owner":["urn:ngsi-ld:Person:yaw","urn:ngsi-ld:Person:ama"]}""", true)]
    [InlineData("""{"owner":"urn:ngsi-ld:Person:yaw"}""", false)]
    [InlineData("""{"fresh":"PT10M"}""", true)]
    [InlineData("""{"fresh":"PT9M59S"}""", false)]
    [InlineData("""{"quality":3}""", true)]
    [InlineData("""{"quality":2}""", false)]
    public void Each_thing_that_is_asked_for_decides(string need, bool fits) => Assert.Equal(fits, Judge(need) is not null);

    [Fact]
    public void A_sensor_that_was_never_heard_fits_who_does_not_ask_for_freshness()
    {
        const string Silent = """{"id":"urn:a:b","type":"DeviceMeasurement","controlledProperty":{"type":"Property","value":"windSpeed"},"unit":{"type":"Property","value":"kn","unitCode":"KNT"}}""";

        Assert.Equal("KNT", Judge("""{"quantityKind":"WindSpeed","unitCode":"MTS","quality":2}""", Silent)!.UnitCode);
        Assert.Null(Judge("""{"fresh":"P1D"}""", Silent));
        Assert.Null(Judge("""{"quality":1}""", Silent));
        Assert.Null(Judge("""{"near":{"lon":1,"lat":6,"maxDistance":20000000}}""", Silent));
    }

    [Fact]
    public void A_value_that_does_not_say_when_has_its_flag_all_the_same()
    {
        const string Timeless = """{"id":"urn:a:b","type":"DeviceMeasurement","numValue":{"type":"Property","value":1,"quality":{"type":"Property","value":4}}}""";

        Assert.Equal(4, Judge("{}", Timeless)!.Quality);
        Assert.Null(Judge("""{"quality":3}""", Timeless));
    }

    [Theory]
    [InlineData("""{"type":7,"coordinates":[1,6]}""")]
    [InlineData("""{"type":"Point","coordinates":["a"]}""")]
    public void Who_lies_nowhere_is_not_near(string place) => Assert.Null(Judge(
        """{"near":{"lon":1,"lat":6,"maxDistance":10}}""", $$"""{"id":"urn:a:b","type":"DeviceMeasurement","location":{"type":"GeoProperty","value":{{place}} } }"""));

    [Fact]
    public void A_word_alone_is_enough_where_it_stands_for_one_quantity()
    {
        const string Plain = """{"id":"urn:a:b","type":"DeviceMeasurement","controlledProperty":{"type":"Property","value":"temperature"}}""";

        Assert.Null(Judge("""{"quantityKind":"AirTemperature"}""", Plain));
        Assert.NotNull(Judge("""{"quantityKind":"WindSpeed"}""", Plain.Replace("temperature", "windSpeed", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_device_is_no_sensor() => Assert.Null(Judge("{}", """{"id":"urn:a:b","type":"Device"}"""));

    private static SensorFit? Judge(string need, string entity = Sensor)
    {
        Assert.True(SensorNeed.TryRead(JsonElement.Parse(need), out var read, out var remarks), string.Join(' ', remarks));
        return new SensorJudge(read).Judge(JsonElement.Parse(entity), Now);
    }
}
