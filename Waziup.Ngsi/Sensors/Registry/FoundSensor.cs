using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>A sensor of a registered device that nobody has named before.</summary>
internal static class FoundSensor
{
    /// <summary>What a part has from its device.</summary>
    private static readonly string[] Inherited = ["scope", "location", "owner", "sharedWith", "inProject", "visibility", "doNotSync"];

    /// <summary>The entity.</summary>
    /// <param name="holder">The device as it is stored, normalized.</param>
    /// <param name="device">What the device is called.</param>
    /// <param name="reading">What it has told of the sensor.</param>
    public static JsonObject Of(JsonElement holder, string device, Reading reading)
    {
        var told = new JsonObject { ["id"] = reading.Sensor, ["quantityKind"] = reading.Quantity, ["unitCode"] = reading.UnitCode };
        foreach (var missing in told.Where(member => member.Value is null).Select(member => member.Key).ToList())
            told.Remove(missing);
        var form = new Form(JsonElement.Parse(told.ToJsonString()), "", []);
        var entity = PartForms.Sensor(form, reading.Sensor, new Shared(device, null, [], [], [], [], "private", null), []);
        foreach (var name in Inherited)
        {
            if (holder.TryGetProperty(name, out var value))
                entity[name] = JsonNode.Parse(value.GetRawText());
        }
        return entity;
    }
}
