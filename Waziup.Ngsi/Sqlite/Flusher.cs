using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Flushes the log on a thread of its own: while the medium takes one group, the writer makes the next.</summary>
/// <remarks>
/// Readers see a commit at once, but nobody is told of it before its flush: who wrote waits for his answer, and who read what was not
/// flushed waits with him. A flush that fails may have lost what it was for without a later one saying so. Until the writer has copied
/// the log into the store's file, with a flush of its own, every write is refused; reads go on.
/// </remarks>
internal sealed class Flusher
{
    private static readonly NgsiLdError Lost = NgsiLdErrors.StorageUnavailable(
        "the medium did not confirm the write: it may be kept or not; try again later");

    // A monitor and not a lock: threads wait on it.
    private readonly object _gate = new();
    private readonly Action<long> _flushed;
    private readonly WriteMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private List<WriteGroup> _waiting = [];
    private List<WriteGroup> _groups = [];
    private Action? _flush;
    private bool _isBusy;
    private bool _isEnding;

    /// <param name="flushed">Is told the last position of the change log after each flush, before anybody is answered.</param>
    /// <param name="metrics">Measures.</param>
    /// <param name="logger">Hears of failures.</param>
    public Flusher(Action<long> flushed, WriteMetrics metrics, ILogger logger)
    {
        _flushed = flushed;
        _metrics = metrics;
        _logger = logger;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite flush" };
        _thread.Start();
    }

    /// <summary>How far it has come.</summary>
    public FlushState State { get; } = new();

    /// <summary>Starts, or starts again, with a log of which everything is on the medium.</summary>
    /// <param name="flush">Flushes the log; fails with <see cref="SqliteFailure"/>. Null: nothing has to be flushed.</param>
    public void Restart(Action? flush)
    {
        _flush = flush;
        State.Restart();
    }

    /// <summary>Has a group flushed and answered. Groups end in the order in which they come.</summary>
    /// <param name="group">The group, of which nothing is committed any more.</param>
    /// <param name="inBackground">Returns at once; else after the flush, which the caller carries out: waking a thread takes longer.</param>
    public void Add(WriteGroup group, bool inBackground)
    {
        lock (_gate)
        {
            _waiting.Add(group);
            if (inBackground)
            {
                Monitor.PulseAll(_gate);
                return;
            }
            while (_isBusy)
                Monitor.Wait(_gate);
            // The thread may have been first.
            if (_waiting.Count == 0)
                return;
            Take();
        }
        End();
    }

    /// <summary>Waits until every group that was added has been answered; the log may then be closed.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            while (_isBusy || _waiting.Count > 0)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Ends the thread, after what waits.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.PulseAll(_gate);
        }
        _thread.Join();
    }

    private void Loop()
    {
        while (Next())
            End();
    }

    private bool Next()
    {
        lock (_gate)
        {
            while (_isBusy || _waiting.Count == 0)
            {
                if (_isEnding && !_isBusy)
                    return false;
                Monitor.Wait(_gate);
            }
            Take();
            return true;
        }
    }

    private void Take()
    {
        _isBusy = true;
        (_waiting, _groups) = (_groups, _waiting);
    }

    private void End()
    {
        var last = _groups.FindLast(group => group.Committed > 0);
        var hasFailed = State.HasFailed || (last is not null && !Flush());
        if (last is not null && !hasFailed)
            _flushed(last.Head);
        // Also the numbers of those whose commit failed.
        State.End(_groups.Max(group => group.Number), hasFailed);
        foreach (var group in _groups)
            Answer(group, hasFailed);
        _groups.Clear();
        lock (_gate)
        {
            _isBusy = false;
            Monitor.PulseAll(_gate);
        }
    }

    private bool Flush()
    {
        try
        {
            _flush?.Invoke();
            return true;
        }
        catch (SqliteFailure failure)
        {
            Log.FlushFailed(_logger, failure);
            return false;
        }
    }

    private void Answer(WriteGroup group, bool isLost)
    {
        if (group.Committed > 0 && isLost)
        {
            foreach (var (call, _) in group.Steps)
                call.Lose(Lost);
        }
        else if (group.Committed > 0)
        {
            _metrics.Committed(group.Committed, group.Began);
        }
        group.Answers.Send();
    }
}
