using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The calls that are made a hundred times for each write, straight into the library that the package brings.</summary>
/// <remarks>
/// The package's own wrappers count references of the statement's handle at each call; here <see cref="Statement"/> answers for its
/// lifetime. What only copies a number needs no change of the collector's mode either. Together 10 µs of 87 for creating an entity.
/// </remarks>
internal static partial class Native
{
    private const string Library = "e_sqlite3";

    /// <summary>Tells SQLite to copy the bytes before it returns.</summary>
    public const nint Transient = -1;

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    public static partial int BindLong(nint statement, int index, long value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double")]
    public static partial int BindDouble(nint statement, int index, double value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    public static unsafe partial int BindText(nint statement, int index, byte* utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    public static unsafe partial int BindBlob(nint statement, int index, byte* bytes, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    public static partial int ColumnType(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_double")]
    public static partial double ColumnDouble(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    public static partial long ColumnLong(nint statement, int column);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    public static unsafe partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    public static partial nint FindFileSystem(nint name);

    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    public static partial int RegisterFileSystem(nint system, int isDefault);

    /// <summary>SQLite's own record of the open store file of a connection.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_file_control")]
    public static unsafe partial int FileOf(nint connection, byte* database, int whatIsAsked, nint* file);

    /// <summary>Has a function told after each commit how many pages the write-ahead log holds.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_wal_hook")]
    public static unsafe partial nint OnCommit(nint connection, delegate* unmanaged<int*, nint, byte*, int, int> hook, int* pages);

    /// <summary>Gives a connection an aggregate function of ours.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_create_function_v2")]
    public static unsafe partial int CreateFunction(
        nint connection, byte* name, int arguments, int encodingAndFlags, nint data, nint scalar,
        delegate* unmanaged<nint, int, nint*, void> step, delegate* unmanaged<nint, void> final, nint destroy);

    /// <summary>What <see cref="CreateFunction"/> was given as data.</summary>
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_user_data")]
    public static partial nint UserData(nint context);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_value_type")]
    public static partial int ValueType(nint value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_value_int64")]
    public static partial long ValueLong(nint value);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_value_double")]
    public static partial double ValueDouble(nint value);

    /// <summary>Ends the statement that called a function of ours with a code.</summary>
    [LibraryImport(Library, EntryPoint = "sqlite3_result_error_code")]
    public static partial void ResultError(nint context, int code);

    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    public static partial int ColumnBytes(nint statement, int column);
}
