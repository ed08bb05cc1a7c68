namespace Waziup.Floor;

/// <summary>A document under its id.</summary>
internal readonly record struct DocumentRow(string Id, ReadOnlyMemory<byte> Document);

/// <summary>A document that can be queried by type, level and place.</summary>
internal sealed record StationRow(string Id, string Type, double Level, double Longitude, double Latitude, ReadOnlyMemory<byte> Document);

/// <summary>An entity with a past.</summary>
internal sealed record Series(string Id, string Type);

/// <summary>A value of the past.</summary>
/// <param name="At">Microseconds since 1970.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unitCode.</param>
internal readonly record struct Reading(long At, double Value, string Unit);
