using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>Makes the indexes that queries ask for, some entities at a time.</summary>
/// <remarks>
/// 1 the row of the index is committed: from then on every transaction that begins keeps it
/// 2 transactions that began before are waited for
/// 3 the entities that are there are taken in, locked so that none changes meanwhile; then it is complete
/// Two nodes that make the same one do no harm.
/// </remarks>
internal sealed class IndexBuilder : IAsyncDisposable
{
    private const int Together = 500;
    private const int MostOfTenant = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Channel<(int Tenant, IndexKey Key)> _wishes = Channel.CreateBounded<(int, IndexKey)>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlDataSource _source;
    private readonly NameTable _names;
    private readonly KnownIndexes _indexes;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly Task _loop;

    /// <param name="source">Gives connections.</param>
    /// <param name="names">Numbers for names.</param>
    /// <param name="indexes">Knows what is there; told of what comes.</param>
    /// <param name="changed">Tells other nodes.</param>
    /// <param name="logger">Hears of failures.</param>
    public IndexBuilder(NpgsqlDataSource source, NameTable names, KnownIndexes indexes, Action changed, ILogger logger)
    {
        _source = source;
        _names = names;
        _indexes = indexes;
        _changed = changed;
        _logger = logger;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Has an index made.</summary>
    public void Want(int tenant, IndexKey key) => _wishes.Writer.TryWrite((tenant, key));

    /// <summary>Makes an index, and waits until it is complete.</summary>
    public async Task MakeAsync(int tenant, IndexKey key)
    {
        await AddAsync(tenant, key);
        await FinishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _wishes.Writer.TryComplete();
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            await TryAsync(FinishAsync);
            await foreach (var (tenant, key) in _wishes.Reader.ReadAllAsync(_end.Token))
                await TryAsync(() => MakeAsync(tenant, key));
        }
        catch (OperationCanceledException)
        {
            // What is unfinished is finished after the next start of a node.
        }
    }

    private async Task TryAsync(Func<Task> make)
    {
        try
        {
            await make();
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.IndexFailed(_logger, failure);
        }
    }

    private async Task FinishAsync()
    {
        while (await UnfinishedAsync() is { } index)
            await BuildAsync(index);
    }

    private async Task AddAsync(int tenant, IndexKey key)
    {
        await _source.ExecuteAsync(
            """
            with added as (
                insert into indexed (tenant, type, attr, place)
                select $1, $2, $3, $4 where (select count(*) from indexed where tenant = $1) < $5
                on conflict do nothing returning id)
            update meta set value = (value::bigint + 1)::text where name = 'indexes' and exists (select 1 from added)
            """,
            parameters => parameters.Add(NpgsqlDbType.Integer, tenant).Add(NpgsqlDbType.Integer, (int)_names.NumberOf(key.Type.Utf8))
                .Add(NpgsqlDbType.Integer, (int)_names.NumberOf(key.Attribute.Utf8)).Add(NpgsqlDbType.Boolean, key.IsPlace)
                .Add(NpgsqlDbType.Integer, MostOfTenant),
            _end.Token);
        Tell();
    }

    private async Task<Index?> UnfinishedAsync()
    {
        var open = await _source.ListAsync("select min(id) from indexed where not complete", _ => { }, row => row.IsDBNull(0) ? 0 : row.GetInt32(0), _end.Token);
        if (open[0] == 0)
            return null;
        _indexes.Load(_source);
        return _indexes.Current.Find(open[0]);
    }

    private async Task BuildAsync(Index index)
    {
        await WaitForOlderAsync();
        while (await TakeAsync(index))
            await Task.Delay(Pause, _end.Token);
        Tell();
    }

    /// <summary>Waits until no transaction runs that began before now.</summary>
    private async Task WaitForOlderAsync()
    {
        var next = await _source.ListAsync("select pg_current_xact_id()::text", _ => { }, row => row.GetString(0), _end.Token);
        while (!(await _source.ListAsync(
            "select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8", parameters => parameters.Add(NpgsqlDbType.Text, next[0]),
            row => row.GetBoolean(0), _end.Token))[0])
            await Task.Delay(Pause, _end.Token);
    }

    /// <summary>Takes some entities in.</summary>
    /// <returns>Whether there are more.</returns>
    private async Task<bool> TakeAsync(Index index) => await _source.UseAsync(
        async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(_end.Token);
            var batch = new IndexBatch(_indexes.Current);
            var (count, last) = (0, 0L);
            await using (var command = new NpgsqlCommand(
                """
                select e.key, e.id, e.idx, e.doc
                from (select t.entity from entity_type t where t.tenant = $1 and t.type = $2 and t.entity > (select built from indexed where id = $3)
                    order by t.entity limit $4) t
                join entity e on e.tenant = $1 and e.key = t.entity order by e.key for share of e
                """, connection))
            {
                command.Parameters.Add(NpgsqlDbType.Integer, index.Tenant).Add(NpgsqlDbType.Integer, (int)_names.NumberOf(index.Key.Type.Utf8))
                    .Add(NpgsqlDbType.Integer, index.Id).Add(NpgsqlDbType.Integer, Together);
                await using var rows = await command.ExecuteReaderAsync(_end.Token);
                while (await rows.ReadAsync(_end.Token))
                {
                    var entity = EntityDecoder.Decode(EntityId.Trusted(rows.GetString(1)), rows.Bytes(3), rows.Bytes(2), _names);
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
            await write.ExecuteNonQueryAsync(_end.Token);
            await transaction.CommitAsync(_end.Token);
            return count == Together;
        },
        _end.Token);

    private void Tell()
    {
        _indexes.Load(_source);
        _changed();
    }
}
