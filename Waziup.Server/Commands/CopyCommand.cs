using System.Globalization;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Storage;
using Waziup.Server.Operations;
using Waziup.Server.Options;

namespace Waziup.Server.Commands;

/// <summary>Takes a copy of a store, or puts one back.</summary>
internal static class CopyCommand
{
    /// <returns>0, or 1 where that is not possible.</returns>
    public static async Task<int> RunAsync(Command command, ServerOptions options)
    {
        try
        {
            var bytes = command == Command.Backup
                ? SqliteBackup.Write(options.StoreFile(), options.File!)
                : SqliteBackup.Restore(options.File!, options.StoreFile());
            var written = command == Command.Backup ? options.File! : options.StoreFile();
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{written}: {bytes:N0} bytes"));
            return 0;
        }
        catch (StorageException failure)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {failure.Message}");
            return 1;
        }
    }
}
