namespace Waziup.Ngsi.Sqlite;

/// <summary>How far commits and flushes have come, by the numbers of groups. Thread-safe.</summary>
internal sealed class FlushState
{
    private TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _begun;
    private long _flushed;
    private volatile bool _hasFailed;

    /// <summary>The newest group of which something may have been committed.</summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>Whether a flush has failed: what was committed since the last one may be lost.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Numbers a group; to be called before each of its commits.</summary>
    public void Begin(WriteGroup group)
    {
        if (group.Number == 0)
            group.Number = Interlocked.Increment(ref _begun);
    }

    /// <summary>Everything up to a group was flushed, or could not be.</summary>
    public void End(long number, bool hasFailed)
    {
        _hasFailed = hasFailed;
        Volatile.Write(ref _flushed, Math.Max(_flushed, number));
        Interlocked.Exchange(ref _ended, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>What was lost was made good.</summary>
    public void Restart() => _hasFailed = false;

    /// <summary>Whether everything up to a group was flushed. After a failure nobody waits: there is nothing to wait for.</summary>
    public bool HasFlushed(long number) => Volatile.Read(ref _flushed) >= number || _hasFailed;

    /// <summary>Waits until <see cref="HasFlushed"/>.</summary>
    public async ValueTask WaitAsync(long number)
    {
        while (!HasFlushed(number))
        {
            var ended = Volatile.Read(ref _ended).Task;
            if (!HasFlushed(number))
                await ended;
        }
    }
}
