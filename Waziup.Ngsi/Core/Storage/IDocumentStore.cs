using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>Small documents: contexts, entity maps, subscriptions, registrations, and later policies. Each write is durable when the call returns.</summary>
public interface IDocumentStore
{
    /// <summary>All documents of a kind, of all tenants.</summary>
    ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel);

    /// <summary>Finds one; null if it is not there. One that has passed its time is returned: the caller decides.</summary>
    ValueTask<Document?> FindAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel);

    /// <summary>How many of a kind a tenant has.</summary>
    ValueTask<long> CountAsync(TenantId tenant, DocumentKind kind, CancellationToken cancel);

    /// <summary>Takes away what has passed its time, of any kind and tenant.</summary>
    /// <returns>How many went.</returns>
    ValueTask<int> SweepAsync(Instant now, CancellationToken cancel);

    /// <summary>Grows with each change of a document of which processes keep a copy in memory; 0 for ever where one process alone uses the store.</summary>
    ValueTask<long> VersionAsync(CancellationToken cancel) => ValueTask.FromResult(0L);

    /// <summary>Writes a document, new or in place of the one with its id. Creates the tenant.</summary>
    ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel);

    /// <summary>Writes a document where the stored one is the one that was read: nobody has changed it meanwhile, in whichever process. Creates the tenant.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="document">The document; its time is another one than <paramref name="before"/>.</param>
    /// <param name="before">When the one that was read was written; none: there was none.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>False where there is another one, or none any more: nothing was written.</returns>
    ValueTask<bool> ReplaceAsync(TenantId tenant, Document document, Instant before, CancellationToken cancel);

    /// <summary>How often a document was written that decides what may be written into the store, by whichever process.</summary>
    /// <remarks>Whoever asks for this, and for such documents afterwards, knows them all up to here.</remarks>
    ValueTask<long> FenceAsync(CancellationToken cancel);

    /// <summary>
    /// Writes a document that decides what may be written into the store, and raises the fence: intents with a lower one are refused from now on, in
    /// every process. Those that came before are committed when the call returns, so that a query finds what they have written.
    /// </summary>
    /// <returns>The height of the fence, which is more than before.</returns>
    /// <exception cref="NgsiLdException">StorageUnavailable or StorageFull: the document may have been written or not.</exception>
    ValueTask<long> RaiseAsync(TenantId tenant, Document document, CancellationToken cancel);

    /// <summary>Takes a document away.</summary>
    /// <returns>Done or NotFound.</returns>
    ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel);
}
