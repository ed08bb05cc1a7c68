using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Discovery;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Tests.Discovery;

/// <summary>Sensors of all sorts around a spot, and needs of all sorts for them; the same seed makes the same ones.</summary>
sealed class SensorWorld(int seed)
{
    public static readonly Instant Now = new(1_790_000_000_000_000);

    private static readonly (string? Kind, string? Word, string? Unit)[] Quantities =
    [
        ("AirTemperature", null, "CEL"), ("AirTemperature", null, "FAH"), ("SoilTemperature", null, "CEL"), ("SoilHumidity", null, "P1"), ("SoilMoistureTension", null, "KPA"),
        ("WindSpeed", null, "KNT"), ("WindSpeed", null, "MTS"), (null, "windSpeed", "KMH"), (null, "temperature", "CEL"), (null, null, null), ("Motion", null, null), ("WindSpeed", "windSpeed", "XYZ"),
    ];

    private static readonly string[] Owners = ["urn:ngsi-ld:Person:ama", "urn:ngsi-ld:Person:yaw", "urn:ngsi-ld:Organization:coop"];
    private static readonly string[] Scopes = ["/ghana", "/ghana/keta", "/ghana/keta/north", "/ghana/ketania", "/togo"];

    private readonly Random _random = new(seed);

    /// <summary>The entities of a device with some sensors.</summary>
    public IEnumerable<JsonObject> Device(int number)
    {
        var document = new JsonObject { ["id"] = $"d{number}", ["owner"] = Pick(Owners), ["scope"] = new JsonArray(Pick(Scopes), Pick(Scopes)) };
        if (_random.Next(5) > 0)
            document["location"] = new JsonObject { ["lon"] = Near(1), ["lat"] = Near(6) };
        document["sensors"] = new JsonArray([.. Enumerable.Range(0, 4).Select(Sensor)]);
        var read = DeviceRegistration.Read(JsonElement.Parse(document.ToJsonString()));
        Assert.Empty(read.Problems);
        foreach (var entity in read.Entities)
        {
            if (entity["refDevice"] is not null && _random.Next(8) > 0)
                Measure(entity);
            yield return entity;
        }
    }

    /// <summary>A need that asks for some of all that can be asked for.</summary>
    public SensorNeed Need()
    {
        var need = new JsonObject();
        switch (_random.Next(4))
        {
            case 0: need["quantityKind"] = Pick("AirTemperature", "WindSpeed", "SoilHumidity", "SapFlow"); break;
            case 1: need["controlledProperty"] = Pick("temperature", "soilMoisture", "windSpeed"); break;
            case 2: need["sensorKind"] = Pick("Thermometer", "WindSpeedSensor"); break;
        }
        if (_random.Next(3) == 0)
            need["unitCode"] = Pick("KEL", "MTS", "C62", "XYZ");
        switch (_random.Next(4))
        {
            case 0: need["near"] = new JsonObject { ["lon"] = Near(1), ["lat"] = Near(6), ["maxDistance"] = _random.Next(100, 4000) }; break;
            case 1: need["area"] = JsonNode.Parse("""{"type":"Polygon","coordinates":[[[0.98,5.98],[1.02,5.985],[1.0,6.02],[0.98,5.98]],[[0.99,5.99],[0.995,5.99],[0.995,5.995],[0.99,5.99]]]}"""); break;
        }
        if (_random.Next(3) == 0)
            need["scope"] = Pick(Scopes);
        if (_random.Next(3) == 0)
            need["owner"] = new JsonArray(Pick(Owners), Pick(Owners));
        if (_random.Next(3) == 0)
            need["fresh"] = Pick("PT10M", "PT1H", "P1D");
        if (_random.Next(3) == 0)
            need["quality"] = _random.Next(1, 5);
        Assert.True(SensorNeed.TryRead(JsonElement.Parse(need.ToJsonString()), out var read, out var remarks), $"{need} {string.Join(' ', remarks)}");
        return read;
    }

    private JsonObject Sensor(int number)
    {
        var (kind, word, unit) = Quantities[_random.Next(Quantities.Length)];
        var sensor = new JsonObject { ["id"] = $"s{number}", ["sensorKind"] = Pick("Thermometer", "WindSpeedSensor") };
        foreach (var (member, text) in new[] { ("quantityKind", kind), ("controlledProperty", word), ("unitCode", unit) })
        {
            if (text is not null)
                sensor[member] = text;
        }
        return sensor;
    }

    private void Measure(JsonObject entity)
    {
        var name = _random.Next(6) == 0 ? "textValue" : "numValue";
        var raw = Value(name);
        raw["datasetId"] = "urn:ngsi-ld:Dataset:raw";
        entity[name] = _random.Next(4) switch
        {
            0 => new JsonArray(Value(name), raw),
            1 when _random.Next(2) == 0 => new JsonArray(raw),
            _ => Value(name),
        };
    }

    private JsonObject Value(string name)
    {
        var value = new JsonObject { ["type"] = "Property", ["value"] = name == "numValue" ? JsonValue.Create(_random.Next(40)) : JsonValue.Create("open") };
        if (_random.Next(10) > 0)
            value["observedAt"] = Instant.Of(Now.ToDateTimeOffset() - TimeSpan.FromSeconds(_random.Next(-60, 100_000))).ToString();
        if (name == "numValue" && _random.Next(3) == 0)
            value["unitCode"] = Pick("CEL", "FAH", "MTS", "P1");
        if (_random.Next(2) == 0)
            value["quality"] = new JsonObject { ["type"] = "Property", ["value"] = Pick(1, 2, 3, 4, 9) };
        return value;
    }

    private double Near(double degrees) => Math.Round(degrees + ((_random.NextDouble() - 0.5) * 0.05), 6);

    private T Pick<T>(params T[] all) => all[_random.Next(all.Length)];
}
