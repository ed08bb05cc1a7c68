using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Small documents.</summary>
internal sealed class Documents(SqliteStorage storage, Readers readers, Fence fence) : IDocumentStore
{
    private const string Columns = $"select t.name, d.id, d.owner, d.modified, d.body, d.expires from document d join {TenantTable.Named}d.tenant";
    private const string OfKind = Columns + " where d.kind = ? order by d.number";
    private const string One = Columns + " where d.kind = ?1 and d.tenant = (select id from tenant where name = ?2) and d.id = ?3";
    private const string Number = "select count(*) from document where kind = ? and tenant = (select id from tenant where name = ?)";
    private const string Expired = "select exists (select 1 from document where expires <= ?)";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel) =>
        readers.ReadAsync(reader => List(reader.Prepared(OfKind), kind, tenant: null, id: null), cancel);

    /// <inheritdoc/>
    public async ValueTask<Document?> FindAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        (await readers.ReadAsync(reader => List(reader.Prepared(One), kind, tenant.Value, id), cancel)) is [var (_, found)] ? found : null;

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(TenantId tenant, DocumentKind kind, CancellationToken cancel) => readers.ReadAsync(
        reader => reader.First(Number, statement =>
        {
            statement.Bind(1, (int)kind);
            statement.BindText(2, tenant.Value);
        }, row => row.Long(0)),
        cancel);

    /// <inheritdoc/>
    public async ValueTask<int> SweepAsync(Instant now, CancellationToken cancel)
    {
        // Mostly there is nothing, which a reader sees without keeping the writer.
        var any = await readers.ReadAsync(
            reader => reader.First(Expired, statement => statement.Bind(1, now.Micros), row => row.Long(0)), cancel);
        return any == 0 ? 0 : await storage.WriteAsync(transaction => transaction.Documents.Sweep(now), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel) => await PutAsync(tenant, document, () => 0, cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(TenantId tenant, Document document, Instant before, CancellationToken cancel) =>
        await storage.WriteAsync(transaction => transaction.Documents.Replace(transaction.TenantNumber(tenant), document, before), cancel);

    /// <inheritdoc/>
    /// <remarks>Asked of the writer: what has raised it so far is committed when this is answered.</remarks>
    public async ValueTask<long> FenceAsync(CancellationToken cancel) => await storage.WriteAsync(transaction => transaction.Fence, cancel);

    /// <inheritdoc/>
    public async ValueTask<long> RaiseAsync(TenantId tenant, Document document, CancellationToken cancel) =>
        await PutAsync(tenant, document, fence.Raise, cancel);

    /// <inheritdoc/>
    public async ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        await storage.WriteAsync(transaction => transaction.Documents.Delete(tenant, kind, id), cancel);

    private Task<long> PutAsync(TenantId tenant, Document document, Func<long> then, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        return storage.WriteAsync(
            transaction =>
            {
                transaction.Documents.Put(transaction.TenantNumber(tenant), document);
                return then();
            },
            cancel);
    }

    private static IReadOnlyList<(TenantId Tenant, Document Document)> List(Statement statement, DocumentKind kind, string? tenant, string? id)
    {
        var documents = new List<(TenantId, Document)>();
        statement.Bind(1, (int)kind);
        if (id is not null)
        {
            statement.BindText(2, tenant!);
            statement.BindText(3, id);
        }
        try
        {
            while (statement.Step())
            {
                documents.Add((statement.Tenant(0), new Document(
                    kind, statement.Text(1), statement.IsNull(2) ? null : statement.Text(2), new Instant(statement.Long(3)),
                    statement.Blob(4).ToArray())
                {
                    ExpiresAt = statement.IsNull(5) ? Instant.None : new Instant(statement.Long(5)),
                }));
            }
            return documents;
        }
        finally
        {
            statement.Reset();
        }
    }
}
