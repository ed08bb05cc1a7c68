using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;

namespace Waziup.Ngsi.Storage;

/// <summary>How much of the history is kept.</summary>
/// <param name="Type">Of which entities, deleted ones among them; null for all.</param>
/// <param name="Before">Rows with an earlier time go; none: age does not matter.</param>
/// <param name="Keep">So many of the newest rows of each attribute and datasetId stay; 0: all.</param>
public sealed record HistoryLimit(Iri? Type, Instant Before, int Keep);
