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
        _put.Bind(1, tenant);
        _put.Bind(2, (int)document.Kind);
        _put.BindText(3, document.Id);
        if (document.Owner is null)
            _put.BindNull(4);
        else
            _put.BindText(4, document.Owner);
        _put.Bind(5, document.ModifiedAt.Micros);
        _put.BindBlob(6, document.Body.Span);
        _put.BindOrNull(7, document.ExpiresAt.Micros);
        _put.Run();
    }

    public Outcome Delete(TenantId tenant, DocumentKind kind, string id)
    {
        _delete.BindText(1, tenant.Value);
        _delete.Bind(2, (int)kind);
        _delete.BindText(3, id);
        return _delete.Run() > 0 ? Outcome.Done : Outcome.NotFound;
    }
}
