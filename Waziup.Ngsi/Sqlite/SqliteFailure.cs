using SQLitePCL;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>SQLite refused something. Never leaves this package as it is: callers get the error it stands for.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception($"SQLite answers {code}: {message}")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The result code without its extension.</summary>
    public int Primary => Code & 0xFF;

    /// <summary>Whether the medium or a limit is full.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    /// <summary>Whether the file itself is not what it should be.</summary>
    public bool IsDamage => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether one row or statement is to blame, and not the state of the file or of the medium.</summary>
    public bool IsOfOneWrite => Primary is not (raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN
        or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM or raw.SQLITE_NOMEM or raw.SQLITE_NOTADB);

    /// <summary>Whether the connection may have lost its footing and is better opened anew.</summary>
    public bool SpoilsConnection => Primary is raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB
        or raw.SQLITE_CORRUPT or raw.SQLITE_READONLY;

    /// <summary>What callers are told.</summary>
    public NgsiLdError Error => IsFull
        ? NgsiLdErrors.StorageFull("the store has no room left; nothing was written, reads go on")
        : NgsiLdErrors.StorageUnavailable(Primary == raw.SQLITE_READONLY
            ? "the store cannot be written now; nothing was written, reads go on"
            : "the store cannot be reached now; try again later");

    /// <summary>The exception that ends a request.</summary>
    public NgsiLdException ToException() => new(Error, this);
}
