using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The one thread of this node that writes entities: takes what waits and writes it in one transaction.</summary>
/// <remarks>No timer: a lone write is not delayed, many share the two round trips and the flush.</remarks>
internal sealed class Writer
{
    private readonly WriteQueue _queue;
    private readonly GroupCommit _commit;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Writer(WriteQueue queue, GroupCommit commit)
    {
        _queue = queue;
        _commit = commit;
        new Thread(Loop) { IsBackground = true, Name = "postgresql writer" }.Start();
    }

    /// <summary>Writes what waits, then closes the connection.</summary>
    public Task EndAsync()
    {
        _queue.End();
        return _ended.Task;
    }

    private void Loop()
    {
        while (_queue.Take(_commit.Steps))
            _commit.Run();
        _commit.Dispose();
        _ended.SetResult();
    }
}
