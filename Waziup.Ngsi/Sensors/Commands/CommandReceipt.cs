namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>A command, and how far it has come.</summary>
/// <param name="Id">The id of its entity.</param>
/// <param name="Status">How far.</param>
/// <param name="Reason">Why it has failed; null where it has not.</param>
/// <remarks>Immutable.</remarks>
public sealed record CommandReceipt(string Id, CommandStatus Status, string? Reason)
{
    internal string Device { get; init; } = "";

    internal static CommandReceipt Of(Command command, CommandState state) => new(command.Id, state.Status, state.Reason) { Device = command.Device };
}
