using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;

namespace Waziup.Ngsi.Broker;

/// <summary>An index that is made before any query has asked for it.</summary>
/// <param name="Tenant">For which tenant; null for every one that exists when the broker starts.</param>
/// <param name="Key">Of what.</param>
public sealed record IndexRule(TenantId? Tenant, IndexKey Key);
