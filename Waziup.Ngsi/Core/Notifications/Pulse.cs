namespace Waziup.Ngsi.Notifications;

/// <summary>Wakes one who waits: a beat that comes while nobody waits is remembered, several are one.</summary>
internal sealed class Pulse
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next beat, or at once where one has come since <see cref="Reset"/>.</summary>
    public Task Next
    {
        get
        {
            lock (_gate)
                return _next.Task;
        }
    }

    public void Beat()
    {
        lock (_gate)
            _next.TrySetResult();
    }

    /// <summary>Forgets what has come; before looking for what it was about.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (_next.Task.IsCompleted)
                _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
