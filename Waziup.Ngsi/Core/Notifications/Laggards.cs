using System.Collections.Concurrent;

namespace Waziup.Ngsi.Notifications;

/// <summary>The queues that have fallen behind the common reader and have room for what the change log holds for them.</summary>
/// <remarks>Thread-safe. Each is in it once at most.</remarks>
internal sealed class Laggards
{
    private readonly ConcurrentQueue<DeliveryQueue> _ready = new();

    /// <summary>Beats when there is one.</summary>
    public Pulse Came { get; } = new();

    public void Add(DeliveryQueue queue)
    {
        _ready.Enqueue(queue);
        Came.Beat();
    }

    /// <summary>The one that has waited longest; null where there is none.</summary>
    public DeliveryQueue? Take()
    {
        Came.Reset();
        if (!_ready.TryDequeue(out var queue))
            return null;
        if (!_ready.IsEmpty)
            Came.Beat();
        return queue;
    }
}
