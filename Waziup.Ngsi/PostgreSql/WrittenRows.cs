using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Reads the rows of the history in the order in which they were written.</summary>
/// <remarks>The index for that costs each write something, and most stores never need it: it is made when it is asked for first, and stays.</remarks>
internal sealed class WrittenRows(NpgsqlDataSource source, NameTable names)
{
    private const string Index = "create index if not exists history_written on history (seq)";

    private const string Rows =
        $"""
        select h.seq, nullif(h.dataset, 0), h.at, h.modified, h.kind, h.body, h.created, h.instance, h.attr, t.name, e.id
        from (select * from history where seq > $1 and seq <= $2 order by seq limit $3) h
        left join entity e on e.tenant = h.tenant and e.key = h.entity left join {TenantTable.Named} h.tenant
        order by h.seq
        """;

    private readonly LogHorizon _horizon = new(source, "history_seq", 4_194_304);
    private readonly RowReader _rows = new(names);
    private volatile bool _isIndexed;

    /// <inheritdoc cref="ITemporalStore.VisitWrittenAsync"/>
    public async ValueTask<long> VisitAsync(long after, int max, Action<WrittenRow> visit, CancellationToken cancel)
    {
        if (!_isIndexed)
            await IndexAsync(cancel);
        // Rows of one transaction are seen together, and none can come any more up to where it is read.
        var final = await _horizon.AdvanceAsync(cancel);
        var last = after;
        await source.ListAsync(
            Rows,
            parameters => parameters.Add(NpgsqlDbType.Bigint, after).Add(NpgsqlDbType.Bigint, final).Add(NpgsqlDbType.Integer, max),
            row =>
            {
                // Of a tenant that was deleted rows may still be there: they are passed over.
                if (!row.IsDBNull(9) && !row.IsDBNull(10))
                    visit(new WrittenRow(row.Tenant(9), EntityId.Trusted(row.GetString(10)), _rows.Read(row, null)));
                return last = row.GetInt64(0);
            },
            cancel);
        return last;
    }

    private async ValueTask IndexAsync(CancellationToken cancel)
    {
        await source.UseAsync(
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('statement_timeout', '0', true)"));
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Index));
                return await batch.ExecuteNonQueryAsync(cancel);
            },
            cancel);
        _isIndexed = true;
    }
}
