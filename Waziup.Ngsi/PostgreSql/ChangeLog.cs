using Npgsql;
using NpgsqlTypes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.PostgreSql;

/// <summary>The change log.</summary>
internal sealed class ChangeLog(NpgsqlDataSource keys, NpgsqlDataSource queries, NameTable names, TimeProvider time) : IChangeLog
{
    private const string Records =
        $"""
        select c.seq, t.name, e.id, c.kind, c.cause, c.at, c.idx, c.doc, c.before_idx, c.before_doc
        from change c join entity e on e.tenant = c.tenant and e.key = c.entity join {TenantTable.Named} c.tenant
        where c.seq > $1 and c.seq <= $2 order by c.seq limit $3
        """;

    private const string Trim =
        """
        with gone as (delete from change where seq <= $1 returning seq, at, fingerprint),
        kept as (insert into mark (seq, at, fingerprint) select seq, at, fingerprint from gone where fingerprint is not null),
        old as (delete from mark where at < $2),
        lost as (
            insert into meta (name, value) select 'trimmed', $1::text union all select 'lost', $1::text where $1 > $3
            on conflict (name) do update set value = excluded.value)
        select count(*) from gone
        """;

    private static readonly TimeSpan MarksAreKept = TimeSpan.FromDays(90);
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(2);

    private readonly LogHorizon _horizon = new(keys, "change_seq", 1024);
    private readonly LogHead _head = new();

    /// <summary>Wakes those who wait; called after each commit of any node.</summary>
    public void Reach(long sequence) => _head.Reach(sequence);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, int max, CancellationToken cancel)
    {
        var final = await _horizon.AdvanceAsync(cancel);
        return await queries.ListAsync(
            Records, parameters => parameters.Add(NpgsqlDbType.Bigint, after).Add(NpgsqlDbType.Bigint, final).Add(NpgsqlDbType.Integer, max), Read, cancel);
    }

    /// <inheritdoc/>
    public async ValueTask WaitAsync(long after, CancellationToken cancel)
    {
        while (true)
        {
            await _head.WaitAsync(after, cancel);
            if (await HasAsync(after, cancel))
                return;
            // It was written, but an older transaction still runs.
            await Task.Delay(Settling, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Cursor> GetCursorAsync(string reader, CancellationToken cancel)
    {
        var found = await keys.ListAsync(
            "select sequence, epoch from cursor where reader = $1", parameters => parameters.Add(NpgsqlDbType.Text, reader),
            row => new Cursor(row.GetInt64(0), row.GetInt64(1)), cancel);
        return found is [var cursor] ? cursor : default;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SetCursorAsync(string reader, Cursor cursor, CancellationToken cancel) => await keys.ExecuteAsync(
        """
        insert into cursor as c (reader, sequence, epoch) values ($1, $2, $3)
        on conflict (reader) do update set sequence = excluded.sequence, epoch = excluded.epoch where excluded.epoch >= c.epoch
        """,
        parameters => parameters.Add(NpgsqlDbType.Text, reader).Add(NpgsqlDbType.Bigint, cursor.Sequence).Add(NpgsqlDbType.Bigint, cursor.Epoch),
        cancel) > 0;

    /// <inheritdoc/>
    public async ValueTask<long> HeadAsync(CancellationToken cancel) => (await keys.ListAsync(
        // Positions are drawn in blocks; whoever begins later draws a later one.
        "select case when is_called then last_value + 1023 else 0 end from change_seq", _ => { }, row => row.GetInt64(0), cancel))[0];

    /// <inheritdoc/>
    public ValueTask<long> ThroughAsync(CancellationToken cancel) => _horizon.AdvanceAsync(cancel);

    /// <inheritdoc/>
    public ValueTask<long> TrimmedAsync(CancellationToken cancel) => NotedAsync("trimmed", cancel);

    /// <inheritdoc/>
    public ValueTask<long> LostAsync(CancellationToken cancel) => NotedAsync("lost", cancel);

    private async ValueTask<long> NotedAsync(string name, CancellationToken cancel) => (await keys.ListAsync(
        "select coalesce((select value::bigint from meta where name = $1), 0)", parameters => parameters.Add(NpgsqlDbType.Text, name),
        row => row.GetInt64(0), cancel))[0];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(string Reader, Cursor Cursor)>> CursorsAsync(CancellationToken cancel) => await keys.ListAsync(
        "select reader, sequence, epoch from cursor", _ => { }, row => (row.GetString(0), new Cursor(row.GetInt64(1), row.GetInt64(2))), cancel);

    /// <inheritdoc/>
    public async ValueTask RemoveCursorAsync(string reader, CancellationToken cancel) =>
        await keys.ExecuteAsync("delete from cursor where reader = $1", parameters => parameters.Add(NpgsqlDbType.Text, reader), cancel);

    /// <inheritdoc/>
    public async ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel)
    {
        var bounds = await queries.ListAsync(
            "select coalesce(max(seq), 0), (select min(sequence) from cursor) from change",
            _ => { }, row => (Newest: row.GetInt64(0), Done: row.IsDBNull(1) ? (long?)null : row.GetInt64(1)), cancel);
        var (newest, done) = bounds[0];
        var oldest = await queries.ListAsync(
            "select seq, at from change order by seq limit $1", parameters => parameters.Add(NpgsqlDbType.Integer, max),
            row => (Sequence: row.GetInt64(0), At: new Instant(row.GetInt64(1))), cancel);
        var gone = oldest.TakeWhile(record => record.Sequence < newest && (record.Sequence <= done || record.At < before)).ToList();
        if (gone.Count == 0)
            return 0;
        var marksBefore = Instant.Of(time.GetUtcNow() - MarksAreKept);
        return (await queries.ListAsync(
            Trim, parameters => parameters.Add(NpgsqlDbType.Bigint, gone[^1].Sequence).Add(NpgsqlDbType.Bigint, marksBefore.Micros)
                .Add(NpgsqlDbType.Bigint, done ?? long.MaxValue),
            row => row.GetInt64(0), cancel))[0];
    }

    private async ValueTask<bool> HasAsync(long after, CancellationToken cancel)
    {
        var final = await _horizon.AdvanceAsync(cancel);
        return (await keys.ListAsync(
            "select exists (select 1 from change where seq > $1 and seq <= $2)",
            parameters => parameters.Add(NpgsqlDbType.Bigint, after).Add(NpgsqlDbType.Bigint, final), row => row.GetBoolean(0), cancel))[0];
    }

    private LoggedChange Read(NpgsqlDataReader row)
    {
        var id = EntityId.Trusted(row.GetString(2));
        var after = EntityDecoder.Decode(id, row.Bytes(7), row.Bytes(6), names);
        var previous = row.IsDBNull(8) ? null : EntityDecoder.Decode(id, row.Bytes(9), row.Bytes(8), names);
        return new LoggedChange(
            row.GetInt64(0), row.Tenant(1), (ChangeKind)row.GetInt16(3), (ChangeCause)row.GetInt16(4), new Instant(row.GetInt64(5)), after, previous);
    }
}
