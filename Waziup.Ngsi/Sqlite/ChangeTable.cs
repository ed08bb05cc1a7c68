using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of the change log, for the writer.</summary>
internal sealed class ChangeTable
{
    private static readonly TimeSpan MarksAreKept = TimeSpan.FromDays(90);

    private readonly ManyRows<ChangeRow> _insert;
    private readonly Statement _complete;
    private readonly Statement _oldest;
    private readonly Statement _mark;
    private readonly Statement _trim;
    private readonly Statement _trimMarks;
    private readonly Connection _connection;

    // Positions of groups that were rolled back are not used again.
    private long _last;

    public ChangeTable(Connection connection)
    {
        _connection = connection;
        _insert = new(connection, "change", "seq, tenant, entity, kind, cause, at, fingerprint, idx, doc, before_idx, before_doc", Bind);
        _complete = connection.Prepare(
            "update change set (idx, doc) = (select idx, doc from entity where key = ?1) where seq = (select version from entity where key = ?1) and doc = x''");
        _oldest = connection.Prepare("select seq, at from change order by seq limit ?");
        _mark = connection.Prepare(
            "insert into mark (seq, at, fingerprint) select seq, at, fingerprint from change where seq <= ? and fingerprint is not null");
        _trim = connection.Prepare("delete from change where seq <= ?");
        _trimMarks = connection.Prepare("delete from mark where at < ?");
        _last = Math.Max(
            connection.Number("select max(seq) from change") ?? 0,
            connection.Number("select cast(value as integer) from meta where name = 'sequence'") ?? 0);
    }

    /// <summary>The position of the newest record.</summary>
    public long Newest() => _connection.Number("select max(seq) from change") ?? 0;

    /// <summary>The next position in the log.</summary>
    public long Next() => ++_last;

    /// <summary>Appends a record, which waits for <see cref="Flush"/>.</summary>
    public void Write(in ChangeRow row) => _insert.Add(in row);

    /// <summary>Writes into the record of a creation what the entity's row holds, which is about to change.</summary>
    public void Complete(long entity)
    {
        _complete.Bind(1, entity);
        _complete.Run();
    }

    /// <summary>Writes the records that wait.</summary>
    public void Flush() => _insert.Flush();

    /// <summary>Forgets the records that wait.</summary>
    public void Forget() => _insert.Forget();

    /// <summary>Takes the oldest records away, up to <paramref name="done"/>, which is null where nobody reads, and those older than <paramref name="before"/>.</summary>
    public long Trim(long? done, Instant before, int max, Instant now)
    {
        var newest = Newest();
        var last = 0L;
        _oldest.Bind(1, max);
        try
        {
            while (_oldest.Step() && _oldest.Long(0) < newest && (_oldest.Long(0) <= done || _oldest.Long(1) < before.Micros))
                last = _oldest.Long(0);
        }
        finally
        {
            _oldest.Reset();
        }
        if (last == 0)
            return 0;
        _mark.Bind(1, last);
        _mark.Run();
        _trimMarks.Bind(1, now.Micros - (MarksAreKept.Ticks / TimeSpan.TicksPerMicrosecond));
        _trimMarks.Run();
        Note("trimmed", last);
        // Without a reader nobody has lost anything.
        if (last > done)
            Note("lost", last);
        _trim.Bind(1, last);
        return _trim.Run();
    }

    /// <summary>Makes sure that no position up to the last one is given out again, even if no record shows it.</summary>
    public void Remember() => Note("sequence", _last);

    private void Note(string name, long position) => _connection.Execute(string.Create(CultureInfo.InvariantCulture,
        $"insert into meta (name, value) values ('{name}', '{position}') on conflict do update set value = excluded.value"));

    private static void Bind(Statement statement, int before, in ChangeRow row)
    {
        var change = row.Change;
        statement.Bind(before + 1, row.Sequence);
        statement.Bind(before + 2, row.Tenant);
        statement.Bind(before + 3, row.Entity);
        statement.Bind(before + 4, (int)change.Kind);
        statement.Bind(before + 5, (int)change.Cause);
        statement.Bind(before + 6, change.Stamp.Micros);
        statement.BindOrNull(before + 7, row.Closes ? Random.Shared.NextInt64(uint.MaxValue) : long.MinValue);
        statement.BindBlob(before + 8, row.After.Index);
        statement.BindBlob(before + 9, row.After.Document);
        if (row.Previous is { } previous)
        {
            statement.BindBlob(before + 10, previous.Index);
            statement.BindBlob(before + 11, previous.Document);
        }
        else
        {
            statement.BindNull(before + 10);
            statement.BindNull(before + 11);
        }
    }
}
