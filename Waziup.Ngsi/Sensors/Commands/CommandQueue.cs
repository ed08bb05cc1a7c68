using System.Text.Json;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>The commands of one actuator, by arrival: what may join them, and what is due. Pure.</summary>
internal static class CommandQueue
{
    /// <summary>How many things to do may wait for an actuator.</summary>
    public const int MostToDo = 16;

    /// <summary>Whether there is no room for a command.</summary>
    public static bool IsFull(IEnumerable<Command> queue, bool isSet) =>
        !isSet && queue.Count(command => !command.IsSet && command.State.Waits) >= MostToDo;

    /// <summary>What a new command does to those that wait: a state to be in takes the place of others.</summary>
    public static IEnumerable<CommandStep> Admit(IEnumerable<Command> queue, bool isSet) => !isSet ? []
        : queue.Where(command => command.IsSet).Select(command => (Command: command, Next: Lifecycle.Supersede(command)))
            .Where(step => step.Next is not null).Select(step => new CommandStep(step.Command, step.Next!));

    /// <summary>What is to be done when the device asks: the newest state to be in and everything to do is sent, in order.</summary>
    /// <param name="queue">The commands, the oldest first.</param>
    /// <param name="isOver">Whether the time of one has run out.</param>
    /// <param name="reported">What the actuator has reported; null where it has not.</param>
    /// <param name="node">The process that sends.</param>
    public static IEnumerable<CommandStep> Due(IReadOnlyList<Command> queue, Func<Command, bool> isOver, JsonElement? reported, string node)
    {
        var newest = queue.LastOrDefault(command => command.IsSet && !isOver(command));
        foreach (var command in queue.Where(command => command.State.Waits))
        {
            var next = isOver(command) ? Lifecycle.End(command)
                : command.IsSet && command.Id != newest!.Id ? Lifecycle.Supersede(command)
                : command.OnlyIf is { } wanted && !(reported is { } found && JsonElement.DeepEquals(wanted, found)) ? Lifecycle.Refuse(command)
                : Lifecycle.Send(command, node);
            yield return new CommandStep(command, next!);
        }
    }
}
