using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>Writes a group of steps in one transaction. One that fails because of one of its steps is halved until that one stands alone.</summary>
/// <param name="queue">Where what belongs to a failed call is dropped.</param>
/// <param name="logger">Hears of failures.</param>
internal abstract class GroupWriter(WriteQueue queue, ILogger logger)
{
    private bool _isFailing;

    /// <summary>The steps, in the order in which they are carried out.</summary>
    public abstract List<(WriteCall Call, int Step)> Steps { get; }

    /// <summary>The calls that can be answered.</summary>
    protected abstract Answers Answers { get; }

    /// <summary>Writes the group. Never fails.</summary>
    protected void Write()
    {
        try
        {
            Write(0, Steps.Count);
        }
        catch (Exception failure)
        {
            // Nothing may end the writer's thread: its callers wait.
            WriteLog.GroupFailed(logger, Steps.Count, failure);
            Abort(0, Steps.Count, NgsiLdErrors.StorageUnavailable("the store failed; the operator finds the reason in the log"));
        }
    }

    /// <summary>Writes a part of the group in one transaction; returns why it could not.</summary>
    protected abstract Exception? TryWrite(int start, int count);

    /// <summary>What all are told who share a transaction that has failed; null: one of the steps is to blame.</summary>
    protected abstract NgsiLdError? ErrorOfAll(Exception failure);

    /// <summary>What he is told whose step is to blame; null: that something unforeseen has happened.</summary>
    protected virtual NgsiLdError? ErrorOfOne(Exception failure) => null;

    /// <summary>Carries steps out inside the transaction.</summary>
    protected void Run(IWriteTransaction transaction, int start, int count)
    {
        for (var i = start; i < start + count; i++)
        {
            if (!IsAborted(i))
                Steps[i].Call.Run(transaction, Steps[i].Step);
        }
    }

    /// <summary>Steps were committed.</summary>
    protected void Committed(int start, int count)
    {
        if (_isFailing)
            WriteLog.Recovered(logger);
        _isFailing = false;
        for (var i = start; i < start + count; i++)
        {
            if (!IsAborted(i) && Steps[i].Call.Committed())
                Answers.Add(Steps[i].Call);
        }
    }

    private void Write(int start, int count)
    {
        if (TryWrite(start, count) is not { } failure)
            return;
        if (ErrorOfAll(failure) is { } error)
        {
            WriteLog.GroupFailed(logger, count, failure);
            _isFailing = true;
            Abort(start, count, error);
        }
        else if (count > 1)
        {
            Write(start, count / 2);
            Write(start + (count / 2), count - (count / 2));
        }
        else
        {
            var trace = ActivityTraceId.CreateRandom().ToHexString();
            var (call, step) = Steps[start];
            WriteLog.WriteFailed(logger, call.Subject(step).Id.Value, trace, failure);
            if (call.Failed(step, ErrorOfOne(failure) ?? NgsiLdErrors.Internal(trace)))
                Answers.Add(call);
        }
    }

    // A call that was aborted in the other half of the group has been answered.
    private bool IsAborted(int index) => Steps[index].Call.Ended > Steps[index].Step;

    private void Abort(int start, int count, NgsiLdError error)
    {
        for (var i = start; i < start + count; i++)
        {
            var call = Steps[i].Call;
            queue.Drop(call);
            if (call.Abort(error))
                Answers.Add(call);
        }
    }
}
