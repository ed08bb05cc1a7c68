using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Whether a file is a store of ours, sound, and of a version that this program knows.</summary>
internal static class StoreInspection
{
    private const long CheckedWhenSmaller = 64L << 20;
    private const long CheckedAfterCrash = 512L << 20;

    /// <summary>Looks at a file without changing it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="known">The newest schema version that this program knows.</param>
    /// <returns>Its schema version; 0 where it holds nothing.</returns>
    /// <exception cref="StorageException">It is none of ours, newer, or damaged.</exception>
    public static int VersionOf(string path, int known)
    {
        // A clean end leaves no write-ahead log behind.
        var ended = !File.Exists(path + "-wal") || new FileInfo(path + "-wal").Length == 0;
        using var connection = new Connection(path, Purpose.Read);
        var application = connection.Number("pragma application_id") ?? 0;
        var version = (int)(connection.Number("pragma user_version") ?? 0);
        if (application != StoreFile.ApplicationId)
        {
            // A first start that was cut off leaves a file without tables.
            return application == 0 && version == 0 && connection.Number("select count(*) from sqlite_schema") == 0
                ? 0
                : throw new StorageException($"{path} is a SQLite file, but not a store of this program; choose another file");
        }
        if (version > known)
        {
            throw new StorageException(
                $"{path} has schema version {version}, this program knows versions up to {known}; use the newer program");
        }
        var size = new FileInfo(path).Length;
        if ((size < CheckedWhenSmaller || (!ended && size < CheckedAfterCrash)) && connection.Text("pragma quick_check(1)") is var found && found != "ok")
            throw new StorageException($"{path} is damaged ({found}); restore a backup");
        return version;
    }
}
