using SQLitePCL;

namespace Waziup.Floor;

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

    public sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        _statements.Add(statement);
        return statement;
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
