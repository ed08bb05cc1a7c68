namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Answers calls on threads of the pool: on the writer's own, what follows an answer would hold the next group up.</summary>
/// <remarks>
/// Several to a thread: waking one for each call cost a busy server 4 µs a write. Few enough that the last does not wait long, and that
/// the answers of a group spread over the processors.
/// </remarks>
internal sealed class Answers
{
    private const int Together = 16;

    private readonly List<Bundle> _bundles = [];

    /// <summary>Adds a call whose steps have all ended.</summary>
    public void Add(WriteCall call)
    {
        if (_bundles.Count == 0 || _bundles[^1].Calls.Count == Together)
            _bundles.Add(new Bundle());
        _bundles[^1].Calls.Add(call);
    }

    /// <summary>Has everything answered that was added.</summary>
    public void Send()
    {
        foreach (var bundle in _bundles)
            ThreadPool.UnsafeQueueUserWorkItem(bundle, preferLocal: false);
        _bundles.Clear();
    }

    private sealed class Bundle : IThreadPoolWorkItem
    {
        public List<WriteCall> Calls { get; } = new(Together);

        public void Execute()
        {
            foreach (var call in Calls)
                call.Answer();
        }
    }
}
