using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>The data of scripts, which lie in one another, and the names of sensors and actuators, which do not: <c>{"gps":{"lat":1}}</c> is <c>gps.lat</c>.</summary>
/// <remarks>What <see cref="JsonCodec"/> reads as a value with its time stays one value, and so do arrays.</remarks>
internal static class ScriptData
{
    private const char Dot = '.';

    /// <summary>Data with one level of names.</summary>
    /// <exception cref="PayloadException">Two values have one name.</exception>
    public static JsonObject Flat(JsonElement data)
    {
        var flat = new JsonObject();
        Flatten(data, "", flat);
        return flat;
    }

    /// <summary>Values as data of a script.</summary>
    /// <exception cref="PayloadException">A name is that of a value and of a group too.</exception>
    public static JsonObject Nested(IEnumerable<ActuatorValue> values)
    {
        var data = new JsonObject();
        foreach (var (actuator, value) in values)
        {
            var names = actuator.Split(Dot);
            var holder = data;
            foreach (var name in names[..^1])
            {
                if (!holder.ContainsKey(name))
                    holder[name] = new JsonObject();
                holder = holder[name] as JsonObject ?? throw Twice(actuator);
            }
            if (!holder.TryAdd(names[^1], JsonNode.Parse(value.GetRawText())))
                throw Twice(actuator);
        }
        return data;
    }

    private static void Flatten(JsonElement data, string prefix, JsonObject flat)
    {
        foreach (var member in data.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object && !JsonCodec.IsTimed(member.Value))
                Flatten(member.Value, name + Dot, flat);
            else if (!flat.TryAdd(name, JsonNode.Parse(member.Value.GetRawText())))
                throw Twice(name);
        }
    }

    private static PayloadException Twice(string name) => new($"Two values are named {name}.");
}
