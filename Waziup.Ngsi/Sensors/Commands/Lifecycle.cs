namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>What becomes of a command: the state after each thing that can happen, or null where it may not happen then.</summary>
/// <remarks>
/// pending → sent → delivered → done | failed; pending → failed | expired. What is final stays. One that was sent is sent again only after a crash, and only
/// where being told twice does no harm. Pure.
/// </remarks>
internal static class Lifecycle
{
    private const int MostAttempts = 2;

    private static readonly CommandState Unknown = new(CommandStatus.Failed, CommandReasons.Unknown);

    /// <summary>It is about to be given to the device; this has to be durable before.</summary>
    public static CommandState? Send(Command command, string node) => command.State.Waits
        ? new CommandState(CommandStatus.Sent, Attempt: command.State.Attempt + 1, SentBy: node) : null;

    /// <summary>The device has told something of it.</summary>
    public static CommandState? Report(Command command, CommandStatus told, string? reason) => command.State switch
    {
        { Status: CommandStatus.Pending } or { IsFinal: true } => null,
        _ when told <= command.State.Status || told > CommandStatus.Failed => null,
        _ => command.State with { Status = told, Reason = told == CommandStatus.Failed ? reason ?? CommandReasons.Device : null },
    };

    /// <summary>Somebody calls it back.</summary>
    public static CommandState? Cancel(Command command) => command.State.Status == CommandStatus.Pending
        ? new CommandState(CommandStatus.Failed, CommandReasons.Cancelled) : null;

    /// <summary>A newer one takes its place.</summary>
    public static CommandState? Supersede(Command command) => Drop(command, new CommandState(CommandStatus.Failed, CommandReasons.Superseded));

    /// <summary>The state that it was meant for is not there.</summary>
    public static CommandState? Refuse(Command command) => Drop(command, new CommandState(CommandStatus.Failed, CommandReasons.Refused));

    /// <summary>Its time has run out: to be sent, or to be heard of.</summary>
    public static CommandState? End(Command command) => command.State switch
    {
        { IsFinal: true } => null,
        { Waits: true } => Drop(command, new CommandState(CommandStatus.Expired)),
        _ => Unknown with { Attempt = command.State.Attempt },
    };

    /// <summary>The process that has sent it is no more; the device may have got it or not.</summary>
    public static CommandState? Recover(Command command) => command.State switch
    {
        { Status: CommandStatus.Sent, SentBy: not null } => command is { IsSet: true, IsIdempotent: true } && command.State.Attempt < MostAttempts
            ? command.State with { SentBy = null } : Unknown with { Attempt = command.State.Attempt },
        _ => null,
    };

    /// <summary>It is not to be sent any more; of one that was sent before nobody knows what became.</summary>
    private static CommandState? Drop(Command command, CommandState next) => !command.State.Waits ? null
        : command.State.Status == CommandStatus.Pending ? next : Unknown with { Attempt = command.State.Attempt };
}
