using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Small documents.</summary>
internal sealed class Documents(SqliteStorage storage, Readers readers) : IDocumentStore
{
    private const string OfKind =
        "select t.name, d.id, d.owner, d.modified, d.body from document d join tenant t on t.id = d.tenant where d.kind = ? order by d.number";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel) =>
        readers.ReadAsync(reader => List(reader.Prepared(OfKind), kind), cancel);

    /// <inheritdoc/>
    public async ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        await storage.WriteAsync(
            transaction =>
            {
                transaction.Documents.Put(transaction.TenantNumber(tenant), document);
                return true;
            },
            cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel) =>
        await storage.WriteAsync(transaction => transaction.Documents.Delete(tenant, kind, id), cancel);

    private static IReadOnlyList<(TenantId Tenant, Document Document)> List(Statement statement, DocumentKind kind)
    {
        var documents = new List<(TenantId, Document)>();
        statement.Bind(1, (int)kind);
        try
        {
            while (statement.Step())
            {
                documents.Add((statement.Tenant(0), new Document(
                    kind, statement.Text(1), statement.IsNull(2) ? null : statement.Text(2), new Instant(statement.Long(3)),
                    statement.Blob(4).ToArray())));
            }
            return documents;
        }
        finally
        {
            statement.Reset();
        }
    }
}
