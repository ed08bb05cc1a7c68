namespace Waziup.Ngsi.Sqlite;

/// <summary>Answers calls on threads of the pool: on the writer's own, what follows an answer would hold the next group up.</summary>
/// <remarks>
/// Several to a thread: waking one for each call cost a busy server 4 µs a write. Few enough that the last does not wait long, and that
/// the answers of a group spread over the processors.
/// </remarks>
internal sealed class Answers
{
    private const int Together = 16;

    private Bundle? _open;

    /// <summary>Adds a call whose steps have all ended.</summary>
    public void Add(WriteCall call)
    {
        _open ??= new Bundle();
        _open.Calls.Add(call);
        if (_open.Calls.Count == Together)
            Send();
    }

    /// <summary>Has everything answered that was added.</summary>
    public void Send()
    {
        if (_open is not null)
            ThreadPool.UnsafeQueueUserWorkItem(_open, preferLocal: false);
        _open = null;
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
