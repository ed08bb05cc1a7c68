namespace Waziup.Load.Bench;

/// <summary>What a server answered.</summary>
/// <param name="Body">The body.</param>
/// <param name="Total">The number of results where it was asked for.</param>
internal sealed record Reply(byte[] Body, string? Total)
{
    /// <summary>What it says is missing; null: nothing.</summary>
    public string? Warning { get; init; }
}
