using System.Text.Json.Nodes;
using Waziup.Load.Replay;
using Waziup.Ngsi.Contract;

namespace Waziup.Load.Tests;

public class EntitiesTests
{
    static readonly DateTimeOffset Noon = new(2019, 2, 2, 12, 0, 0, 500, TimeSpan.Zero);

    [Fact]
    public void Each_device_is_registered_once_with_what_its_sensors_observe()
    {
        var batch = Registration(new("pond", "DO"), new("pond", "T"), new("pond", "WT"), new("field", "SH"));

        Assert.Equal(6, batch.Count);
        var pond = Assert.Single(batch, item => (string?)item!["id"] == "urn:ngsi-ld:Device:pond")!;
        Assert.Equal("Device", (string?)pond["type"]);
        Assert.Equal(["dissolvedOxygen", "temperature"], pond["controlledProperty"]!["value"]!.AsArray().Select(value => (string?)value));
        // Where the stations stand is not published, so nothing may be claimed about it.
        Assert.Null(pond["location"]);
    }

    [Fact]
    public void A_sensor_has_both_types_and_points_to_its_device()
    {
        var sensor = Registration(new SensorId("my pond", "DO"))[1]!;

        Assert.Equal("urn:ngsi-ld:DeviceMeasurement:my%20pond:DO", (string?)sensor["id"]);
        Assert.Equal(["DeviceMeasurement", "Sensor"], sensor["type"]!.AsArray().Select(type => (string?)type));
        Assert.Equal("urn:ngsi-ld:Device:my%20pond", (string?)sensor["refDevice"]!["object"]);
        Assert.Equal("DissolvedOxygen", (string?)sensor["quantityKind"]!["vocab"]);
        Assert.Equal("mg/L", (string?)sensor["unit"]!["value"]);
        Assert.Null(sensor["numValue"]);
        Assert.Null(sensor["measurementType"]);
    }

    [Fact]
    public void Readings_of_one_batch_repeat_the_sensor_in_time_order()
    {
        var series = new SensorSeries(
            new("pond", "DO"),
            [new(Noon.AddHours(1), Noon.AddHours(2), 5.5), new(Noon, Noon.AddSeconds(1), 4.25), new(Noon.AddHours(3), Noon, 6)]);

        var batch = JsonNode.Parse(Entities.Readings(series, from: 0, count: 2).Span)!.AsArray();

        Assert.Equal([4.25, 5.5], batch.Select(item => (double)item!["numValue"]!["value"]!));
        var first = batch[0]!;
        Assert.Equal("urn:ngsi-ld:DeviceMeasurement:pond:DO", (string?)first["id"]);
        Assert.Equal("M1", (string?)first["numValue"]!["unitCode"]);
        Assert.Equal("2019-02-02T12:00:00.5Z", (string?)first["numValue"]!["observedAt"]);
        Assert.Equal("2019-02-02T12:00:01.5Z", (string?)first["numValue"]!["receivedAt"]!["value"]!["@value"]);
    }

    [Fact]
    public void A_code_that_nobody_knows_is_registered_without_a_unit()
    {
        var sensor = Registration(new SensorId("pond", "XY"))[1]!;

        Assert.Equal("Other", (string?)sensor["quantityKind"]!["vocab"]);
        Assert.Null(sensor["unit"]);
    }

    [Fact]
    public void Every_unit_code_is_valid_in_the_UN_list()
    {
        var codes = File.ReadLines(TestData.Require("data", "unece-units", "units-of-measure.csv"))
            .Select(Csv.Split)
            .Where(fields => fields.Count > 1 && fields[0].Length == 0)
            .Select(fields => fields[1])
            .ToHashSet();

        Assert.All(SensorKind.All, kind => Assert.Contains(kind.UnitCode!, codes));
    }

    static JsonArray Registration(params SensorId[] sensors) =>
        JsonNode.Parse(Entities.Registration([.. sensors.Select(id => new SensorSeries(id, [new(Noon, Noon, 1)]))]).Span)!.AsArray();
}
