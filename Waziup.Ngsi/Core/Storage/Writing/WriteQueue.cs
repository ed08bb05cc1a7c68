using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What waits to be written: single writes and batches, each in order. Many threads add, the writer takes.</summary>
internal sealed class WriteQueue(int maxGroup, int maxWaiting)
{
    // A monitor and not a lock: the writer waits on it.
    private readonly object _gate = new();
    private readonly Queue<WriteCall> _single = new();
    private readonly Queue<WriteCall> _batches = new();
    private bool _ending;
    private int _waiting;

    /// <summary>How many writes wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Adds a call.</summary>
    /// <exception cref="NgsiLdException">StorageUnavailable: too much waits already, or the store is closing.</exception>
    public void Add(WriteCall call)
    {
        lock (_gate)
        {
            if (_ending)
                throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("the store is closing"));
            if (_waiting > 0 && _waiting + call.Count > maxWaiting)
                throw new NgsiLdException(NgsiLdErrors.StorageUnavailable("too many writes wait already; try again later"));
            _waiting += call.Count;
            (call.Count == 1 ? _single : _batches).Enqueue(call);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes no more calls; what waits is still handed out.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ending = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work and takes a group; false at the end.</summary>
    public bool Take(List<(WriteCall Call, int Step)> group)
    {
        lock (_gate)
        {
            while (_single.Count == 0 && _batches.Count == 0)
            {
                if (_ending)
                    return false;
                Monitor.Wait(_gate);
            }
            // Half of the room is kept for batches, so that neither kind waits for the other to run dry.
            var forSingle = _batches.Count == 0 ? maxGroup : Math.Max(1, maxGroup / 2);
            while (_single.Count > 0 && group.Count < forSingle)
                TakeFrom(_single, 1, group);
            while (_batches.Count > 0 && group.Count < maxGroup)
                TakeFrom(_batches, maxGroup - group.Count, group);
            return true;
        }
    }

    /// <summary>Gives up what is left of a call of which a part was taken.</summary>
    public void Drop(WriteCall call)
    {
        lock (_gate)
        {
            if (!call.HasMore)
                return;
            // Only the batch at the head of its queue can have been taken in part.
            _waiting -= call.Count - call.Taken;
            call.Taken = call.Count;
            _batches.Dequeue();
        }
    }

    private void TakeFrom(Queue<WriteCall> queue, int room, List<(WriteCall Call, int Step)> group)
    {
        var call = queue.Peek();
        var count = Math.Min(room, call.Count - call.Taken);
        for (var i = 0; i < count; i++)
            group.Add((call, call.Taken++));
        _waiting -= count;
        if (!call.HasMore)
            queue.Dequeue();
    }
}
