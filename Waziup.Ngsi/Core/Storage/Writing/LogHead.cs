namespace Waziup.Ngsi.Storage.Writing;

/// <summary>How far a change log has come, and those who wait for it to come farther.</summary>
internal sealed class LogHead
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _grew = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _head;

    /// <summary>A record at this position was committed: wakes those who wait.</summary>
    public void Reach(long sequence)
    {
        TaskCompletionSource grew;
        lock (_gate)
        {
            if (sequence <= _head)
                return;
            _head = sequence;
            grew = _grew;
            _grew = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        grew.SetResult();
    }

    /// <summary>Returns as soon as there is a record after the position.</summary>
    public async ValueTask WaitAsync(long after, CancellationToken cancel)
    {
        while (true)
        {
            Task grew;
            lock (_gate)
            {
                if (_head > after)
                    return;
                grew = _grew.Task;
            }
            await grew.WaitAsync(cancel);
        }
    }
}
