using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of small documents, for the writer.</summary>
internal sealed class DocumentTable(Connection connection)
{
    private readonly Statement _put = connection.Prepare(
        """
        insert into document (tenant, kind, id, owner, modified, body, expires) values (?, ?, ?, ?, ?, ?, ?)
        on conflict (tenant, kind, id) do update
            set owner = excluded.owner, modified = excluded.modified, body = excluded.body, expires = excluded.expires
        """);

    private readonly Statement _add = connection.Prepare(
        "insert into document (tenant, kind, id, owner, modified, body, expires) values (?, ?, ?, ?, ?, ?, ?) on conflict (tenant, kind, id) do nothing");

    private readonly Statement _replace = connection.Prepare(
        "update document set owner = ?4, modified = ?5, body = ?6, expires = ?7 where tenant = ?1 and kind = ?2 and id = ?3 and modified = ?8");

    private readonly Statement _delete = connection.Prepare(
        "delete from document where tenant = (select id from tenant where name = ?) and kind = ? and id = ?");

    private readonly Statement _sweep = connection.Prepare("delete from document where expires <= ?");

    public int Sweep(Instant now)
    {
        _sweep.Bind(1, now.Micros);
        return _sweep.Run();
    }

    public void Put(long tenant, Document document)
    {
        Bind(_put, tenant, document);
        _put.Run();
    }

    /// <summary>Writes one where the stored one was written then, or where there is none; says whether it was so.</summary>
    public bool Replace(long tenant, Document document, Instant before)
    {
        var statement = before.IsNone ? _add : _replace;
        Bind(statement, tenant, document);
        if (!before.IsNone)
            statement.Bind(8, before.Micros);
        return statement.Run() > 0;
    }

    private static void Bind(Statement statement, long tenant, Document document)
    {
        statement.Bind(1, tenant);
        statement.Bind(2, (int)document.Kind);
        statement.BindText(3, document.Id);
        if (document.Owner is null)
            statement.BindNull(4);
        else
            statement.BindText(4, document.Owner);
        statement.Bind(5, document.ModifiedAt.Micros);
        statement.BindBlob(6, document.Body.Span);
        statement.BindOrNull(7, document.ExpiresAt.Micros);
    }

    public Outcome Delete(TenantId tenant, DocumentKind kind, string id)
    {
        _delete.BindText(1, tenant.Value);
        _delete.Bind(2, (int)kind);
        _delete.BindText(3, id);
        return _delete.Run() > 0 ? Outcome.Done : Outcome.NotFound;
    }
}
