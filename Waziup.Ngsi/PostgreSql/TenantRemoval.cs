using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Takes the rows of deleted tenants away, some at a time. Two nodes that do the same do no harm.</summary>
internal sealed class TenantRemoval(NpgsqlDataSource source)
{
    private const int Together = 5_000;

    // What points to others goes first.
    private static readonly string[] Tables = ["history", "value", "place", "indexed", "entity_type", "document", "entity"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Takes all of them away.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var open = await source.ListAsync(
            $"select id from tenant where name ~ '^{DroppedTenants.Open}[0-9]'", _ => { }, row => row.GetInt32(0), cancel);
        if (open.Count == 0)
            return;
        // Who began to write before the tenant was deleted may still do it.
        await OlderTransactions.EndAsync(source, cancel);
        foreach (var tenant in open)
        {
            foreach (var table in Tables)
                await RemoveAsync(table, tenant, cancel);
            await RemoveRecordsAsync(tenant, cancel);
            await source.ExecuteAsync(
                $"update tenant set name = '{DroppedTenants.Done}' || id where id = $1", parameters => parameters.Add(NpgsqlDbType.Integer, tenant), cancel);
        }
    }

    private async Task RemoveAsync(string table, int tenant, CancellationToken cancel)
    {
        var sql = $"delete from {table} where ctid = any(array(select ctid from {table} where tenant = $1 limit {Together}))";
        while (await source.ExecuteAsync(sql, parameters => parameters.Add(NpgsqlDbType.Integer, tenant), cancel) > 0)
            await Task.Delay(Pause, cancel);
    }

    // Fingerprints of commits stay, as when the log is trimmed.
    private async Task RemoveRecordsAsync(int tenant, CancellationToken cancel)
    {
        var position = 0L;
        while (true)
        {
            var last = await source.ListAsync(
                "select max(seq) from (select seq from change where seq > $1 order by seq limit $2) c",
                parameters => parameters.Add(NpgsqlDbType.Bigint, position).Add(NpgsqlDbType.Integer, Together),
                row => row.IsDBNull(0) ? 0 : row.GetInt64(0), cancel);
            if (last[0] == 0)
                return;
            await source.ExecuteAsync(
                """
                with gone as (delete from change where seq > $1 and seq <= $2 and tenant = $3 returning seq, at, fingerprint)
                insert into mark (seq, at, fingerprint) select seq, at, fingerprint from gone where fingerprint is not null
                """,
                parameters => parameters.Add(NpgsqlDbType.Bigint, position).Add(NpgsqlDbType.Bigint, last[0]).Add(NpgsqlDbType.Integer, tenant), cancel);
            position = last[0];
        }
    }
}
