using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>A call of a script.</summary>
/// <param name="Task">What is wanted.</param>
/// <param name="Script">The script, ECMAScript 5.1.</param>
/// <param name="Input">What the task takes.</param>
public sealed record ScriptCall(ScriptTask Task, string Script, JsonObject Input);
