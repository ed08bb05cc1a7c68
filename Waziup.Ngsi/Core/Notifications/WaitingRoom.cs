namespace Waziup.Ngsi.Notifications;

/// <summary>What all queues share: how many changes may wait in one, how many bytes in all of them, and those that have fallen behind.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WaitingRoom(int capacity, long mostBytes)
{
    private long _bytes;

    public int Capacity => capacity;

    /// <summary>Whether more may wait; a queue in which nothing waits takes one change all the same.</summary>
    public bool HasBytes => Interlocked.Read(ref _bytes) < mostBytes;

    public Laggards Laggards { get; } = new();

    public void Enter(int size) => Interlocked.Add(ref _bytes, size);

    public void Leave(int size) => Interlocked.Add(ref _bytes, -size);
}
