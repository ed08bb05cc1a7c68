using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Waziup.Ngsi.Sqlite;

/// <summary>SQLite's files as they are, but what is written to the write-ahead log goes to the system in one piece for each flush.</summary>
/// <remarks>
/// SQLite writes two small pieces for each page, and a group of writes has a hundred pages: gathered, an update costs 16 % less.
/// Only for a connection that asks for a flush with each commit, whoever carries it out: other connections read of the log what was
/// committed, and nothing is before that. Everything goes through SQLite's own functions of the platform, errors included; what it reads
/// of the log is written first.
/// </remarks>
internal static unsafe class GatheringFiles
{
    /// <summary>The name by which a connection asks for it.</summary>
    public const string Name = "waziup";

    private const int OpenLog = 0x0008_0000;
    // SQLite's own write of a platform takes the lower 17 bits of a length.
    private const int MostBytes = (1 << 17) - 1;

    private static readonly Lock Gate = new();
    private static FileSystem* _original;
    private static FileSystem* _gathering;
    private static FileMethods* _originalMethods;
    private static FileMethods* _methods;

    /// <summary>Makes it known to SQLite, once.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_gathering is not null)
                return;
            _original = (FileSystem*)Native.FindFileSystem(0);
            var copy = (FileSystem*)NativeMemory.Alloc((nuint)sizeof(FileSystem));
            *copy = *_original;
            copy->Version = Math.Min(copy->Version, FileSystem.Known);
            copy->FileBytes += sizeof(Gathered);
            copy->Next = null;
            copy->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
            copy->Open = &Open;
            _ = Native.RegisterFileSystem((nint)copy, 0);
            _gathering = copy;
        }
    }

    /// <summary>Whether it is an open log whose writes are gathered.</summary>
    public static bool Gathers(nint file) => _methods is not null && *(FileMethods**)file == _methods;

    /// <summary>Has SQLite's flushes of a log left out, or not any more.</summary>
    public static void LeaveFlush(nint file, bool leaves) => Of(file)->LeavesFlush = leaves;

    /// <summary>Flushes what was handed to the system of a log; on any thread.</summary>
    public static int FlushNow(nint file) => _originalMethods->Sync(file, FileMethods.SyncNormal);

    [UnmanagedCallersOnly]
    private static int Open(FileSystem* system, byte* name, nint file, int flags, int* given)
    {
        var code = _original->Open(system, name, file, flags, given);
        var methods = *(FileMethods**)file;
        if (code != raw.SQLITE_OK || (flags & OpenLog) == 0 || methods is null)
            return code;
        *Of(file) = default;
        *(FileMethods**)file = Gathering(methods);
        return code;
    }

    private static FileMethods* Gathering(FileMethods* original)
    {
        lock (Gate)
        {
            if (_methods is null)
            {
                var copy = (FileMethods*)NativeMemory.Alloc((nuint)sizeof(FileMethods));
                *copy = *original;
                copy->Version = Math.Min(copy->Version, FileMethods.Known);
                copy->Close = &Close;
                copy->Read = &Read;
                copy->Write = &Write;
                copy->Truncate = &Truncate;
                copy->Sync = &Sync;
                copy->Size = &Size;
                _originalMethods = original;
                _methods = copy;
            }
            // A file system with several kinds of files: only the kind that was met first is gathered.
            return _originalMethods == original ? _methods : original;
        }
    }

    [UnmanagedCallersOnly]
    private static int Write(nint file, byte* bytes, int count, long offset)
    {
        var gathered = Of(file);
        if (gathered->Length > 0 && (gathered->Offset + gathered->Length != offset || gathered->Length + count > MostBytes)
            && WriteOut(file) is var code and not raw.SQLITE_OK)
            return code;
        if (count > MostBytes)
            return _originalMethods->Write(file, bytes, count, offset);
        if (gathered->Bytes is null)
            gathered->Bytes = (byte*)NativeMemory.Alloc(MostBytes);
        if (gathered->Length == 0)
            gathered->Offset = offset;
        Unsafe.CopyBlockUnaligned(gathered->Bytes + gathered->Length, bytes, (uint)count);
        gathered->Length += count;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly]
    private static int Read(nint file, byte* bytes, int count, long offset) =>
        WriteOut(file) is var code and not raw.SQLITE_OK ? code : _originalMethods->Read(file, bytes, count, offset);

    [UnmanagedCallersOnly]
    private static int Truncate(nint file, long size) =>
        WriteOut(file) is var code and not raw.SQLITE_OK ? code : _originalMethods->Truncate(file, size);

    [UnmanagedCallersOnly]
    private static int Sync(nint file, int flags)
    {
        // A log that begins anew: what comes after its head is worth nothing without it, and what it held before worth nothing with it.
        var isHead = Of(file)->Length > 0 && Of(file)->Offset == 0;
        if (WriteOut(file) is var code and not raw.SQLITE_OK)
            return code;
        return Of(file)->LeavesFlush && !isHead ? raw.SQLITE_OK : _originalMethods->Sync(file, flags);
    }

    [UnmanagedCallersOnly]
    private static int Size(nint file, long* size) =>
        WriteOut(file) is var code and not raw.SQLITE_OK ? code : _originalMethods->Size(file, size);

    [UnmanagedCallersOnly]
    private static int Close(nint file)
    {
        var code = WriteOut(file);
        NativeMemory.Free(Of(file)->Bytes);
        *Of(file) = default;
        var closed = _originalMethods->Close(file);
        return code != raw.SQLITE_OK ? code : closed;
    }

    // What could not be written is given up: SQLite is told and rolls back, and writes it anew if it tries again.
    private static int WriteOut(nint file)
    {
        var gathered = Of(file);
        if (gathered->Length == 0)
            return raw.SQLITE_OK;
        var length = gathered->Length;
        gathered->Length = 0;
        return _originalMethods->Write(file, gathered->Bytes, length, gathered->Offset);
    }

    private static Gathered* Of(nint file) => (Gathered*)(file + _original->FileBytes);

    /// <summary>What stands behind SQLite's own record of a file.</summary>
    private struct Gathered
    {
        public byte* Bytes;
        public long Offset;
        public int Length;
        public bool LeavesFlush;
    }
}
