using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Looks into a store without taking it: also while a server has it open.</summary>
public static class SqliteStatistics
{
    /// <summary>Counts what a store holds, as of one moment. Changes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The counts, and the bytes of the file with its write-ahead log.</returns>
    /// <exception cref="StorageException">There is no store, or it is damaged or of another version; the message says which.</exception>
    public static (StoreStatistics Counts, long Bytes) Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path))
            throw new StorageException($"there is no store {path}");
        try
        {
            using var connection = new Connection(path, Purpose.Read);
            CheckIsOurs(connection, path);
            using var reader = new Reader(connection, new NameTexts());
            reader.See(0);
            return (StatisticsReader.Count(reader), Size(path) + Size(path + "-wal"));
        }
        catch (SqliteFailure failure)
        {
            throw new StorageException(
                failure.IsDamage ? $"{path} is no SQLite file, or damaged" : $"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static void CheckIsOurs(Connection connection, string path)
    {
        if (connection.Number("pragma application_id") != StoreFile.ApplicationId)
            throw new StorageException($"{path} is a SQLite file, but not a store of this program");
        var version = connection.Number("pragma user_version") ?? 0;
        if (version != SchemaScripts.All.Count)
            throw new StorageException($"{path} has schema version {version}, this program counts version {SchemaScripts.All.Count}");
    }

    private static long Size(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
