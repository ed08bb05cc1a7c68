using SQLitePCL;

namespace Waziup.Floor.Sqlite;

/// <summary>A read connection with its prepared statements, and the row that one of them stands at.</summary>
internal sealed class Reader : IRow, IDisposable
{
    readonly Connection _connection;
    readonly sqlite3_stmt _select;
    readonly Dictionary<string, sqlite3_stmt> _prepared = [];
    sqlite3_stmt _current;

    public Reader(string path)
    {
        _connection = new Connection(path, cacheKib: 4096);
        _select = _connection.Prepare("select doc from entity where id = ?");
        _current = _select;
    }

    /// <summary>Goes to a document; false when there is none.</summary>
    public bool Find(ReadOnlySpan<byte> id)
    {
        _current = _select;
        raw.sqlite3_bind_text(_select, 1, id);
        return Step();
    }

    /// <summary>Goes before the first row of a result.</summary>
    public void Ask(Question question)
    {
        if (!_prepared.TryGetValue(question.Sql, out var statement))
            _prepared.Add(question.Sql, statement = _connection.Prepare(question.Sql));

        _current = statement;
        for (var i = 0; i < question.Values.Length; i++)
            Connection.Bind(statement, i + 1, question.Values[i]);
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_current);
        _connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>The stored bytes where SQLite holds them, valid until the next step or <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_current, column);

    public long Long(int column) => raw.sqlite3_column_int64(_current, column);

    public double Double(int column) => raw.sqlite3_column_double(_current, column);

    public void Reset() => raw.sqlite3_reset(_current);

    public void Dispose() => _connection.Dispose();
}
