using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Query.Indexing;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What an open store consists of.</summary>
internal sealed class StoreParts : IAsyncDisposable
{
    // Other writes get their turn.
    private static readonly TimeSpan RemovalPause = TimeSpan.FromMilliseconds(5);

    private readonly StoreFile _file;
    private readonly KnownTenants _tenants;
    private readonly Fence _fence = new();
    private readonly WriteMetrics _metrics;
    private readonly Flusher _flusher;
    private readonly IndexWishes _wishes;
    private readonly Chore _removal;

    /// <param name="file">The file. Closed at the end, not where this fails.</param>
    /// <param name="storage">The store as others know it.</param>
    /// <param name="tenants">The tenants; read from the file here.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of failures.</param>
    public StoreParts(StoreFile file, SqliteStorage storage, KnownTenants tenants, SqliteOptions options, TimeProvider time, ILogger logger)
    {
        _file = file;
        _tenants = tenants;
        var connection = file.OpenWriter();
        try
        {
            TenantTable.Load(connection, tenants);
            var transaction = new Transaction(connection, tenants, _fence);
            // What a process that was killed has committed may not be on the medium yet.
            transaction.Log?.Flush();
            _metrics = new WriteMetrics("Waziup.Ngsi.Sqlite", "sqlite", time);
            _flusher = new Flusher(Flushed, _metrics, logger);
            Readers = new Readers(file, options.ReadConnections, _flusher.State, logger);
            Changes = new ChangeLog(storage, Readers, time);
            Entities = new Entities(storage, Readers, new QueryReader(new IndexAdvisor((tenant, key) => _wishes!.Add(tenant, key))), tenants, logger);
            History = new HistoryReader(storage, Readers, tenants);
            Documents = new Documents(storage, Readers, _fence);
            Start(transaction);
            var checkpoints = new Checkpoints(file.OpenWriter, Readers.LetGo, options.CheckpointPages, logger);
            var isUnfinished = connection.Number("select exists (select 1 from indexed where complete = 0)") == 1;
            Writer = new Writer(transaction, Reopen, _flusher, checkpoints, options, _metrics, logger);
            Indexes = new IndexBuilder(WriteAsync);
            _wishes = Indexes.Start(isUnfinished, logger);
            _removal = new Chore(RemoveDroppedAsync, failure => WriteLog.RemovalFailed(logger, failure));
            Tenants = new Tenants(storage, Readers, tenants, _removal);
        }
        catch
        {
            _flusher?.Stop();
            _metrics?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    public Entities Entities { get; }

    public HistoryReader History { get; }

    public Documents Documents { get; }

    public ChangeLog Changes { get; }

    public Tenants Tenants { get; }

    public Readers Readers { get; }

    public Writer Writer { get; }

    public IndexBuilder Indexes { get; }

    /// <summary>Writes what waits and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _wishes.DisposeAsync();
        await _removal.DisposeAsync();
        // First those that read: the log is copied back as a whole only when nobody sees an old state.
        Readers.Dispose();
        await Writer.EndAsync();
        _metrics.Dispose();
        _file.Dispose();
    }

    private Task<bool> WriteAsync(Func<Transaction, bool> job)
    {
        var call = new JobCall<bool>(job);
        Writer.Enqueue(call);
        return call.Result;
    }

    private async Task RemoveDroppedAsync(CancellationToken cancel)
    {
        // Mostly there is nothing, which a reader sees without keeping the writer.
        var any = await Readers.ReadAsync(TenantRemoval.IsNeeded, cancel);
        while (any && await WriteAsync(transaction => transaction.RemoveDropped()))
            await Task.Delay(RemovalPause, cancel);
    }

    private void Flushed(long head)
    {
        Readers.Changed();
        Changes.Reach(head);
    }

    /// <summary>The connection that writes, anew after a failure.</summary>
    private Transaction Reopen()
    {
        var connection = _file.OpenWriter();
        try
        {
            if (_flusher.State.HasFailed)
            {
                Readers.LetGo();
                connection.CopyLog();
            }
            var transaction = new Transaction(connection, _tenants, _fence);
            Start(transaction);
            return transaction;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Start(Transaction transaction)
    {
        _flusher.Restart(transaction.Log is { } log ? log.Flush : null);
        Flushed(transaction.Head);
    }
}
