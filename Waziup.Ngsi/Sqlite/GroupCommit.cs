using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Writes a group of calls in one transaction, and has it flushed.</summary>
/// <remarks>A full or unreachable medium fails the whole group at once.</remarks>
/// <param name="first">The open connection with which it starts.</param>
/// <param name="open">Opens another one after a failure.</param>
/// <param name="flusher">Flushes the log and answers.</param>
/// <param name="queue">Where what belongs to a failed call is dropped.</param>
/// <param name="metrics">Measures.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class GroupCommit(
    Transaction first, Func<Transaction> open, Flusher flusher, WriteQueue queue, WriteMetrics metrics, ILogger logger) : GroupWriter(queue, logger)
{
    private readonly WriteQueue _queue = queue;
    private WriteGroup _group = new();
    private Transaction? _transaction = first;

    /// <inheritdoc/>
    public override List<(WriteCall Call, int Step)> Steps => _group.Steps;

    /// <inheritdoc/>
    protected override Answers Answers => _group.Answers;

    /// <summary>The write connection; null after a failure, until it is opened again.</summary>
    public Connection? Connection => _transaction?.Connection;

    /// <summary>Writes the group and has everybody answered after the flush. Never fails.</summary>
    public void Run()
    {
        Write();
        // Where less waits than was written the next group is taken after the flush: else groups become small, and each costs a commit.
        flusher.Add(_group, inBackground: _queue.Waiting >= _group.Steps.Count);
        _group = new WriteGroup();
    }

    /// <summary>Closes the connection, after what it owes was flushed; the next group opens another one.</summary>
    public void Close()
    {
        flusher.Drain();
        _transaction?.Dispose();
        _transaction = null;
    }

    /// <inheritdoc/>
    protected override Exception? TryWrite(int start, int count)
    {
        try
        {
            if (flusher.State.HasFailed)
                Close();
            _transaction ??= open();
            _transaction.Begin();
            Run(_transaction, start, count);
            _transaction.Write();
            _group.Began = metrics.Now;
            flusher.State.Begin(_group);
            _transaction.Commit();
        }
        catch (Exception failure)
        {
            _transaction?.Rollback();
            if (failure is SqliteFailure { SpoilsConnection: true })
                Close();
            return failure;
        }
        _group.Committed += count;
        _group.Head = _transaction.Head;
        Committed(start, count);
        return null;
    }

    /// <inheritdoc/>
    protected override NgsiLdError? ErrorOfAll(Exception failure) => failure switch
    {
        SqliteFailure { IsOfOneWrite: false } sqlite => sqlite.Error,
        StorageException => NgsiLdErrors.StorageUnavailable("the store cannot be opened now; try again later"),
        _ => null,
    };

    /// <inheritdoc/>
    protected override NgsiLdError? ErrorOfOne(Exception failure) => failure is SqliteFailure { IsDamage: true } damage ? damage.Error : null;
}
