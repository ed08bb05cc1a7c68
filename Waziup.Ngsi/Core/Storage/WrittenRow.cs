using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>A row of the history, and whose it is.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Entity">The entity; it may be deleted since.</param>
/// <param name="Row">The row; its sequence is its position among all rows of the store.</param>
public readonly record struct WrittenRow(TenantId Tenant, EntityId Entity, HistoryRow Row);
