using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>The state of a command, as it is stored.</summary>
/// <param name="Status">How far it has come.</param>
/// <param name="Reason">Why it has failed; null where it has not.</param>
/// <param name="Attempt">How often it was sent.</param>
/// <param name="SentBy">The process that has sent it; null where it was not, or is to be sent once more.</param>
internal sealed record CommandState(CommandStatus Status, string? Reason = null, int Attempt = 0, string? SentBy = null)
{
    /// <summary>Since when it is so.</summary>
    public Instant At { get; init; } = Instant.None;

    public bool IsFinal => Status >= CommandStatus.Done;

    /// <summary>Whether it waits for the device to ask for it.</summary>
    public bool Waits => Status == CommandStatus.Pending || (Status == CommandStatus.Sent && SentBy is null);
}
