using System.Collections.Concurrent;
using SQLitePCL;

namespace Waziup.Floor;

/// <summary>One table of documents: a single write connection behind a plain lock, and a pool of read connections.</summary>
/// <remarks>Every write is its own transaction with its own flush; that is the point of the floor.</remarks>
internal sealed class DocumentTable : IDisposable
{
    readonly string _path;
    readonly Connection _writer;
    readonly sqlite3_stmt _insert;
    readonly sqlite3_stmt _update;
    readonly sqlite3_stmt _upsert;
    readonly Lock _write = new();
    readonly ConcurrentBag<Reader> _readers = [];

    public DocumentTable(string folder)
    {
        Batteries_V2.Init();
        Directory.CreateDirectory(folder);
        _path = Path.Combine(folder, "floor.db");
        _writer = new Connection(_path, cacheKib: 16384);
        _writer.Run("create table if not exists entity(id text primary key, doc blob not null)");
        _insert = _writer.Prepare("insert into entity(id, doc) values(?, ?) on conflict do nothing");
        _update = _writer.Prepare("update entity set doc = ?2 where id = ?1");
        _upsert = _writer.Prepare("insert into entity(id, doc) values(?, ?) on conflict do update set doc = excluded.doc");
    }

    /// <summary>Stores a new document; false when the id is taken.</summary>
    public bool Insert(ReadOnlySpan<byte> id, ReadOnlySpan<byte> document) => Write(_insert, id, document);

    /// <summary>Overwrites a document; false when there is none.</summary>
    public bool Update(ReadOnlySpan<byte> id, ReadOnlySpan<byte> document) => Write(_update, id, document);

    /// <summary>Stores many documents in one transaction; for filling the table before a measurement.</summary>
    public void Fill(IEnumerable<(ReadOnlyMemory<byte> Id, ReadOnlyMemory<byte> Document)> rows)
    {
        lock (_write)
        {
            _writer.Run("begin immediate");
            foreach (var (id, document) in rows)
                Step(_upsert, id.Span, document.Span);

            _writer.Run("commit");
        }
    }

    /// <summary>A document that is there already, as a sample of what is stored; empty when there is none.</summary>
    public byte[] Any()
    {
        var statement = _writer.Prepare("select doc from entity limit 1");
        var document = raw.sqlite3_step(statement) == raw.SQLITE_ROW ? raw.sqlite3_column_blob(statement, 0).ToArray() : [];
        // A statement left open would pin the log, which no checkpoint could then empty.
        raw.sqlite3_reset(statement);
        return document;
    }

    /// <summary>A read connection from the pool; give it back with <see cref="Return"/>.</summary>
    public Reader Rent() => _readers.TryTake(out var reader) ? reader : new Reader(_path);

    public void Return(Reader reader)
    {
        reader.Reset();
        _readers.Add(reader);
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
            reader.Dispose();

        _writer.Dispose();
    }

    bool Write(sqlite3_stmt statement, ReadOnlySpan<byte> id, ReadOnlySpan<byte> document)
    {
        lock (_write)
        {
            Step(statement, id, document);
            return _writer.Changes > 0;
        }
    }

    void Step(sqlite3_stmt statement, ReadOnlySpan<byte> id, ReadOnlySpan<byte> document)
    {
        raw.sqlite3_bind_text(statement, 1, id);
        raw.sqlite3_bind_blob(statement, 2, document);
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        _writer.Check(code);
    }
}
