using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>An entity that is put back as it was, from a backup or another store.</summary>
/// <param name="Tenant">Whose it is; created where it does not exist.</param>
/// <param name="Entity">The entity, with its times; may be the remains of a deleted one.</param>
/// <param name="History">Its history. A row with the key of one that is there replaces it if it is not older.</param>
public sealed record RestoredEntity(TenantId Tenant, Entity Entity, IReadOnlyList<HistoryRow> History);
