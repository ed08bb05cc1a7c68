using Npgsql;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>How far what is numbered by a sequence may be read: up to where nothing can come any more.</summary>
/// <remarks>
/// Positions are drawn before they are committed, so a later one may be seen first. But a writer has the number of its transaction before it
/// draws. So: look how far positions were drawn, then draw a transaction's number; when every transaction before that one has ended, nothing
/// can come up to there.
/// </remarks>
/// <param name="source">The database.</param>
/// <param name="sequence">The sequence.</param>
/// <param name="block">How many positions are drawn at once; they begin with the last value of the sequence.</param>
internal sealed class LogHorizon(NpgsqlDataSource source, string sequence, int block)
{
    // Before the first one is drawn the sequence shows it already.
    private readonly string _lastBlock = $"select case when is_called then last_value else 0 end from {sequence}";

    private readonly Lock _gate = new();
    private (long Position, long Transaction)? _pending;
    private long _final;

    /// <summary>The last position up to which the log is complete.</summary>
    public async ValueTask<long> AdvanceAsync(CancellationToken cancel)
    {
        (long Position, long Transaction)? pending;
        lock (_gate)
            pending = _pending;
        var (position, transaction, oldest) = pending is { } known
            ? (known.Position, known.Transaction, await OldestAsync(cancel))
            : await DrawAsync(cancel);
        lock (_gate)
        {
            if (oldest >= transaction)
            {
                _final = Math.Max(_final, position);
                _pending = null;
            }
            else
            {
                _pending ??= (position, transaction);
            }
            return _final;
        }
    }

    private ValueTask<(long Position, long Transaction, long Oldest)> DrawAsync(CancellationToken cancel) => source.UseAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('synchronous_commit', 'off', true)"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(_lastBlock));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_current_xact_id()::text::bigint"));
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"));
            await using var rows = await batch.ExecuteReaderAsync(cancel);
            await rows.NextResultAsync(cancel);
            var position = await NumberAsync(rows, cancel) + block - 1;
            var transaction = await NumberAsync(rows, cancel);
            return (position, transaction, await NumberAsync(rows, cancel));
        },
        cancel);

    private async ValueTask<long> OldestAsync(CancellationToken cancel) => (await source.ListAsync(
        "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint", _ => { }, row => row.GetInt64(0), cancel))[0];

    private static async Task<long> NumberAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.ReadAsync(cancel);
        var number = rows.GetInt64(0);
        await rows.NextResultAsync(cancel);
        return number;
    }
}
