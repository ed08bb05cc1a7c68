using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The one thread that writes: takes what waits, writes it in one transaction, flushes once, answers everybody.</summary>
/// <remarks>
/// No timer: a lone write is not delayed, many share the flush. A group that fails because of one of its writes is halved until that
/// one stands alone; a full or unreachable medium fails the whole group at once.
/// </remarks>
internal sealed class Writer
{
    private readonly WriteQueue _queue;
    private readonly List<(WriteCall Call, int Step)> _group = [];
    private readonly Answers _answers = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Transaction> _open;
    private readonly Action<long> _committed;
    private readonly Checkpoints _checkpoints;
    private readonly WriteMetrics _metrics;
    private readonly ILogger _logger;
    private Transaction? _transaction;
    private bool _failing;

    /// <param name="first">The open connection with which the writer starts.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="committed">Is told the last position of the log after each commit.</param>
    /// <param name="checkpoints">Copies the log back.</param>
    /// <param name="options">The bounds of group and queue.</param>
    /// <param name="metrics">Measures.</param>
    /// <param name="logger">Hears of failures.</param>
    public Writer(
        Transaction first, Func<Transaction> open, Action<long> committed, Checkpoints checkpoints, SqliteOptions options,
        WriteMetrics metrics, ILogger logger)
    {
        _transaction = first;
        _open = open;
        _committed = committed;
        _checkpoints = checkpoints;
        _queue = new WriteQueue(options.MaxGroup, options.MaxQueue);
        _metrics = metrics;
        _logger = logger;
        metrics.ObserveQueue(() => _queue.Waiting);
        new Thread(Loop) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    /// <summary>Queues a call.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable: too much waits already, or the store is closing.</exception>
    public void Enqueue(WriteCall call) => _queue.Add(call);

    /// <summary>Writes what waits, then closes the connection.</summary>
    public Task EndAsync()
    {
        _queue.End();
        return _ended.Task;
    }

    private void Loop()
    {
        while (Next())
        {
            try
            {
                Write(0, _group.Count);
            }
            catch (Exception failure)
            {
                // Nothing may end this thread: its callers wait.
                Log.GroupFailed(_logger, _group.Count, failure);
                Abort(0, _group.Count, NgsiLdErrors.StorageUnavailable("the store failed; the operator finds the reason in the log"));
            }
            _answers.Send();
            CopyLog();
            _group.Clear();
        }
        Close();
    }

    // Whoever is about to queue a write comes first, where somebody waits for a processor: groups grow by a third. Alone it costs nothing.
    private bool Next()
    {
        Thread.Yield();
        return _queue.Take(_group);
    }

    private void Write(int start, int count)
    {
        var failure = TryWrite(start, count);
        if (failure is null)
            return;
        var sqlite = failure as SqliteFailure;
        if (sqlite is { IsOfOneWrite: false } || failure is StorageException)
        {
            Log.GroupFailed(_logger, count, failure);
            _failing = true;
            Abort(start, count, sqlite?.Error ?? NgsiLdErrors.StorageUnavailable("the store cannot be opened now; try again later"));
        }
        else if (count > 1)
        {
            Write(start, count / 2);
            Write(start + (count / 2), count - (count / 2));
        }
        else
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            var (call, step) = _group[start];
            Log.WriteFailed(_logger, call.ToString()!, trace, failure);
            if (call.Failed(step, sqlite is { IsDamage: true } ? sqlite.Error : NgsiLdErrors.Internal(trace)))
                _answers.Add(call);
        }
    }

    /// <summary>Writes a part of the group in one transaction; returns why it could not.</summary>
    private Exception? TryWrite(int start, int count)
    {
        try
        {
            _transaction ??= _open();
            _transaction.Begin();
            for (var i = start; i < start + count; i++)
            {
                if (!IsAborted(i))
                    _group[i].Call.Run(_transaction, _group[i].Step);
            }
            _transaction.Write();
            var began = _metrics.Now;
            _transaction.Commit();
            _metrics.Committed(count, began);
        }
        catch (Exception failure)
        {
            _transaction?.Rollback();
            if (failure is SqliteFailure { SpoilsConnection: true })
                Reopen();
            return failure;
        }
        if (_failing)
            Log.Recovered(_logger);
        _failing = false;
        _committed(_transaction.Head);
        for (var i = start; i < start + count; i++)
        {
            if (!IsAborted(i) && _group[i].Call.Committed())
                _answers.Add(_group[i].Call);
        }
        return null;
    }

    private void CopyLog()
    {
        try
        {
            if (_transaction is not null)
                _checkpoints.Committed(_transaction.Connection);
        }
        catch (SqliteFailure failure)
        {
            Log.CheckpointFailed(_logger, failure);
        }
    }

    // A call that was aborted in the other half of the group has been answered.
    private bool IsAborted(int index) => _group[index].Call.Ended > _group[index].Step;

    private void Abort(int start, int count, NgsiLdError error)
    {
        for (var i = start; i < start + count; i++)
        {
            var call = _group[i].Call;
            _queue.Drop(call);
            if (call.Abort(error))
                _answers.Add(call);
        }
    }

    private void Reopen()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private void Close()
    {
        _checkpoints.Dispose();
        try
        {
            _transaction?.Connection.Execute("pragma wal_checkpoint(truncate)");
        }
        catch (SqliteFailure failure)
        {
            Log.CheckpointFailed(_logger, failure);
        }
        _transaction?.Dispose();
        _transaction = null;
        _ended.SetResult();
    }
}
