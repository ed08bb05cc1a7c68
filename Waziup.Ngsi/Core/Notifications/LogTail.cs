using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Notifications;

/// <summary>Reads the change log for many who follow it: those at the same position share one read.</summary>
/// <remarks>Thread-safe. What was read behind a position never changes, so it may be given to whoever comes there later.</remarks>
internal sealed class LogTail(IStorage storage)
{
    private const int AtOnce = 200;
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly Queue<long> _order = new();
    private readonly Dictionary<long, Task<IReadOnlyList<LoggedChange>>> _parts = [];

    /// <summary>Records behind a position, in order; none where it is the end.</summary>
    public async ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, CancellationToken cancel)
    {
        Task<IReadOnlyList<LoggedChange>>? part;
        lock (_gate)
        {
            if (!_parts.TryGetValue(after, out part))
            {
                _parts[after] = part = storage.Changes.ReadAsync(after, AtOnce, CancellationToken.None).AsTask();
                _order.Enqueue(after);
                if (_order.Count > Kept)
                    _parts.Remove(_order.Dequeue());
            }
        }
        await ((Task)part).WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!part.IsCompletedSuccessfully || part.Result.Count == 0)
            Forget(after, part);
        cancel.ThrowIfCancellationRequested();
        return await part;
    }

    // The end of the log moves, and a store that failed is asked again.
    private void Forget(long after, Task part)
    {
        lock (_gate)
        {
            if (_parts.GetValueOrDefault(after) == part && part.IsCompleted)
                _parts.Remove(after);
        }
    }
}
