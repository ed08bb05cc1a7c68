using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Writes a group of calls in one transaction, and has it flushed.</summary>
/// <remarks>
/// A group that fails because of one of its writes is halved until that one stands alone; a full or unreachable medium fails the whole
/// group at once.
/// </remarks>
/// <param name="first">The open connection with which it starts.</param>
/// <param name="open">Opens another one after a failure.</param>
/// <param name="flusher">Flushes the log and answers.</param>
/// <param name="queue">Where what belongs to a failed call is dropped.</param>
/// <param name="metrics">Measures.</param>
/// <param name="logger">Hears of failures.</param>
internal sealed class GroupCommit(
    Transaction first, Func<Transaction> open, Flusher flusher, WriteQueue queue, WriteMetrics metrics, ILogger logger)
{
    private WriteGroup _group = new();
    private Transaction? _transaction = first;
    private bool _failing;

    /// <summary>What is written next.</summary>
    public List<(WriteCall Call, int Step)> Group => _group.Steps;

    /// <summary>The write connection; null after a failure, until it is opened again.</summary>
    public Connection? Connection => _transaction?.Connection;

    /// <summary>Writes the group and has everybody answered after the flush. Never fails.</summary>
    public void Run()
    {
        try
        {
            Write(0, _group.Steps.Count);
        }
        catch (Exception failure)
        {
            // Nothing may end the writer's thread: its callers wait.
            WriteLog.GroupFailed(logger, _group.Steps.Count, failure);
            Abort(0, _group.Steps.Count, NgsiLdErrors.StorageUnavailable("the store failed; the operator finds the reason in the log"));
        }
        // Where less waits than was written the next group is taken after the flush: else groups become small, and each costs a commit.
        flusher.Add(_group, inBackground: queue.Waiting >= _group.Steps.Count);
        _group = new WriteGroup();
    }

    /// <summary>Closes the connection, after what it owes was flushed; the next group opens another one.</summary>
    public void Close()
    {
        flusher.Drain();
        _transaction?.Dispose();
        _transaction = null;
    }

    private void Write(int start, int count)
    {
        var failure = TryWrite(start, count);
        if (failure is null)
            return;
        var sqlite = failure as SqliteFailure;
        if (sqlite is { IsOfOneWrite: false } || failure is StorageException)
        {
            WriteLog.GroupFailed(logger, count, failure);
            _failing = true;
            Abort(start, count, sqlite?.Error ?? NgsiLdErrors.StorageUnavailable("the store cannot be opened now; try again later"));
        }
        else if (count > 1)
        {
            Write(start, count / 2);
            Write(start + (count / 2), count - (count / 2));
        }
        else
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            var (call, step) = _group.Steps[start];
            WriteLog.WriteFailed(logger, call.ToString()!, trace, failure);
            if (call.Failed(step, sqlite is { IsDamage: true } ? sqlite.Error : NgsiLdErrors.Internal(trace)))
                _group.Answers.Add(call);
        }
    }

    /// <summary>Writes a part of the group in one transaction; returns why it could not.</summary>
    private Exception? TryWrite(int start, int count)
    {
        try
        {
            if (flusher.State.HasFailed)
                Close();
            _transaction ??= open();
            _transaction.Begin();
            for (var i = start; i < start + count; i++)
            {
                if (!IsAborted(i))
                    _group.Steps[i].Call.Run(_transaction, _group.Steps[i].Step);
            }
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
        if (_failing)
            WriteLog.Recovered(logger);
        _failing = false;
        _group.Committed += count;
        _group.Head = _transaction.Head;
        for (var i = start; i < start + count; i++)
        {
            if (!IsAborted(i) && _group.Steps[i].Call.Committed())
                _group.Answers.Add(_group.Steps[i].Call);
        }
        return null;
    }

    // A call that was aborted in the other half of the group has been answered.
    private bool IsAborted(int index) => _group.Steps[index].Call.Ended > _group.Steps[index].Step;

    private void Abort(int start, int count, NgsiLdError error)
    {
        for (var i = start; i < start + count; i++)
        {
            var call = _group.Steps[i].Call;
            queue.Drop(call);
            if (call.Abort(error))
                _group.Answers.Add(call);
        }
    }
}
