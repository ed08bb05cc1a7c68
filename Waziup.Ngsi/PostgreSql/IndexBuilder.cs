using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Makes the indexes that queries ask for, some entities at a time.</summary>
/// <remarks>
/// 1 the row of the index is committed: from then on every transaction that begins keeps it
/// 2 transactions that began before are waited for
/// 3 the entities that are there are taken in, locked so that none changes meanwhile; then it is complete
/// Two nodes that make the same one do no harm.
/// </remarks>
/// <param name="source">Gives connections.</param>
/// <param name="names">Numbers for names.</param>
/// <param name="indexes">Knows what is there; told of what comes.</param>
/// <param name="changed">Tells other nodes.</param>
internal sealed class IndexBuilder(NpgsqlDataSource source, NameTable names, KnownIndexes indexes, Action changed)
{
    private const int Together = 500;
    private const int MostOfTenant = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Makes those that are asked for from now on, and those that were left unfinished.</summary>
    public IndexWishes Start(ILogger logger) => new(FinishAsync, MakeAsync, failure => WriteLog.IndexFailed(logger, failure));

    /// <summary>Makes an index, and waits until it is complete.</summary>
    public async Task MakeAsync(long tenant, IndexKey key, CancellationToken cancel)
    {
        await AddAsync((int)tenant, key, cancel);
        await FinishAsync(cancel);
    }

    private async Task FinishAsync(CancellationToken cancel)
    {
        while (await UnfinishedAsync(cancel) is { } index)
            await BuildAsync(index, cancel);
    }

    private async Task AddAsync(int tenant, IndexKey key, CancellationToken cancel)
    {
        await source.ExecuteAsync(
            """
            with added as (
                insert into indexed (tenant, type, attr, place)
                select $1, $2, $3, $4 where (select count(*) from indexed where tenant = $1) < $5
                on conflict do nothing returning id)
            update meta set value = (value::bigint + 1)::text where name = 'indexes' and exists (select 1 from added)
            """,
            parameters => parameters.Add(NpgsqlDbType.Integer, tenant).Add(NpgsqlDbType.Integer, (int)names.NumberOf(key.Type.Utf8))
                .Add(NpgsqlDbType.Integer, (int)names.NumberOf(key.Attribute.Utf8)).Add(NpgsqlDbType.Boolean, key.IsPlace)
                .Add(NpgsqlDbType.Integer, MostOfTenant),
            cancel);
        Tell();
    }

    private async Task<Index?> UnfinishedAsync(CancellationToken cancel)
    {
        var open = await source.ListAsync("select min(id) from indexed where not complete", _ => { }, row => row.IsDBNull(0) ? 0 : row.GetInt32(0), cancel);
        if (open[0] == 0)
            return null;
        indexes.Load(source);
        return indexes.Current.Find(open[0]);
    }

    private async Task BuildAsync(Index index, CancellationToken cancel)
    {
        await OlderTransactions.EndAsync(source, cancel);
        while (await TakeAsync(index, cancel))
            await Task.Delay(Pause, cancel);
        Tell();
    }

    /// <summary>Takes some entities in.</summary>
    /// <returns>Whether there are more.</returns>
    private async Task<bool> TakeAsync(Index index, CancellationToken cancel) => await source.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var batch = new IndexBatch(indexes.Current);
            var (count, last) = (0, 0L);
            await using (var command = new NpgsqlCommand(
                """
                select e.key, e.id, e.idx, e.doc
                from (select t.entity from entity_type t where t.tenant = $1 and t.type = $2 and t.entity > (select built from indexed where id = $3)
                    order by t.entity limit $4) t
                join entity e on e.tenant = $1 and e.key = t.entity order by e.key for share of e
                """, connection))
            {
                command.Parameters.Add(NpgsqlDbType.Integer, index.Tenant).Add(NpgsqlDbType.Integer, (int)names.NumberOf(index.Key.Type.Utf8))
                    .Add(NpgsqlDbType.Integer, index.Id).Add(NpgsqlDbType.Integer, Together);
                await using var rows = await command.ExecuteReaderAsync(cancel);
                while (await rows.ReadAsync(cancel))
                {
                    var entity = EntityDecoder.Decode(EntityId.Trusted(rows.GetString(1)), rows.Bytes(3), rows.Bytes(2), names);
                    (count, last) = (count + 1, rows.GetInt64(0));
                    if (!entity.IsDeleted && entity.HasType(index.Key.Type.Utf8))
                        batch.Add(index, last, null, entity);
                }
            }
            await using var write = new NpgsqlBatch(connection, transaction);
            batch.Write(write);
            var advance = new NpgsqlBatchCommand("update indexed set built = greatest(built, $2), complete = $3 where id = $1");
            advance.Parameters.Add(NpgsqlDbType.Integer, index.Id).Add(NpgsqlDbType.Bigint, last).Add(NpgsqlDbType.Boolean, count < Together);
            write.BatchCommands.Add(advance);
            if (count < Together)
                write.BatchCommands.Add(new NpgsqlBatchCommand("update meta set value = (value::bigint + 1)::text where name = 'indexes'"));
            await write.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
            return count == Together;
        },
        cancel);

    private void Tell()
    {
        indexes.Load(source);
        changed();
    }
}
