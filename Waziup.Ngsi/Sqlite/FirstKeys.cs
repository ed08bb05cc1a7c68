namespace Waziup.Ngsi.Sqlite;

/// <summary>Counts the keys that it is told, and keeps the first of them by their order.</summary>
/// <param name="most">How many are kept; one may come several times.</param>
/// <param name="enough">As many are listened to.</param>
internal sealed class FirstKeys(int most, int enough) : IListener
{
    // The last of those that are kept comes first.
    private readonly PriorityQueue<long, long> _kept = new();

    /// <summary>How many were told.</summary>
    public long Count { get; private set; }

    /// <summary>Those that are kept, in order.</summary>
    public long[] Keys() => [.. _kept.UnorderedItems.Select(item => item.Element).Order()];

    /// <inheritdoc/>
    public bool Hear(Told row)
    {
        Count++;
        var key = row.Long(0);
        if (_kept.Count < most)
            _kept.Enqueue(key, -key);
        else if (most > 0 && key < _kept.Peek())
            _kept.EnqueueDequeue(key, -key);
        return Count < enough;
    }
}
