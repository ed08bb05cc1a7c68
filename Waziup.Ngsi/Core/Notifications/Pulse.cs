namespace Waziup.Ngsi.Notifications;

/// <summary>Wakes all who wait for something to happen.</summary>
/// <remarks>Thread-safe. Who asks for <see cref="Next"/> before looking misses nothing.</remarks>
internal sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the first beat after this is asked for.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
