using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>A thread that writes entities: takes what waits and writes it in one transaction.</summary>
/// <remarks>
/// No timer: a lone write is not delayed, many share the two round trips and the flush. While one writer waits for the database, another one
/// makes the next group.
/// </remarks>
internal sealed class Writer
{
    private readonly WriteQueue _queue;
    private readonly GroupCommit _commit;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly bool _takesBatches;

    /// <param name="queue">What waits.</param>
    /// <param name="commit">Writes it.</param>
    /// <param name="takesBatches">Whether it is the one that takes batches, of which the steps go in order.</param>
    public Writer(WriteQueue queue, GroupCommit commit, bool takesBatches)
    {
        _queue = queue;
        _commit = commit;
        _takesBatches = takesBatches;
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
        while (_queue.Take(_commit.Group, _takesBatches))
            _commit.Run();
        _commit.Dispose();
        _ended.SetResult();
    }
}
