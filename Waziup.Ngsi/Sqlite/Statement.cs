using System.Text;
using SQLitePCL;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sqlite;

/// <summary>A prepared statement that is kept. Parameters count from 1, columns from 0.</summary>
/// <remarks>Not thread-safe. What <see cref="Blob"/> returns is valid until the next step or reset.</remarks>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 512;

    private nint _pointer = handle.DangerousGetHandle();

    /// <summary>Whether somebody goes through its rows: since the first step, until it is reset.</summary>
    public bool IsInUse { get; private set; }

    public void Bind(int index, long value) => connection.Check(Native.BindLong(_pointer, index, value));

    public void Bind(int index, double value) => connection.Check(Native.BindDouble(_pointer, index, value));

    /// <summary>Binds a number, or null where it is <see cref="long.MinValue"/>, which no column uses.</summary>
    public void BindOrNull(int index, long value)
    {
        if (value == long.MinValue)
            BindNull(index);
        else
            Bind(index, value);
    }

    public void BindNull(int index) => connection.Check(Native.BindNull(_pointer, index));

    /// <summary>Binds values from a parameter on: texts, numbers, bytes.</summary>
    public void BindAll(int first, IReadOnlyList<object> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            switch (values[i])
            {
                case string text:
                    BindText(first + i, text);
                    break;
                case long number:
                    Bind(first + i, number);
                    break;
                case double number:
                    Bind(first + i, number);
                    break;
                default:
                    BindBlob(first + i, (byte[])values[i]);
                    break;
            }
        }
    }

    public unsafe void BindBlob(int index, ReadOnlySpan<byte> value)
    {
        // An empty span points nowhere, which to SQLite means null.
        byte none = 0;
        fixed (byte* bytes = value)
            connection.Check(Native.BindBlob(_pointer, index, bytes is null ? &none : bytes, value.Length, Native.Transient));
    }

    public unsafe void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        byte none = 0;
        fixed (byte* bytes = utf8)
            connection.Check(Native.BindText(_pointer, index, bytes is null ? &none : bytes, utf8.Length, Native.Transient));
    }

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
        IsInUse = true;
        var code = Native.Step(_pointer);
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

    // Its result repeats what the last step has said already.
    public void Reset()
    {
        IsInUse = false;
        _ = Native.Reset(_pointer);
    }

    public bool IsNull(int column) => Native.ColumnType(_pointer, column) == raw.SQLITE_NULL;

    public long Long(int column) => Native.ColumnLong(_pointer, column);

    public double Double(int column) => Native.ColumnDouble(_pointer, column);

    /// <summary>The bytes of a blob or of a text, empty for null.</summary>
    public unsafe ReadOnlySpan<byte> Blob(int column)
    {
        var bytes = Native.ColumnBlob(_pointer, column);
        return new ReadOnlySpan<byte>(bytes, bytes is null ? 0 : Native.ColumnBytes(_pointer, column));
    }

    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    /// <summary>The name of a tenant.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public TenantId Tenant(int column) =>
        TenantId.TryParseStored(Text(column), out var tenant) ? tenant : throw new InvalidDataException("a stored tenant has an impossible name");

    public void Dispose()
    {
        // SQLite answers a call without a statement with an error; with one that is gone it would not.
        _pointer = 0;
        handle.Dispose();
    }
}
