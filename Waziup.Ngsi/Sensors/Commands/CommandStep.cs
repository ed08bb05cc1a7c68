namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>A command goes from the state that it has to another.</summary>
internal readonly record struct CommandStep(Command Command, CommandState Next);
