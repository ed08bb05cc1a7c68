using SQLitePCL;

namespace Waziup.Floor.Sqlite;

/// <summary>One SQLite connection and the statements prepared on it. Not thread-safe: one user at a time.</summary>
internal sealed class Connection : IDisposable
{
    readonly sqlite3 _db;
    readonly List<sqlite3_stmt> _statements = [];

    /// <param name="path">The database file.</param>
    /// <param name="cacheKib">The page cache, in KiB: the sizes that the broker's store gives its writer and its readers.</param>
    public Connection(string path, int cacheKib)
    {
        Check(raw.sqlite3_open_v2(path, out _db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Run("pragma busy_timeout=5000");
        Run("pragma journal_mode=wal");
        Run("pragma synchronous=full");
        Run("pragma wal_autocheckpoint=4000");
        Run($"pragma cache_size=-{cacheKib}");
    }

    public int Changes => raw.sqlite3_changes(_db);

    /// <summary>A statement that lives as long as the connection.</summary>
    public sqlite3_stmt Prepare(string sql)
    {
        var statement = Compile(sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>A statement that the caller disposes.</summary>
    public sqlite3_stmt Compile(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return statement;
    }

    public static void Bind(sqlite3_stmt statement, int index, object value)
    {
        switch (value)
        {
            case string text:
                raw.sqlite3_bind_text(statement, index, text);
                break;
            case long number:
                raw.sqlite3_bind_int64(statement, index, number);
                break;
            case double number:
                raw.sqlite3_bind_double(statement, index, number);
                break;
            case ReadOnlyMemory<byte> bytes:
                raw.sqlite3_bind_blob(statement, index, bytes.Span);
                break;
            default:
                throw new ArgumentException($"{value.GetType()} cannot be bound.", nameof(value));
        }
    }

    public void Run(string sql) => Check(raw.sqlite3_exec(_db, sql));

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new InvalidOperationException($"SQLite says {code}: {raw.sqlite3_errmsg(_db).utf8_to_string()}");
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();

        _db.Dispose();
    }
}
