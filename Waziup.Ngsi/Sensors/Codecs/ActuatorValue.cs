using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Codecs;

/// <summary>The value that an actuator is to take.</summary>
/// <param name="Actuator">Which one, as the codec names sensors: its type and its channel, such as <c>switch_3</c>.</param>
/// <param name="Value">The value, as readings of that type have it.</param>
public readonly record struct ActuatorValue(string Actuator, JsonElement Value);
