using System.Collections.Concurrent;

namespace Waziup.Ngsi.Notifications;

/// <summary>The queues that have fallen behind the common reader and have room for what the change log holds for them.</summary>
/// <remarks>Thread-safe. Each is in it once at most.</remarks>
internal sealed class Laggards
{
    private readonly ConcurrentQueue<DeliveryQueue> _ready = new();
    private readonly Pulse _came = new();

    /// <summary>Ends when there is one.</summary>
    public Task Came
    {
        get
        {
            var next = _came.Next;
            return _ready.IsEmpty ? next : Task.CompletedTask;
        }
    }

    public void Add(DeliveryQueue queue)
    {
        _ready.Enqueue(queue);
        _came.Beat();
    }

    /// <summary>The one that has waited longest; null where there is none.</summary>
    public DeliveryQueue? Take() => _ready.TryDequeue(out var queue) ? queue : null;
}
