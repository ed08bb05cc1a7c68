namespace Waziup.Load.Bench;

/// <summary>A line of a workload's table.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Value">The figure of a pair.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Row(string Name, Func<Pair, double> Value, string Format);
