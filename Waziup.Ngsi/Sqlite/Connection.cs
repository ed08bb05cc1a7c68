using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What a connection is for.</summary>
internal enum Purpose
{
    /// <summary>Creates the file where there is none.</summary>
    Write,

    /// <summary>Reads a file in use.</summary>
    Read,
}

/// <summary>One SQLite connection. Not thread-safe: one user at a time.</summary>
internal sealed unsafe class Connection : IDisposable
{
    private const int FilePointer = 7;
    private const int LogPointer = 28;
    private const int ConfigMemoryStatus = 9;
    private const int StablePlans = 1007;

    private readonly sqlite3 _db;
    private readonly List<Statement> _statements = [];
    // Pinned, because SQLite writes to it; collected like any other, so that a second Dispose does no harm.
    private readonly int[] _logPages = GC.AllocateArray<int>(1, pinned: true);

    static Connection()
    {
        Batteries_V2.Init();
        // Counting every allocation takes a lock that all connections share.
        _ = raw.sqlite3_config(ConfigMemoryStatus, 0);
    }

    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="files">Through which of SQLite's file systems; null for the platform's own.</param>
    public Connection(string path, Purpose purpose, string? files = null)
    {
        var flags = purpose == Purpose.Write ? raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE : raw.SQLITE_OPEN_READONLY;
        var code = raw.sqlite3_open_v2(path, out _db, flags | raw.SQLITE_OPEN_NOMUTEX, files);
        if (code != raw.SQLITE_OK)
        {
            _db.Dispose();
            throw new SqliteFailure(code, raw.sqlite3_errstr(code).utf8_to_string());
        }
        raw.sqlite3_extended_result_codes(_db, 1);
        raw.sqlite3_busy_timeout(_db, 5000);
        // Otherwise a statement is planned anew for each value that a partial index might depend on.
        Check(raw.sqlite3_db_config(_db, StablePlans, 1, out _));
    }

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <summary>How many pages the write-ahead log held after the last commit of this connection; counted once <see cref="WatchLog"/> was called.</summary>
    public int LogPages => _logPages[0];

    /// <summary>SQLite's own record of the open write-ahead log.</summary>
    public nint LogFile => FileOf(LogPointer);

    public bool IsReadOnly => raw.sqlite3_db_readonly(_db, "main") == 1;

    /// <summary>Counts the pages of the log from now on; SQLite then copies nothing back by itself.</summary>
    public void WatchLog() => Native.OnCommit(_db.DangerousGetHandle(), &Count, (int*)Unsafe.AsPointer(ref _logPages[0]));

    /// <summary>Gives statements the function <c>tell</c>, with any number of arguments.</summary>
    /// <param name="data">Is handed to <paramref name="step"/>, which is called for each row.</param>
    /// <param name="step">Takes the row.</param>
    /// <param name="final">Is called behind the last row.</param>
    public void AddTell(nint data, delegate* unmanaged<nint, int, nint*, void> step, delegate* unmanaged<nint, void> final)
    {
        fixed (byte* name = "tell\0"u8)
            Check(Native.CreateFunction(_db.DangerousGetHandle(), name, -1, raw.SQLITE_UTF8, data, 0, step, final, 0));
    }

    /// <summary>Copies back what it can of the write-ahead log without waiting for anybody.</summary>
    /// <returns>How many pages of the log have been copied.</returns>
    public int Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_db, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var copied);
        if (code != raw.SQLITE_BUSY)
            Check(code);
        return Math.Max(0, copied);
    }

    /// <summary>Copies back all of the write-ahead log, with a flush, and empties it; waits for those who read.</summary>
    /// <exception cref="SqliteFailure">It could not, or somebody reads too long.</exception>
    public void CopyLog() => Check(raw.sqlite3_wal_checkpoint_v2(_db, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _));

    /// <summary>Flushes the store's file, not the log.</summary>
    public void Flush()
    {
        var file = FileOf(FilePointer);
        Check((*(FileMethods**)file)->Sync(file, FileMethods.SyncNormal));
    }

    /// <summary>Prepares a statement that lives as long as the connection, or until it is disposed.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Gives a prepared statement up.</summary>
    public void Forget(Statement statement)
    {
        _statements.Remove(statement);
        statement.Dispose();
    }

    /// <summary>Runs one or several statements of which nobody wants rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>The first column of the first row as a number; null where there is no row or no value.</summary>
    public long? Number(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            return statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
        }
        finally
        {
            Forget(statement);
        }
    }

    /// <summary>The first column of the first row as text; null where there is no row.</summary>
    public string? Text(string sql)
    {
        var statement = Prepare(sql);
        try
        {
            return statement.Step() ? statement.Text(0) : null;
        }
        finally
        {
            Forget(statement);
        }
    }

    public void Check(int code)
    {
        if (code is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        if (raw.sqlite3_extended_errcode(_db) is var extended && (extended & 0xFF) == (code & 0xFF))
            code = extended;
        // SQLite takes only a full medium for full; a quota or a limit on the size of files is the same to whoever writes.
        if (code == raw.SQLITE_IOERR_WRITE && SystemError.IsNoRoom(_db))
            code = raw.SQLITE_FULL;
        throw new SqliteFailure(code, raw.sqlite3_errmsg(_db).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        _statements.Clear();
        _db.Dispose();
    }

    private nint FileOf(int which)
    {
        nint file = 0;
        Check(Native.FileOf(_db.DangerousGetHandle(), null, which, &file));
        return file;
    }

    [UnmanagedCallersOnly]
    private static int Count(int* pages, nint connection, byte* database, int count)
    {
        *pages = count;
        return raw.SQLITE_OK;
    }
}
