using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Small documents.</summary>
internal sealed class Documents(NpgsqlDataSource source, KnownTenants tenants, Action changed) : IDocumentStore
{
    private const string Columns = "select t.name, d.id, d.owner, d.modified, d.body, d.expires, d.kind from document d join " + TenantTable.Named + "d.tenant";

    // In the transaction that changes a document of which nodes keep a copy in memory.
    private const string Counted =
        """
        with counted as (
            insert into meta as m (name, value) select 'documents', '1' where $2 in (1, 4, 7, 9, 12, 14)
            on conflict (name) do update set value = (m.value::bigint + 1)::text)
        """;

    /// <summary>The height of the fence, as a column.</summary>
    public const string Fence = "coalesce((select value::bigint from meta where name = 'fence'), 0)";

    /// <summary>Held by each group of writes, so that the fence rises between two of them; released by the commit.</summary>
    public const string BehindFence = $"pg_advisory_xact_lock_shared({FenceKey})";

    private const string FenceKey = "hashtextextended(current_schema() || '/fence', 27)";

    // One statement, which waits for the groups that began before; those that begin now wait for it.
    private const string Raise = $"""
        with alone as materialized (select pg_advisory_xact_lock({FenceKey}))
        insert into meta as m (name, value) select 'fence', '1' from alone
        on conflict (name) do update set value = (m.value::bigint + 1)::text returning value::bigint
        """;

    private const string Instead = "update set owner = excluded.owner, modified = excluded.modified, body = excluded.body, expires = excluded.expires";

    private const string OfTenant = " = (select id from tenant where name = $1)";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(TenantId Tenant, Document Document)>> ListAsync(DocumentKind kind, CancellationToken cancel) => source.ListAsync(
        Columns + " where d.kind = $1 order by d.number", parameters => parameters.Add(NpgsqlDbType.Smallint, (short)kind), Read, cancel);

    /// <inheritdoc/>
    public async ValueTask<Document?> FindAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel)
    {
        var found = await source.ListAsync(
            $"{Columns} where d.tenant{OfTenant} and d.kind = $2 and d.id = $3", parameters => Key(parameters, tenant, kind, id), Read, cancel);
        return found is [var (_, document)] ? document : null;
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(TenantId tenant, DocumentKind kind, CancellationToken cancel) => (await source.ListAsync(
        $"select count(*) from document where tenant{OfTenant} and kind = $2",
        parameters => parameters.Add(NpgsqlDbType.Text, tenant.Value).Add(NpgsqlDbType.Smallint, (short)kind), row => row.GetInt64(0), cancel))[0];

    /// <inheritdoc/>
    public ValueTask<int> SweepAsync(Instant now, CancellationToken cancel) =>
        source.ExecuteAsync("delete from document where expires <= $1", parameters => parameters.Add(NpgsqlDbType.Bigint, now.Micros), cancel);

    /// <inheritdoc/>
    public async ValueTask<long> VersionAsync(CancellationToken cancel) => (await source.ListAsync(
        "select coalesce((select value::bigint from meta where name = 'documents'), 0)", _ => { }, row => row.GetInt64(0), cancel))[0];

    /// <inheritdoc/>
    public async ValueTask PutAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        while (await WriteAsync(await NumberAsync(tenant, cancel), tenant, document, Instead, cancel) == 0)
        {
            // The tenant was deleted, by another node, and is begun anew.
            TenantTable.Load(source, tenants);
        }
        Tell(document.Kind);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReplaceAsync(TenantId tenant, Document document, Instant before, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        var isWritten = before.IsNone ? await AddAsync(tenant, document, cancel) : await source.ExecuteAsync(
            $"{Counted} update document set owner = $4, modified = $5, expires = $6, body = $7 where tenant = (select id from tenant where name = $1) and kind = $2 and id = $3 and modified = $8",
            parameters => Values(parameters.Add(NpgsqlDbType.Text, tenant.Value), document).Add(NpgsqlDbType.Bigint, before.Micros), cancel) > 0;
        if (isWritten)
            Tell(document.Kind);
        return isWritten;
    }

    /// <inheritdoc/>
    public async ValueTask<long> FenceAsync(CancellationToken cancel) => (await source.ListAsync("select " + Fence, _ => { }, row => row.GetInt64(0), cancel))[0];

    /// <inheritdoc/>
    public async ValueTask<long> RaiseAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        await PutAsync(tenant, document, cancel);
        return (await source.ListAsync(Raise, _ => { }, row => row.GetInt64(0), CancellationToken.None))[0];
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> DeleteAsync(TenantId tenant, DocumentKind kind, string id, CancellationToken cancel)
    {
        var gone = await source.ExecuteAsync(
            $"{Counted} delete from document where tenant{OfTenant} and kind = $2 and id = $3", parameters => Key(parameters, tenant, kind, id), cancel);
        Tell(kind);
        return gone > 0 ? Outcome.Done : Outcome.NotFound;
    }

    private async ValueTask<bool> AddAsync(TenantId tenant, Document document, CancellationToken cancel)
    {
        while (await WriteAsync(await NumberAsync(tenant, cancel), tenant, document, "nothing", cancel) == 0)
        {
            if (await FindAsync(tenant, document.Kind, document.Id, cancel) is not null)
                return false;
            TenantTable.Load(source, tenants);
        }
        return true;
    }

    private async ValueTask<long> NumberAsync(TenantId tenant, CancellationToken cancel) =>
        tenants.Find(tenant) is var number and > 0 ? number : await AddAsync(tenant, cancel);

    private ValueTask<int> WriteAsync(long number, TenantId tenant, Document document, string otherwise, CancellationToken cancel) => source.ExecuteAsync(
        $"""
        {Counted}
        insert into document (tenant, kind, id, owner, modified, expires, body) select $1, $2, $3, $4, $5, $6, $7 from tenant where id = $1 and name = $8
        on conflict (tenant, kind, id) do {otherwise}
        """,
        parameters => Values(parameters.Add(NpgsqlDbType.Integer, (int)number), document).Add(NpgsqlDbType.Text, tenant.Value), cancel);

    private static NpgsqlParameterCollection Values(NpgsqlParameterCollection parameters, Document document) => parameters
        .Add(NpgsqlDbType.Smallint, (short)document.Kind).Add(NpgsqlDbType.Text, document.Id).Add(NpgsqlDbType.Text, document.Owner)
        .Add(NpgsqlDbType.Bigint, document.ModifiedAt.Micros).Add(NpgsqlDbType.Bigint, document.ExpiresAt.OrNull()).Add(NpgsqlDbType.Bytea, document.Body);

    // Of the others nobody keeps anything in memory.
    private void Tell(DocumentKind kind)
    {
        if (kind is DocumentKind.Context or DocumentKind.Subscription or DocumentKind.Registration or DocumentKind.RegistrationSubscription
            or DocumentKind.Snapshot or DocumentKind.PolicySet)
            changed();
    }

    private async ValueTask<long> AddAsync(TenantId tenant, CancellationToken cancel)
    {
        var added = await source.ListAsync(
            TenantTable.Insert, parameters => parameters.Add(NpgsqlDbType.Text, tenant.Value), row => row.GetInt32(0), cancel);
        tenants.Know([(tenant.Value, added[0])]);
        changed();
        return added[0];
    }

    private static void Key(NpgsqlParameterCollection parameters, TenantId tenant, DocumentKind kind, string id) =>
        parameters.Add(NpgsqlDbType.Text, tenant.Value).Add(NpgsqlDbType.Smallint, (short)kind).Add(NpgsqlDbType.Text, id);

    private static (TenantId Tenant, Document Document) Read(NpgsqlDataReader row) => (row.Tenant(0), new Document(
        (DocumentKind)row.GetInt16(6), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), new Instant(row.GetInt64(3)), row.Bytes(4))
    {
        ExpiresAt = row.IsDBNull(5) ? Instant.None : new Instant(row.GetInt64(5)),
    });
}
