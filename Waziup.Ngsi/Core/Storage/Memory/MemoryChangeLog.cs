using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Storage.Memory;

/// <summary>The change log in memory.</summary>
internal sealed class MemoryChangeLog : IChangeLog
{
    private readonly Lock _gate = new();
    private readonly List<LoggedChange> _records = [];
    private readonly Dictionary<string, Cursor> _cursors = new(StringComparer.Ordinal);
    private readonly LogHead _head = new();
    private long _sequence;
    private long _lost;
    private long _trimmed;

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
        long sequence;
        lock (_gate)
        {
            sequence = ++_sequence;
            _records.Add(new LoggedChange(sequence, tenant, change.Kind, change.Cause, change.Stamp, change.After!, change.Previous));
        }
        _head.Reach(sequence);
    }

    /// <summary>Takes the records of a tenant away.</summary>
    public void Forget(TenantId tenant)
    {
        lock (_gate)
        {
            _records.RemoveAll(record => record.Tenant == tenant);
        }
    }

    public ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, int max, CancellationToken cancel)
    {
        lock (_gate)
        {
            var first = FirstAfter(after);
            return ValueTask.FromResult<IReadOnlyList<LoggedChange>>(_records.GetRange(first, Math.Min(max, _records.Count - first)));
        }
    }

    public ValueTask WaitAsync(long after, CancellationToken cancel) => _head.WaitAsync(after, cancel);

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

    public ValueTask<long> HeadAsync(CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult(_sequence);
    }

    public ValueTask<long> TrimmedAsync(CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult(_trimmed);
    }

    public ValueTask<long> LostAsync(CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult(_lost);
    }

    public ValueTask<IReadOnlyList<(string Reader, Cursor Cursor)>> CursorsAsync(CancellationToken cancel)
    {
        lock (_gate)
            return ValueTask.FromResult<IReadOnlyList<(string, Cursor)>>([.. _cursors.Select(pair => (pair.Key, pair.Value))]);
    }

    public ValueTask RemoveCursorAsync(string reader, CancellationToken cancel)
    {
        lock (_gate)
            _cursors.Remove(reader);
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel)
    {
        lock (_gate)
        {
            var done = _cursors.Count == 0 ? 0 : _cursors.Values.Min(cursor => cursor.Sequence);
            var taken = 0;
            while (taken < max && taken < _records.Count - 1 && _records[taken] is var oldest && (oldest.Sequence <= done || oldest.At < before))
            {
                taken++;
                _trimmed = oldest.Sequence;
                if (_cursors.Count > 0 && oldest.Sequence > done)
                    _lost = oldest.Sequence;
            }
            _records.RemoveRange(0, taken);
            return ValueTask.FromResult((long)taken);
        }
    }

    /// <summary>The index of the first record behind a position; positions grow along the list.</summary>
    private int FirstAfter(long position)
    {
        var (from, to) = (0, _records.Count);
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (_records[middle].Sequence <= position)
                from = middle + 1;
            else
                to = middle;
        }
        return from;
    }
}
