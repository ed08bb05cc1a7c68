using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Storage;

/// <summary>An index of a store.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Key">Of what.</param>
/// <param name="IsComplete">Whether queries use it; else it is being made.</param>
public sealed record IndexState(TenantId Tenant, IndexKey Key, bool IsComplete);
