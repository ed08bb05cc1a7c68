namespace Waziup.Load.Bench;

/// <summary>A program that is measured.</summary>
/// <param name="Name">Host or floor.</param>
/// <param name="Command">The command that starts it; the options that say where to listen and where the store is are added.</param>
/// <param name="Environment">Variables for its process.</param>
internal sealed record Subject(string Name, string Command, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What its stores hold that are queried.</summary>
    public required Size Size { get; init; }

    /// <summary>Whether it is the broker, which makes indexes by itself.</summary>
    public bool IsBroker { get; init; }
}
