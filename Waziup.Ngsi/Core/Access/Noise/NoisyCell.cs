using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>Whose values are summed: one attribute of an entity.</summary>
/// <param name="Entity">The id of the entity.</param>
/// <param name="Attribute">The expanded name of the attribute.</param>
/// <param name="Dataset">Null for the default instance.</param>
internal readonly record struct NoisySeries(string Entity, string Attribute, string? Dataset);

/// <summary>The values of one period, as far as a generation of them goes.</summary>
/// <param name="Start">When the period begins.</param>
/// <param name="Generation">Which state of it: what came late belongs to a later one.</param>
/// <param name="Points">The sum of the points of the values (<see cref="Lattice.IndexOf(decimal)"/>).</param>
/// <param name="Count">How many values there are; everybody may know it.</param>
internal readonly record struct NoisyCell(Instant Start, int Generation, Int128 Points, long Count);

/// <summary>What is told of a cell.</summary>
/// <param name="Average">Within the bounds.</param>
/// <param name="Sum">Of the same noise.</param>
/// <param name="Count">How many values there are, as it is.</param>
internal readonly record struct NoisyAnswer(decimal Average, decimal Sum, long Count);
