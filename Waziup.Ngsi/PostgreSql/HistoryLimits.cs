using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Takes away what of the histories of entities exceeds a limit.</summary>
internal sealed class HistoryLimits(NpgsqlDataSource source, NameTable names)
{
    private const int Together = 100;

    private const string Entities =
        "select e.key, e.id, e.idx, e.doc from entity e where e.tenant = $1 and e.key > $2 order by e.key limit $3 for no key update";

    private const string Older = "delete from history h where h.tenant = $1 and h.entity = any ($2) and h.at < $3";

    private const string Excess =
        """
        delete from history h using (
            select entity, at, attr, dataset, row_number() over (partition by entity, attr, dataset order by at desc) as n
            from history where tenant = $1 and entity = any ($2)) r
        where h.tenant = $1 and h.entity = r.entity and h.at = r.at and h.attr = r.attr and h.dataset = r.dataset and r.n > $3
        """;

    /// <returns>The key after which to go on, 0 at the end; and how many rows went.</returns>
    public ValueTask<(long Position, long Rows)> ForgetAsync(int tenant, HistoryLimit limit, long after, CancellationToken cancel) => source.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var (keys, position) = await KeysAsync(connection, tenant, limit, after, cancel);
            var rows = 0L;
            if (keys.Count > 0 && !limit.Before.IsNone)
                rows += await DeleteAsync(connection, Older, tenant, keys, limit.Before.Micros, cancel);
            if (keys.Count > 0 && limit.Keep > 0)
                rows += await DeleteAsync(connection, Excess, tenant, keys, limit.Keep, cancel);
            await transaction.CommitAsync(cancel);
            return (position, rows);
        },
        cancel);

    // Locked, so that nothing is added to their histories meanwhile.
    private async Task<(List<long> Keys, long Position)> KeysAsync(
        NpgsqlConnection connection, int tenant, HistoryLimit limit, long after, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Entities, connection);
        command.Parameters.Add(NpgsqlDbType.Integer, tenant).Add(NpgsqlDbType.Bigint, after).Add(NpgsqlDbType.Integer, Together);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var keys = new List<long>();
        var seen = 0;
        while (await rows.ReadAsync(cancel))
        {
            seen++;
            after = rows.GetInt64(0);
            if (limit.Type is null || EntityDecoder.Decode(EntityId.Trusted(rows.GetString(1)), rows.Bytes(3), rows.Bytes(2), names).HasType(limit.Type.Utf8))
                keys.Add(after);
        }
        return (keys, seen == Together ? after : 0);
    }

    private static async Task<long> DeleteAsync(NpgsqlConnection connection, string sql, int tenant, List<long> keys, long bound, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(NpgsqlDbType.Integer, tenant).AddColumn(NpgsqlDbType.Bigint, keys).Add(NpgsqlDbType.Bigint, bound);
        return await command.ExecuteNonQueryAsync(cancel);
    }
}
