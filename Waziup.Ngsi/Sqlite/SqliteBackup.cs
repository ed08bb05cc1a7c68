using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Copies of a store: taken while a server uses it, and put back where there is none.</summary>
public static class SqliteBackup
{
    /// <summary>Writes a copy of a store as of one moment: entities, history, documents, change log with its cursors. The store may be in use.</summary>
    /// <param name="path">The file of the store.</param>
    /// <param name="backup">The file to write, complete or not at all.</param>
    /// <returns>The bytes of the copy.</returns>
    /// <exception cref="StorageException">There is no store, the copy exists already, or it cannot be written; the message says which.</exception>
    public static long Write(string path, string backup)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        if (!File.Exists(path))
            throw new StorageException($"there is no store {path}");
        RefuseExisting(backup);
        return Complete(backup, unfinished =>
        {
            StoreInspection.VersionOf(path, SchemaScripts.All.Count);
            using var connection = new Connection(path, Purpose.Read);
            var copy = connection.Prepare("vacuum into ?");
            copy.BindText(1, unfinished);
            copy.Run();
        });
    }

    /// <summary>Puts a copy in the place of a store that is not there. A server that opens it goes on where the copy was taken.</summary>
    /// <param name="backup">The copy.</param>
    /// <param name="path">The file of the store.</param>
    /// <returns>The bytes of the store.</returns>
    /// <exception cref="StorageException">There is a store already, or the copy is damaged, newer than this program or none of ours.</exception>
    public static long Restore(string backup, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(backup))
            throw new StorageException($"there is no file {backup}");
        using var taken = StoreLock.Take(Path.GetFullPath(path));
        RefuseExisting(path);
        // What another store has left there belongs to that one.
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        return Complete(path, unfinished =>
        {
            File.Copy(backup, unfinished);
            if (StoreInspection.VersionOf(unfinished, SchemaScripts.All.Count) == 0)
                throw new StorageException($"{backup} holds nothing");
            using var connection = new Connection(unfinished, Purpose.Read);
            if (connection.Text("pragma integrity_check(1)") is var found && found != "ok")
                throw new StorageException($"{backup} is damaged ({found})");
        });
    }

    private static void RefuseExisting(string path)
    {
        if (File.Exists(path))
            throw new StorageException($"{path} exists already; move it away, or name another file");
    }

    private static long Complete(string path, Action<string> write)
    {
        var unfinished = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.Delete(unfinished);
            write(unfinished);
            using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(unfinished, path);
            return new FileInfo(path).Length;
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException(failure.IsDamage ? $"{path}: what is to be copied is no store, or damaged" : $"{path} cannot be written: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be written: {failure.Message}", failure);
        }
        finally
        {
            File.Delete(unfinished);
            File.Delete(unfinished + "-wal");
            File.Delete(unfinished + "-shm");
        }
    }
}
