using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Contract.Access;

/// <summary>Documents of another store, with something done before and after one is replaced.</summary>
internal sealed class WatchedDocuments(IDocumentStore documents) : IDocumentStore
{
    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public Func<Task> After { get; set; } = () => Task.CompletedTask;

    public int Refused { get; private set; }

    public async ValueTask<Document?> FindAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        await documents.FindAsync(tenant, kind, id, cancel);

    public async ValueTask<bool> ReplaceAsync(TenantId tenant, Document document, Instant before, CancellationToken cancel)
    {
        await Before();
        var isDone = await documents.ReplaceAsync(tenant, document, before, cancel);
        Refused += isDone ? 0 : 1;
        await After();
        return isDone;
    }

    public ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> CountAsync(TenantId tenant, DocumentKind kind, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<int> SweepAsync(Instant now, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> FenceAsync(CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<long> RaiseAsync(TenantId tenant, Document document, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) => throw new NotSupportedException();
}
