using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Readings;

/// <summary>A write of some readings.</summary>
/// <param name="Mutation">The write.</param>
/// <param name="Sensor">Of which sensor.</param>
/// <param name="Count">How many.</param>
internal sealed record ReadingWrite(Mutation Mutation, string Sensor, int Count);
