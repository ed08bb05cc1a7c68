using SQLitePCL;

namespace Waziup.Floor;

/// <summary>A read connection with its one prepared statement.</summary>
internal sealed class Reader : IDisposable
{
    readonly Connection _connection;
    readonly sqlite3_stmt _select;

    public Reader(string path)
    {
        _connection = new Connection(path, cacheKib: 4096);
        _select = _connection.Prepare("select doc from entity where id = ?");
    }

    /// <summary>The stored bytes where SQLite holds them, valid until <see cref="Reset"/>.</summary>
    public ReadOnlySpan<byte> Document => raw.sqlite3_column_blob(_select, 0);

    public bool Find(ReadOnlySpan<byte> id)
    {
        raw.sqlite3_bind_text(_select, 1, id);
        var code = raw.sqlite3_step(_select);
        _connection.Check(code);
        return code == raw.SQLITE_ROW;
    }

    public void Reset() => raw.sqlite3_reset(_select);

    public void Dispose() => _connection.Dispose();
}
