using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Registry;
using Waziup.Ngsi.Sensors.Tests.Hosting;

namespace Waziup.Ngsi.Sensors.Tests.Registry;

public sealed class DeviceRegistrationTests
{
    private const string Field = """
        {
          "id": "Field 1", "name": "field station", "hostedBy": "gw1", "owner": "urn:ngsi-ld:Person:ama", "sharedWith": ["urn:ngsi-ld:Person:yaw"],
          "inProject": "p1", "location": {"lat": 5.9102, "lon": 0.9871}, "scope": "/ghana/keta", "supportedProtocol": "lora",
          "devEUI": "0102030405060A0B", "codec": "lpp", "dateInstalled": "2026-05-01T08:00:00Z", "syncInterval": "PT15M", "doNotSync": true, "meta": {"colour": "blue"},
          "sensors": [
            {"id": "temperature_0", "name": "air", "sensorKind": "AirThermometer", "quantityKind": "AirTemperature", "unitCode": "CEL"},
            {"id": "moisture", "sensorKind": "SoilHumiditySensor", "quantityKind": "SoilMoistureTension", "unit": "Centibar", "calibration": {"kind": "linear2"}, "location": {"type": "Point", "coordinates": [0.99, 5.91]}}
          ],
          "actuators": [{"id": "valve", "actuatorKind": "Switch", "valueType": "bool"}]
        }
        """;

    [Fact]
    public void One_document_is_a_device_with_its_sensors_and_actuators()
    {
        var read = Read(Field);

        Assert.Empty(read.Problems);
        Assert.Empty(read.Warnings);
        Assert.Equal(
            ["urn:ngsi-ld:Device:Field%201", "urn:ngsi-ld:DeviceMeasurement:Field%201:temperature_0", "urn:ngsi-ld:DeviceMeasurement:Field%201:moisture", "urn:ngsi-ld:Actuator:Field%201:valve"],
            read.Entities.Select(entity => (string?)entity["id"]));
        Same("""
            {"id":"urn:ngsi-ld:DeviceMeasurement:Field%201:moisture","type":["DeviceMeasurement","Sensor"],"scope":"/ghana/keta",
             "refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:Field%201"},
             "controlledProperty":{"type":"Property","value":"soilMoisture"},"quantityKind":{"type":"VocabProperty","vocab":"SoilMoistureTension"},
             "deviceType":{"type":"Property","value":"soil moisture sensor"},"sensorKind":{"type":"VocabProperty","vocab":"SoilHumiditySensor"},
             "unit":{"type":"Property","value":"kPa","unitCode":"KPA"},"calibration":{"type":"JsonProperty","json":{"kind":"linear2"}},
             "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[0.99,5.91]}},
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"},"sharedWith":{"type":"Relationship","object":"urn:ngsi-ld:Person:yaw"},
             "inProject":{"type":"Relationship","object":"urn:ngsi-ld:Project:p1"},"visibility":{"type":"Property","value":"private"},"doNotSync":{"type":"Property","value":true}}
            """, read.Entities.ElementAt(2));
        Same("""
            {"id":"urn:ngsi-ld:Actuator:Field%201:valve","type":"Actuator","scope":"/ghana/keta",
             "refDevice":{"type":"Relationship","object":"urn:ngsi-ld:Device:Field%201"},
             "actuatorKind":{"type":"VocabProperty","vocab":"Switch"},"commandValueType":{"type":"Property","value":"bool"},
             "location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[0.9871,5.9102]}},
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"},"sharedWith":{"type":"Relationship","object":"urn:ngsi-ld:Person:yaw"},
             "inProject":{"type":"Relationship","object":"urn:ngsi-ld:Project:p1"},"visibility":{"type":"Property","value":"private"},"doNotSync":{"type":"Property","value":true}}
            """, read.Entities.ElementAt(3));
    }

    [Fact]
    public void The_device_says_what_its_parts_measure()
    {
        var device = Read(Field).Entities.First();

        Same("""
            {"id":"urn:ngsi-ld:Device:Field%201","type":"Device","scope":"/ghana/keta","name":{"type":"Property","value":"field station"},
             "alternateName":{"type":"Property","value":"Field 1"},"category":{"type":"Property","value":["sensor","actuator"]},
             "controlledProperty":{"type":"Property","value":["temperature","soilMoisture"]},"deviceState":{"type":"Property","value":"registered"},
             "hostedBy":{"type":"Relationship","object":"urn:ngsi-ld:Gateway:gw1"},"codec":{"type":"Relationship","object":"urn:ngsi-ld:Codec:lpp"},
             "supportedProtocol":{"type":"Property","value":["lora"]},"devEUI":{"type":"Property","value":"0102030405060a0b"},
             "dateInstalled":{"type":"Property","value":{"@type":"DateTime","@value":"2026-05-01T08:00:00Z"}},"syncInterval":{"type":"Property","value":"PT15M"},
             "meta":{"type":"JsonProperty","json":{"colour":"blue"}},"location":{"type":"GeoProperty","value":{"type":"Point","coordinates":[0.9871,5.9102]}},
             "owner":{"type":"Relationship","object":"urn:ngsi-ld:Person:ama"},"sharedWith":{"type":"Relationship","object":"urn:ngsi-ld:Person:yaw"},
             "inProject":{"type":"Relationship","object":"urn:ngsi-ld:Project:p1"},"visibility":{"type":"Property","value":"private"},"doNotSync":{"type":"Property","value":true}}
            """, device);
    }

    [Fact]
    public async Task A_broker_takes_all_of_it_in_one_batch_and_gives_it_back()
    {
        await using var broker = await SensorBroker.StartAsync();
        var read = Read(Field);

        await broker.SendAsync("POST", "entityOperations/create", read.ToBatch());

        foreach (var entity in read.Entities)
            Same(entity.ToJsonString(), JsonNode.Parse((await broker.GetAsync($"entities/{Uri.EscapeDataString((string)entity["id"]!)}")).GetRawText())!);
        Assert.Equal(1, (await broker.GetAsync("entities?type=DeviceMeasurement&expandValues=quantityKind&q=" + Uri.EscapeDataString("quantityKind==\"AirTemperature\";unit.unitCode==\"CEL\""))).GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "/id")]
    [InlineData("""[1]""", "")]
    [InlineData("""{"id":""}""", "/id")]
    [InlineData("""{"id":"d","location":{"lat":95,"lon":0}}""", "/location")]
    [InlineData("""{"id":"d","location":[1,2]}""", "/location")]
    [InlineData("""{"id":"d","visibility":"everybody"}""", "/visibility")]
    [InlineData("""{"id":"d","owner":"ama"}""", "/owner")]
    [InlineData("""{"id":"d","devEUI":"01:02"}""", "/devEUI")]
    [InlineData("""{"id":"d","devEUI":"0102030405060A0B\n"}""", "/devEUI")]
    [InlineData("""{"id":"d","scope":"site 1"}""", "/scope")]
    [InlineData("""{"id":"d","scope":"site"}""", "/scope")]
    [InlineData("""{"id":"d","scope":"/site\n"}""", "/scope")]
    [InlineData("""{"id":"d","scope":"/site-1"}""", "/scope")]
    [InlineData("""{"id":"d","dateInstalled":"yesterday"}""", "/dateInstalled")]
    [InlineData("""{"id":"d","syncInterval":"5s"}""", "/syncInterval")]
    [InlineData("""{"id":"d","doNotSync":"yes"}""", "/doNotSync")]
    [InlineData("""{"id":"d","meta":[]}""", "/meta")]
    [InlineData("""{"id":"d","meta":{"lorawan":{"appSKey":"00"}}}""", "/meta/lorawan/appSKey")]
    [InlineData("""{"id":"d","sensors":[{"id":"a"},{"id":"a"}]}""", "/sensors/1/id")]
    [InlineData("""{"id":"d","sensors":[{"id":"a"},7]}""", "/sensors/1")]
    [InlineData("""{"id":"d","sensors":{"id":"a"}}""", "/sensors")]
    [InlineData("""{"id":"d","sensors":[{"name":"a","pass/word":1,"token":"x"}]}""", "/sensors/0/pass~1word /sensors/0/token /sensors/0/id")]
    [InlineData("""{"id":"d","actuators":[{"id":"a","valueType":"integer"}]}""", "/actuators/0/valueType")]
    public void What_is_wrong_is_told_with_its_place_and_makes_no_entities(string document, string pointers)
    {
        var read = Read(document);

        Assert.NotEmpty(read.Problems);
        Assert.Equal(pointers, string.Join(' ', read.Problems.Select(problem => problem.Pointer)));
        Assert.Empty(read.Entities);
        Assert.All(read.Problems, problem => Assert.NotEqual("", problem.Message));
    }

    [Theory]
    [InlineData("""{"id":"d","colour":"blue","owner":"urn:a:b"}""", "/colour")]
    [InlineData("""{"id":"d"}""", "/owner")]
    [InlineData("""{"id":"d","owner":"urn:a:b","sensors":[{"id":"s"}]}""", "/sensors/0")]
    [InlineData("""{"id":"d","owner":"urn:a:b","sensors":[{"id":"s","quantityKind":"SoilHumidity","unit":"DegreeCelsius"}]}""", "/sensors/0/unit")]
    [InlineData("""{"id":"d","owner":"urn:a:b","sensors":[{"id":"s","quantityKind":"SapFlow","unitCode":"XYZ"}]}""", "/sensors/0/quantityKind /sensors/0/unitCode")]
    [InlineData("""{"id":"d","owner":"urn:a:b","sensors":[{"id":"s","controlledProperty":"glucose","unit":"MilligramPerDecilitre"}]}""", "/sensors/0/unit")]
    public void What_is_odd_is_told_and_goes(string document, string pointers)
    {
        var read = Read(document);

        Assert.Empty(read.Problems);
        Assert.Equal(pointers, string.Join(' ', read.Warnings.Select(warning => warning.Pointer)));
        Assert.NotEmpty(read.Entities);
    }

    [Fact]
    public void A_unit_that_would_make_other_numbers_has_no_code()
    {
        var sensor = Read("""{"id":"d","sensors":[{"id":"s","controlledProperty":"glucose","unit":"MilligramPerDecilitre"}]}""").Entities.Last();

        Same("""{"type":"Property","value":"MilligramPerDecilitre"}""", sensor["unit"]!);
    }

    [Fact]
    public void Who_registers_it_owns_it_unless_it_says_otherwise()
    {
        Assert.Equal("urn:ngsi-ld:Person:ama", (string?)Owner("""{"id":"d","sensors":[{"id":"s"}]}"""));
        Assert.Equal("urn:ngsi-ld:Person:esi", (string?)Owner("""{"id":"d","owner":"urn:ngsi-ld:Person:esi","sensors":[{"id":"s"}]}"""));

        static JsonNode? Owner(string document) => DeviceRegistration.Read(JsonElement.Parse(document), "urn:ngsi-ld:Person:ama").Entities.Last()["owner"]!["object"];
    }

    [Fact]
    public void A_device_has_a_bound()
    {
        var sensors = string.Join(',', Enumerable.Range(0, DeviceRegistration.MaxParts + 1).Select(index => $$"""{"id":"s{{index}}"}"""));

        Assert.Equal("", Assert.Single(Read($$"""{"id":"d","sensors":[{{sensors}}]}""").Problems).Pointer);
    }

    [Fact]
    public void Ids_of_two_devices_never_meet() =>
        Assert.NotEqual(EntityIds.Sensor("a:b", "c"), EntityIds.Sensor("a", "b:c"));

    private static DeviceRegistration Read(string document) => DeviceRegistration.Read(JsonElement.Parse(document));

    private static void Same(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJsonString())), $"{expected}\n{actual.ToJsonString()}");
}
