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
    private readonly object _gate = new();
    private readonly Queue<WriteCall> _single = new();
    private readonly Queue<WriteCall> _batches = new();
    private readonly List<(WriteCall Call, int Step)> _group = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Transaction> _open;
    private readonly Action<long> _committed;
    private readonly SqliteOptions _options;
    private readonly WriteMetrics _metrics;
    private readonly ILogger _logger;
    private Transaction? _transaction;
    private bool _failing;
    private bool _ending;
    private int _waiting;

    /// <param name="first">The open connection with which the writer starts.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="committed">Is told the last position of the log after each commit.</param>
    /// <param name="options">The bounds of group and queue.</param>
    /// <param name="metrics">Measures.</param>
    /// <param name="logger">Hears of failures.</param>
    public Writer(
        Transaction first, Func<Transaction> open, Action<long> committed, SqliteOptions options, WriteMetrics metrics, ILogger logger)
    {
        _transaction = first;
        _open = open;
        _committed = committed;
        _options = options;
        _metrics = metrics;
        _logger = logger;
        metrics.ObserveQueue(() => Volatile.Read(ref _waiting));
        new Thread(Loop) { IsBackground = true, Name = "sqlite writer" }.Start();
    }

    /// <summary>Queues a call.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable: too much waits already, or the store is closing.</exception>
    public void Enqueue(WriteCall call)
    {
        lock (_gate)
        {
            if (_ending)
                throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("the store is closing"));
            if (_waiting > 0 && _waiting + call.Count > _options.MaxQueue)
                throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("too many writes wait already; try again later"));
            _waiting += call.Count;
            (call.Count == 1 ? _single : _batches).Enqueue(call);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Writes what waits, then closes the connection.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }
        return _ended.Task;
    }

    private void Loop()
    {
        while (Take())
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
            _group.Clear();
        }
        Close();
    }

    /// <summary>Waits for work and takes a group; false at the end.</summary>
    private bool Take()
    {
        lock (_gate)
        {
            while (_single.Count == 0 && _batches.Count == 0)
            {
                if (_ending)
                    return false;
                Monitor.Wait(_gate);
            }
            // Half of the room is kept for batches, so that neither kind waits for the other to run dry.
            var forSingle = _batches.Count == 0 ? _options.MaxGroup : Math.Max(1, _options.MaxGroup / 2);
            while (_single.Count > 0 && _group.Count < forSingle)
                TakeFrom(_single, 1);
            while (_batches.Count > 0 && _group.Count < _options.MaxGroup)
                TakeFrom(_batches, _options.MaxGroup - _group.Count);
            return true;
        }
    }

    private void TakeFrom(Queue<WriteCall> queue, int room)
    {
        var call = queue.Peek();
        var count = Math.Min(room, call.Count - call.Taken);
        for (var i = 0; i < count; i++)
            _group.Add((call, call.Taken++));
        _waiting -= count;
        if (!call.HasMore)
            queue.Dequeue();
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
            call.Failed(step, sqlite is { IsDamage: true } ? sqlite.Error : NgsiLdErrors.Internal(trace));
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
            if (!IsAborted(i))
                _group[i].Call.Committed();
        }
        return null;
    }

    // A call that was aborted in the other half of the group has been answered.
    private bool IsAborted(int index) => _group[index].Call.Ended > _group[index].Step;

    private void Abort(int start, int count, NgsiLdError error)
    {
        for (var i = start; i < start + count; i++)
        {
            var call = _group[i].Call;
            lock (_gate)
            {
                if (call.HasMore)
                    Drop(call);
            }
            call.Abort(error);
        }
    }

    // Only the batch at the head of its queue can have been taken in part.
    private void Drop(WriteCall call)
    {
        _waiting -= call.Count - call.Taken;
        call.Taken = call.Count;
        _batches.Dequeue();
    }

    private void Reopen()
    {
        _transaction?.Dispose();
        _transaction = null;
    }

    private void Close()
    {
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
