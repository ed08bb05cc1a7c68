namespace Waziup.Load.Bench;

/// <summary>One kind of load, and what is expected of it.</summary>
/// <param name="Name">Its short name, for example W2.</param>
/// <param name="What">What a request does.</param>
/// <param name="Script">Writes the wrk script.</param>
internal sealed record Workload(string Name, string What, Func<ScriptSettings, string> Script)
{
    /// <summary>Whether the store holds <see cref="Sample.Count"/> entities at the start; else it is empty.</summary>
    public bool IsLoaded { get; init; }

    /// <summary>The connections; 0: as many as the command line says.</summary>
    public int Connections { get; init; }

    /// <summary>The duration, in multiples of the usual one.</summary>
    public int Length { get; init; } = 1;

    /// <summary>The entities in a request: rates count these.</summary>
    public int Items { get; init; } = 1;

    /// <summary>The load under which the floor is measured; null: the same.</summary>
    public Workload? FloorsLoad { get; init; }

    /// <summary>What must be reached.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>What must be reached when each flush takes 2 ms longer.</summary>
    public IReadOnlyList<Target> SlowTargets { get; init; } = [];
}
