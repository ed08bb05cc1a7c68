using System.Text;
using SQLitePCL;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A prepared statement that is kept. Parameters count from 1, columns from 0.</summary>
/// <remarks>Not thread-safe. What <see cref="Blob"/> returns is valid until the next step or reset.</remarks>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 512;

    public void Bind(int index, long value) => raw.sqlite3_bind_int64(handle, index, value);

    public void Bind(int index, double value) => raw.sqlite3_bind_double(handle, index, value);

    /// <summary>Binds a number, or null where it is <see cref="long.MinValue"/>, which no column uses.</summary>
    public void BindOrNull(int index, long value)
    {
        if (value == long.MinValue)
            raw.sqlite3_bind_null(handle, index);
        else
            raw.sqlite3_bind_int64(handle, index, value);
    }

    public void BindNull(int index) => raw.sqlite3_bind_null(handle, index);

    public void BindBlob(int index, ReadOnlySpan<byte> value) => connection.Check(raw.sqlite3_bind_blob(handle, index, value));

    public void BindText(int index, ReadOnlySpan<byte> utf8) => connection.Check(raw.sqlite3_bind_text(handle, index, utf8));

    public void BindText(int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> utf8 = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        BindText(index, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last one.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            connection.Check(code);
        return false;
    }

    /// <summary>Runs a statement that returns no rows, and makes it ready to run again.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        try
        {
            Step();
            return connection.Changes;
        }
        finally
        {
            Reset();
        }
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    /// <summary>The bytes of a blob or of a text, empty for null.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    /// <summary>The name of a tenant.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public TenantId Tenant(int column) =>
        TenantId.TryParse(Text(column), out var tenant) ? tenant : throw new InvalidDataException("a stored tenant has an impossible name");

    public void Dispose() => handle.Dispose();
}
