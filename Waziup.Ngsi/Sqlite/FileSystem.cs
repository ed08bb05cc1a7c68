using System.Runtime.InteropServices;

namespace Waziup.Ngsi.Sqlite;

/// <summary>SQLite's <c>sqlite3_vfs</c> (sqlite3.h): the members we look at by name, the others in their number.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileSystem
{
    /// <summary>The version whose members stand here.</summary>
    public const int Known = 3;

    public int Version;
    public int FileBytes;
    public int PathBytes;
    public FileSystem* Next;
    public byte* Name;
    public nint Data;
    public delegate* unmanaged<FileSystem*, byte*, nint, int, int*, int> Open;
    private fixed long _others[15];
}

/// <summary>SQLite's <c>sqlite3_io_methods</c> (sqlite3.h): what it does to an open file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileMethods
{
    /// <summary>The version whose members stand here.</summary>
    public const int Known = 3;

    /// <summary>An ordinary flush, for <see cref="Sync"/>.</summary>
    public const int SyncNormal = 2;

    public int Version;
    public delegate* unmanaged<nint, int> Close;
    public delegate* unmanaged<nint, byte*, int, long, int> Read;
    public delegate* unmanaged<nint, byte*, int, long, int> Write;
    public delegate* unmanaged<nint, long, int> Truncate;
    public delegate* unmanaged<nint, int, int> Sync;
    public delegate* unmanaged<nint, long*, int> Size;
    private fixed long _others[12];
}
