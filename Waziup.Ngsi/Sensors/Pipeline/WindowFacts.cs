using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sensors.Pipeline;

/// <summary>What is told of the window that a value was made of; its start is the time of the value.</summary>
/// <param name="End">The first time that is no longer in it.</param>
/// <param name="Count">How many readings went into it.</param>
/// <param name="Coverage">The share of the window, from 0 to 1, that lies between its first and its last reading.</param>
/// <param name="Results">What each method made of it, by the name of the method.</param>
/// <remarks>Immutable.</remarks>
public sealed record WindowFacts(Instant End, int Count, double Coverage, NamedValues Results);
