using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>A line that a bulk load passed over.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Error">Why.</param>
public sealed record RejectedLine(long Number, NgsiLdError Error);
