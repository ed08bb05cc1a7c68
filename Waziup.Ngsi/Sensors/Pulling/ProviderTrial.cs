using System.Collections.Immutable;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>What a provider that was tried has answered.</summary>
/// <param name="Error">Why there is nothing; null where there is.</param>
/// <param name="Rows">How many rows the answer has.</param>
/// <param name="Count">How many readings.</param>
/// <param name="First">The first of them; one without a time would be of when it came.</param>
/// <param name="LeftOut">How many values would be left out, as it is not known of when they are.</param>
/// <param name="Why">Why the first of them would be; null where none would.</param>
/// <remarks>Immutable.</remarks>
public sealed record ProviderTrial(string? Error, int Rows, int Count, ImmutableArray<Reading> First, int LeftOut, string? Why);
