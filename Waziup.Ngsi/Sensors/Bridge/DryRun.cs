using Waziup.Ngsi.Sensors.Pipeline;

namespace Waziup.Ngsi.Sensors.Bridge;

/// <summary>What steps have made of readings that were tried.</summary>
/// <param name="Steps">The operations, in order.</param>
/// <param name="Run">What came out, and what each of them did.</param>
/// <remarks>Immutable.</remarks>
public sealed record DryRun(IReadOnlyList<string> Steps, PlanRun Run);
