using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Processing;

/// <summary>A pipeline and the sensors that it is for.</summary>
/// <param name="Id">The id of its entity.</param>
/// <param name="Selector">Which sensors.</param>
/// <param name="Plan">The steps.</param>
/// <remarks>Immutable.</remarks>
internal sealed record BoundPipeline(string Id, Selector Selector, Plan Plan)
{
    /// <summary>For people.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where it runs: <c>gateway</c>, <c>cloud</c> or <c>both</c>.</summary>
    public string RunsAt { get; init; } = "both";

    /// <summary>How much earlier than the newest reading one may be; an earlier one is stored as it came, and not processed.</summary>
    public TimeSpan AllowedLateness { get; init; }
}
