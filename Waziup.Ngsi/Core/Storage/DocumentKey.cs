using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Names a stored document of a kind.</summary>
internal readonly record struct DocumentKey(TenantId Tenant, string Id);
