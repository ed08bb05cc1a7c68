namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What a run of a plan has made.</summary>
/// <param name="Outputs">The samples that came out, in the order of their times.</param>
/// <param name="Settled">How many of them, from the first on, no later sample can change.</param>
/// <param name="Steps">What each step did, by its place in the plan.</param>
/// <param name="Untimed">How many samples were left out because they had no time, or one that is not between the years 1900 and 2900.</param>
/// <param name="End">Where a later run may go on.</param>
/// <remarks>Immutable.</remarks>
public sealed record PlanRun(IReadOnlyList<Sample> Outputs, int Settled, IReadOnlyList<StepCounts> Steps, int Untimed, Checkpoint End);
