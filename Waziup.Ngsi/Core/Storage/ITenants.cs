using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>The tenants that exist (4.14): the default one always, others since something of theirs was first written.</summary>
public interface ITenants
{
    /// <summary>Whether the tenant exists; answered from memory.</summary>
    bool Exists(TenantId tenant);

    /// <summary>All tenants, the default one first.</summary>
    IReadOnlyList<TenantId> List();

    /// <summary>Counts what each tenant holds; what is written meanwhile may be in it or not.</summary>
    /// <remarks>Reads everything, a part at a time: for from time to time.</remarks>
    /// <exception cref="NgsiLdException">StorageUnavailable.</exception>
    ValueTask<IReadOnlyDictionary<TenantId, TenantUsage>> MeasureAsync(CancellationToken cancel);

    /// <summary>
    /// Deletes a tenant with all that it holds: entities, history, documents, records of the change log. It is gone for everybody when the call returns;
    /// its rows go afterwards, also after a restart. Who names it then begins a new one. The default tenant is emptied and goes on.
    /// </summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="NgsiLdException">StorageUnavailable.</exception>
    ValueTask<bool> DropAsync(TenantId tenant, CancellationToken cancel);
}
