namespace Waziup.Ngsi.Broker;

/// <summary>How far a bulk load has come; all of it is durable.</summary>
/// <param name="Lines">Lines that are done, counted from the beginning of the stream; what <see cref="LoadOptions.SkipLines"/> takes to go on from here.</param>
/// <param name="Created">Entities that came into being.</param>
/// <param name="Updated">Writes to entities that were there.</param>
/// <param name="Unchanged">Lines that said what was stored already.</param>
/// <param name="Rejected">Lines that were refused; each was told with its number.</param>
public sealed record LoadReport(long Lines, long Created, long Updated, long Unchanged, long Rejected);
