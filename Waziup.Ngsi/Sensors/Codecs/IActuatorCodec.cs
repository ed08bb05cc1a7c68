using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>Writes what devices understand as well as it reads what they send.</summary>
public interface IActuatorCodec : ICodec
{
    /// <summary>Writes the values that actuators of one device are to take.</summary>
    /// <returns>One payload for all of them; none at all where one cannot be written.</returns>
    Encoded Encode(IReadOnlyList<ActuatorValue> values);
}

/// <summary>The value that an actuator is to take.</summary>
/// <param name="Actuator">Which one, as the codec names sensors: its type and its channel, such as <c>switch_3</c>.</param>
/// <param name="Value">The value, as readings of that type have it.</param>
public readonly record struct ActuatorValue(string Actuator, JsonElement Value);
