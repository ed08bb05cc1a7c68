using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>What came of a call of a script: an output, or a fault.</summary>
/// <param name="Output">What the script gives; of no kind where there is a fault.</param>
/// <param name="Fault">What went wrong; null where nothing did.</param>
public readonly record struct ScriptResult(JsonElement Output, ScriptFault? Fault)
{
    /// <summary>A result that is a fault.</summary>
    public static ScriptResult Of(string message, int? line = null, int? column = null) => new(default, new ScriptFault(message, line, column));
}

/// <summary>What went wrong in a script.</summary>
/// <param name="Message">What, for who has written it.</param>
/// <param name="Line">In which line, from 1; null where that is not known.</param>
/// <param name="Column">In which column, from 1; null where that is not known.</param>
public sealed record ScriptFault(string Message, int? Line = null, int? Column = null)
{
    /// <summary>The fault with its place.</summary>
    public override string ToString() => Line is { } line ? $"line {line}, column {Column ?? 1}: {Message}" : Message;
}
