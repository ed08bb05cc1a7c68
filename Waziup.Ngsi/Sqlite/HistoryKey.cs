using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What a row of an entity's history is found by.</summary>
/// <param name="At">observedAt, else the stamp of the write.</param>
/// <param name="Attribute">The number of the attribute's name.</param>
/// <param name="Dataset">The number of the datasetId; 0 for the default instance.</param>
internal readonly record struct HistoryKey(Instant At, long Attribute, long Dataset);
