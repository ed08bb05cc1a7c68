using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>A command for a device.</summary>
/// <param name="Id">Its id, under which the device reports.</param>
/// <param name="Actuator">What the device calls the actuator.</param>
/// <param name="Value">What it is to do.</param>
/// <param name="IsSet">Whether that is a state to be in.</param>
/// <param name="Left">How long it holds.</param>
/// <remarks>Immutable.</remarks>
public sealed record HandedCommand(string Id, string Actuator, JsonElement Value, bool IsSet, TimeSpan Left);
