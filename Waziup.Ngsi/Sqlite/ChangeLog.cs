using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Writing;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The change log.</summary>
internal sealed class ChangeLog(SqliteStorage storage, Readers readers, TimeProvider time) : IChangeLog
{
    private const string Records =
        $"""
        select c.seq, t.name, e.id, c.kind, c.cause, c.at, iif(c.doc = x'', e.idx, c.idx), iif(c.doc = x'', e.doc, c.doc), c.before_idx, c.before_doc
        from change c join entity e on e.key = c.entity join {TenantTable.Named}c.tenant
        where c.seq > ? order by c.seq limit ?
        """;

    private readonly LogHead _head = new();

    /// <summary>Wakes those who wait; called after each commit.</summary>
    public void Reach(long sequence) => _head.Reach(sequence);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LoggedChange>> ReadAsync(long after, int max, CancellationToken cancel) =>
        readers.ReadAsync(reader => Read(reader, after, max), cancel);

    /// <inheritdoc/>
    public ValueTask WaitAsync(long after, CancellationToken cancel) => _head.WaitAsync(after, cancel);

    /// <inheritdoc/>
    public ValueTask<Cursor> GetCursorAsync(string reader, CancellationToken cancel) =>
        readers.ReadAsync(connection => CursorOf(connection.Prepared("select sequence, epoch from cursor where reader = ?"), reader), cancel);

    /// <inheritdoc/>
    public async ValueTask<bool> SetCursorAsync(string reader, Cursor cursor, CancellationToken cancel) =>
        await storage.WriteAsync(transaction => transaction.Cursors.Set(reader, cursor), cancel);

    /// <inheritdoc/>
    public async ValueTask<long> TrimAsync(Instant before, int max, CancellationToken cancel)
    {
        var now = Instant.Of(time.GetUtcNow());
        return await storage.WriteAsync(
            transaction => transaction.Changes.Trim(transaction.Cursors.Slowest(), before, max, now), cancel);
    }

    /// <inheritdoc/>
    public ValueTask<long> HeadAsync(CancellationToken cancel) => readers.ReadAsync(
        reader => Number(
            reader,
            "select max(coalesce((select max(seq) from change), 0), coalesce((select cast(value as integer) from meta where name = 'sequence'), 0))"), cancel);

    /// <inheritdoc/>
    public ValueTask<long> TrimmedAsync(CancellationToken cancel) => readers.ReadAsync(reader => Noted(reader, "trimmed"), cancel);

    /// <inheritdoc/>
    public ValueTask<long> LostAsync(CancellationToken cancel) => readers.ReadAsync(reader => Noted(reader, "lost"), cancel);

    private static long Noted(Reader reader, string name) =>
        Number(reader, $"select coalesce((select cast(value as integer) from meta where name = '{name}'), 0)");

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(string Reader, Cursor Cursor)>> CursorsAsync(CancellationToken cancel) => readers.ReadAsync(ReadCursors, cancel);

    /// <inheritdoc/>
    public async ValueTask RemoveCursorAsync(string reader, CancellationToken cancel) =>
        await storage.WriteAsync(transaction => transaction.Cursors.Remove(reader), cancel);

    private static long Number(Reader reader, string sql)
    {
        var statement = reader.Prepared(sql);
        try
        {
            return statement.Step() ? statement.Long(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static IReadOnlyList<(string Reader, Cursor Cursor)> ReadCursors(Reader reader)
    {
        var statement = reader.Prepared("select reader, sequence, epoch from cursor");
        var cursors = new List<(string, Cursor)>();
        try
        {
            while (statement.Step())
                cursors.Add((statement.Text(0), new Cursor(statement.Long(1), statement.Long(2))));
            return cursors;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static Cursor CursorOf(Statement statement, string reader)
    {
        try
        {
            statement.BindText(1, reader);
            return statement.Step() ? new Cursor(statement.Long(0), statement.Long(1)) : default;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static IReadOnlyList<LoggedChange> Read(Reader reader, long after, int max)
    {
        var statement = reader.Prepared(Records);
        var records = new List<LoggedChange>();
        statement.Bind(1, after);
        statement.Bind(2, max);
        try
        {
            while (statement.Step())
                records.Add(Record(reader, statement));
            return records;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static LoggedChange Record(Reader reader, Statement statement)
    {
        var id = EntityId.Trusted(statement.Text(2));
        var after = EntityDecoder.Decode(id, statement.Blob(7), statement.Blob(6), reader);
        var previous = statement.IsNull(8) ? null : EntityDecoder.Decode(id, statement.Blob(9), statement.Blob(8), reader);
        return new LoggedChange(
            statement.Long(0), statement.Tenant(1), (ChangeKind)statement.Long(3), (ChangeCause)statement.Long(4), new Instant(statement.Long(5)), after, previous);
    }
}
