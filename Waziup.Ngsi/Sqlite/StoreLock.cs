using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Keeps a store to one process, by a lock on a file beside it that ends with the process, however that ends.</summary>
internal static class StoreLock
{
    /// <summary>Takes the lock; disposing gives it back.</summary>
    /// <exception cref="StorageException">Another process has it, or the folder cannot be written.</exception>
    public static FileStream Take(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (File.Exists(path + ".lock"))
        {
            throw new StorageException($"{path} is in use by another process; stop that one, or choose another file", taken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be opened for writing: {failure.Message}", failure);
        }
    }
}
