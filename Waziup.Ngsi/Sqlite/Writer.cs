using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The one thread that writes: takes what waits, writes it in one transaction, and hands it on to be flushed and answered.</summary>
/// <remarks>No timer: a lone write is not delayed, many share the flush.</remarks>
internal sealed class Writer
{
    private readonly WriteQueue _queue;
    private readonly GroupCommit _commit;
    private readonly Flusher _flusher;
    private readonly Checkpoints _checkpoints;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _written;

    /// <param name="first">The open connection with which the writer starts.</param>
    /// <param name="open">Opens another one after a failure.</param>
    /// <param name="flusher">Flushes the log and answers.</param>
    /// <param name="checkpoints">Copies the log back.</param>
    /// <param name="options">The bounds of group and queue.</param>
    /// <param name="metrics">Measures.</param>
    /// <param name="logger">Hears of failures.</param>
    public Writer(
        Transaction first, Func<Transaction> open, Flusher flusher, Checkpoints checkpoints, SqliteOptions options,
        WriteMetrics metrics, ILogger logger)
    {
        _queue = new WriteQueue(options.MaxGroup, options.MaxQueue);
        _flusher = flusher;
        _commit = new GroupCommit(first, open, flusher, _queue, metrics, logger);
        _checkpoints = checkpoints;
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
            _commit.Run();
            CopyLog();
        }
        Close();
    }

    // Where less waits than was written last, whoever is about to queue a write comes first: groups grow. Alone it costs nothing.
    private bool Next()
    {
        if (_queue.Waiting < _written)
            Thread.Yield();
        var isMore = _queue.Take(_commit.Steps);
        _written = _commit.Steps.Count;
        return isMore;
    }

    private void CopyLog()
    {
        try
        {
            if (_commit.Connection is { } connection)
                _checkpoints.Committed(connection);
        }
        catch (SqliteFailure failure)
        {
            Log.CheckpointFailed(_logger, failure);
        }
    }

    private void Close()
    {
        _flusher.Stop();
        _checkpoints.Dispose();
        try
        {
            _commit.Connection?.CopyLog();
        }
        catch (SqliteFailure failure)
        {
            Log.CheckpointFailed(_logger, failure);
        }
        _commit.Close();
        _ended.SetResult();
    }
}
