namespace Waziup.Ngsi.Storage;

/// <summary>What a store holds.</summary>
/// <param name="Entities">Entities that exist now.</param>
/// <param name="Tombstones">Deleted entities of which the remains are kept.</param>
/// <param name="HistoryRows">Rows of history.</param>
/// <param name="Changes">Records in the change log.</param>
/// <param name="HistoryByAttribute">Rows of history for each expanded attribute name.</param>
public sealed record StoreStatistics(
    long Entities, long Tombstones, long HistoryRows, long Changes, IReadOnlyDictionary<string, long> HistoryByAttribute);
