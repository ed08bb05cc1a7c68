namespace Waziup.Ngsi.Mqtt.Connection;

/// <summary>Whether the connection stands, for those who wait for it. Thread-safe.</summary>
internal sealed class Standing
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = New();
    private int _waiting;

    /// <summary>Whether somebody waits for the connection.</summary>
    public bool IsWanted => Volatile.Read(ref _waiting) > 0;

    /// <summary>Waits until the connection stands; fails with the next attempt that fails.</summary>
    /// <param name="wanted">Heard once the wish is counted.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task WaitAsync(Signal wanted, CancellationToken cancel)
    {
        Task next;
        lock (_gate)
            next = _next.Task;
        if (next.IsCompletedSuccessfully)
            return;
        Interlocked.Increment(ref _waiting);
        try
        {
            wanted.Set();
            await next.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Stands()
    {
        lock (_gate)
            _next.TrySetResult();
    }

    /// <summary>It was lost, or an attempt failed.</summary>
    public void Fails(Exception failure)
    {
        lock (_gate)
        {
            if (_next.TrySetException(failure))
                _ = _next.Task.Exception; // nobody may have waited
            _next = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
