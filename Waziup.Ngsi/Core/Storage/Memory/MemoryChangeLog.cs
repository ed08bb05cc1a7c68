using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage.Memory;

/// <summary>The change log in memory.</summary>
internal sealed class MemoryChangeLog : IChangeLog
{
    private readonly Lock _gate = new();
    private readonly LinkedList<LoggedChange> _records = [];
    private readonly Dictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;

    public long Count
    {
        get
        {
            lock (_gate)
                return _records.Count;
        }
    }

    public void Append(TenantId tenant, Change change)
    {
        TaskCompletionSource reached;
        lock (_gate)
        {
            _records.AddLast(new LoggedChange(
                ++_sequence, tenant, change.Kind, change.Cause, change.Stamp, change.After!, change.Previous));
            reached = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        reached.SetResult();
    }

    public ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, int max, CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<LoggedChange>>([.. _records.SkipWhile(record => record.Sequence <= after).Take(max)]);
    }

    public async ValueTask WaitAsync(long after, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_sequence > after)
                    return;
                next = _next.Task;
            }
            await next.WaitAsync(cancel);
        }
    }

    public ValueTask<Cursor> GetCursorAsync(string reader, CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult(_cursors.GetValueOrDefault(reader));
    }

    public ValueTask<bool> SetCursorAsync(string reader, Cursor cursor, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_cursors.GetValueOrDefault(reader).Epoch > cursor.Epoch)
                return ValueTask.FromResult(false);
            _cursors[reader] = cursor;
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel)
    {
        lock (_gate)
        {
            var done = _cursors.Count == 0 ? 0 : _cursors.Values.Min(cursor => cursor.Sequence);
            var taken = 0L;
            while (taken < max && _records.Count > 1 && _records.First!.Value is var oldest && (oldest.Sequence <= done || oldest.At < before))
            {
                _records.RemoveFirst();
                taken++;
            }
            return ValueTask.FromResult(taken);
        }
    }
}
