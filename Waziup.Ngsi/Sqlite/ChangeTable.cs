using System.Globalization;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The rows of the change log, for the writer.</summary>
internal sealed class ChangeTable(Connection connection)
{
    private static readonly TimeSpan MarksAreKept = TimeSpan.FromDays(90);

    private readonly Statement _insert = connection.Prepare(
        """
        insert into change (seq, tenant, entity, kind, cause, at, fingerprint, idx, doc, before_idx, before_doc)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _oldest = connection.Prepare("select seq, at from change order by seq limit ?");
    private readonly Statement _mark = connection.Prepare(
        "insert into mark (seq, at, fingerprint) select seq, at, fingerprint from change where seq <= ? and fingerprint is not null");

    private readonly Statement _trim = connection.Prepare("delete from change where seq <= ?");
    private readonly Statement _trimMarks = connection.Prepare("delete from mark where at < ?");

    // Positions of groups that were rolled back are not used again.
    private long _last = Math.Max(
        connection.Number("select max(seq) from change") ?? 0,
        connection.Number("select cast(value as integer) from meta where name = 'sequence'") ?? 0);

    /// <summary>The position of the newest record.</summary>
    public long Newest() => connection.Number("select max(seq) from change") ?? 0;

    /// <summary>The next position in the log.</summary>
    public long Next() => ++_last;

    /// <summary>Appends a record.</summary>
    /// <param name="sequence">Its position.</param>
    /// <param name="tenant">The tenant's number.</param>
    /// <param name="entity">The entity's key.</param>
    /// <param name="change">What happened.</param>
    /// <param name="index">The encoded index of what the entity has become.</param>
    /// <param name="closes">Whether it is the last of its commit, which carries the fingerprint.</param>
    public void Write(long sequence, long tenant, long entity, Change change, ReadOnlySpan<byte> index, bool closes)
    {
        _insert.Bind(1, sequence);
        _insert.Bind(2, tenant);
        _insert.Bind(3, entity);
        _insert.Bind(4, (int)change.Kind);
        _insert.Bind(5, (int)change.Cause);
        _insert.Bind(6, change.Stamp.Micros);
        _insert.BindOrNull(7, closes ? Random.Shared.NextInt64(uint.MaxValue) : long.MinValue);
        _insert.BindBlob(8, index);
        _insert.BindText(9, change.After!.Document);
        if (change.Previous is { } previous)
        {
            using var before = PooledBuffer.Rent();
            EntityCodec.Encode(previous, before);
            _insert.BindBlob(10, before.Written);
            _insert.BindText(11, previous.Document);
        }
        else
        {
            _insert.BindNull(10);
            _insert.BindNull(11);
        }
        _insert.Run();
    }

    /// <summary>Takes the oldest records away, up to <paramref name="done"/> and those older than <paramref name="before"/>.</summary>
    public long Trim(long done, Instant before, int max, Instant now)
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
        _trim.Bind(1, last);
        return _trim.Run();
    }

    /// <summary>Makes sure that no position up to the last one is given out again, even if no record shows it.</summary>
    public void Remember() => connection.Execute(string.Create(CultureInfo.InvariantCulture,
        $"insert into meta (name, value) values ('sequence', '{_last}') on conflict do update set value = excluded.value"));
}
