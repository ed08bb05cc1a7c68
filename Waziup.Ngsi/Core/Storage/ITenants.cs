using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>The tenants that exist (4.14): the default one always, others since something of theirs was first written.</summary>
public interface ITenants
{
    /// <summary>Whether the tenant exists; answered from memory.</summary>
    bool Exists(TenantId tenant);

    /// <summary>All tenants, the default one first.</summary>
    IReadOnlyList<TenantId> List();
}
