using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>What a store holds.</summary>
/// <param name="Entities">Entities that exist now.</param>
/// <param name="Tombstones">Deleted entities of which the remains are kept.</param>
/// <param name="HistoryRows">Rows of history.</param>
/// <param name="Changes">Records in the change log.</param>
/// <param name="HistoryByAttribute">Rows of history for each expanded attribute name.</param>
/// <param name="ByTenant">What each tenant holds.</param>
/// <param name="Indexes">The indexes that queries or options have brought.</param>
public sealed record StoreStatistics(
    long Entities, long Tombstones, long HistoryRows, long Changes, IReadOnlyDictionary<string, long> HistoryByAttribute,
    IReadOnlyDictionary<TenantId, TenantUsage> ByTenant, IReadOnlyList<IndexState> Indexes);
