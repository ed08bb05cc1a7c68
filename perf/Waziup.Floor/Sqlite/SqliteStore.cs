using System.Collections.Concurrent;
using System.Text;
using SQLitePCL;

namespace Waziup.Floor.Sqlite;

/// <summary>A file of SQLite: a single write connection behind a plain lock, and a pool of read connections.</summary>
/// <remarks>Every write is its own transaction with its own flush; that is the point of the floor.</remarks>
internal sealed class SqliteStore : IStore
{
    const string Schema =
        """
        create table if not exists entity(id text primary key, doc blob not null);
        create table if not exists station(
            key integer primary key, id text not null unique, type text not null, level real not null, lon real not null, lat real not null, doc blob not null);
        create index if not exists station_type on station(type, key);
        create index if not exists station_level on station(type, level, key);
        create virtual table if not exists place using rtree(id, west, east, south, north);
        create table if not exists series(key integer primary key, id text not null unique, type text not null);
        create table if not exists history(entity integer, at integer, num real not null, unit text not null, primary key (entity, at)) without rowid;
        """;

    readonly string _path;
    readonly Connection _writer;
    readonly sqlite3_stmt _insert;
    readonly sqlite3_stmt _update;
    readonly Lock _write = new();
    readonly ConcurrentBag<Reader> _readers = [];

    public SqliteStore(string folder)
    {
        Batteries_V2.Init();
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, "floor.db");
        _writer = new Connection(_path, cacheKib: 16384);
        _writer.Run(Schema);
        _insert = _writer.Prepare("insert into entity(id, doc) values(?, ?) on conflict do nothing");
        _update = _writer.Prepare("update entity set doc = ?2 where id = ?1");
    }

    public string Near => Statements.NearInSqlite;

    public ValueTask<bool> InsertAsync(string id, ReadOnlyMemory<byte> document) => new(Write(_insert, id, document.Span));

    public ValueTask<bool> UpdateAsync(string id, ReadOnlyMemory<byte> document) => new(Write(_update, id, document.Span));

    public Task FindAsync(ReadOnlySpan<char> id, HttpResponse response)
    {
        Span<byte> key = stackalloc byte[Encoding.UTF8.GetMaxByteCount(256)];
        key = key[..Encoding.UTF8.GetBytes(id[..Math.Min(id.Length, 256)], key)];

        var reader = Rent();
        try
        {
            if (reader.Find(key))
                return Answer.SendAsync(response, reader.Bytes(0));

            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        finally
        {
            Return(reader);
        }
    }

    public ValueTask ReadAsync(Question question, Action<IRow> take)
    {
        var reader = Rent();
        try
        {
            reader.Ask(question);
            while (reader.Step())
                take(reader);
        }
        finally
        {
            Return(reader);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<byte[]> AnyAsync()
    {
        var statement = _writer.Prepare("select doc from entity limit 1");
        var document = raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_blob(statement, 0).ToArray() : [];
        // A statement left open would pin the log, which no checkpoint could then empty.
        raw.sqlite3_reset(statement);
        return new(document);
    }

    public ValueTask FillAsync(IReadOnlyList<DocumentRow> rows) => Fill(rows, fill =>
    {
        var upsert = fill.Statement("insert into entity(id, doc) values(?, ?) on conflict do update set doc = excluded.doc");
        return row => fill.Run(upsert, row.Id, row.Document);
    });

    public ValueTask FillAsync(IReadOnlyList<StationRow> rows) => Fill(rows, fill =>
    {
        var station = fill.Statement("insert into station(id, type, level, lon, lat, doc) values(?, ?, ?, ?, ?, ?)");
        var place = fill.Statement("insert into place values(last_insert_rowid(), ?1, ?1, ?2, ?2)");
        return row =>
        {
            fill.Run(station, row.Id, row.Type, row.Level, row.Longitude, row.Latitude, row.Document);
            fill.Run(place, row.Longitude, row.Latitude);
        };
    });

    public ValueTask FillAsync(Series series, IReadOnlyList<Reading> rows) => Fill(rows, fill =>
    {
        fill.Run(fill.Statement("insert into series(id, type) values(?, ?) on conflict do nothing"), series.Id, series.Type);
        var reading = fill.Statement("insert into history(entity, at, num, unit) values((select key from series where id = ?), ?, ?, ?)");
        return row => fill.Run(reading, series.Id, row.At, row.Value, row.Unit);
    });

    public ValueTask DisposeAsync()
    {
        foreach (var reader in _readers)
            reader.Dispose();

        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    Reader Rent() => _readers.TryTake(out var reader) ? reader : new Reader(_path);

    void Return(Reader reader)
    {
        reader.Reset();
        _readers.Add(reader);
    }

    ValueTask Fill<T>(IReadOnlyList<T> rows, Func<Fill, Action<T>> begin)
    {
        lock (_write)
        {
            _writer.Run("begin immediate");
            using (var fill = new Fill(_writer))
            {
                var take = begin(fill);
                foreach (var row in rows)
                    take(row);
            }

            _writer.Run("commit");
        }

        return ValueTask.CompletedTask;
    }

    bool Write(sqlite3_stmt statement, string id, ReadOnlySpan<byte> document)
    {
        var key = Encoding.UTF8.GetBytes(id);
        lock (_write)
        {
            raw.sqlite3_bind_text(statement, 1, key);
            raw.sqlite3_bind_blob(statement, 2, document);
            var code = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            _writer.Check(code);
            return _writer.Changes > 0;
        }
    }
}
