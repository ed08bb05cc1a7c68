using System.Runtime.InteropServices;
using SQLitePCL;

namespace Waziup.Ngsi.Sqlite;

/// <summary>What the operating system said when SQLite could not read or write.</summary>
internal static partial class SystemError
{
    private const int FileTooLarge = 27; // EFBIG, on Linux and macOS
    private const int Quota = 122; // EDQUOT on Linux
    private const int QuotaOnMac = 69;

    /// <summary>Whether the last failure was one of a quota or of a limit on the size of files.</summary>
    public static bool IsNoRoom(sqlite3 db)
    {
        if (OperatingSystem.IsWindows())
            return false;
        var error = LastError(db.DangerousGetHandle());
        return error == FileTooLarge || error == (OperatingSystem.IsMacOS() ? QuotaOnMac : Quota);
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_system_errno")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LastError(nint db);
}
