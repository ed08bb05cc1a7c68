using System.Globalization;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>Brings a file to the present schema, in one transaction, with a copy of the old one beside it.</summary>
internal sealed class SchemaMigration(string path, IReadOnlyList<string> scripts, ILogger logger)
{
    /// <summary>Runs the scripts that are missing.</summary>
    /// <param name="from">The version of the file; 0 for a new one.</param>
    /// <exception cref="StorageException">A script failed; the file is as it was.</exception>
    public void Run(int from)
    {
        var copy = from == 0 ? null : Copy(from);
        using var connection = new Connection(path, Purpose.Write);
        if (connection.IsReadOnly)
            throw new StorageException($"{path} needs a newer schema, but cannot be written");
        connection.Execute("pragma journal_mode=wal; pragma synchronous=full;");
        try
        {
            connection.Execute("begin immediate");
            for (var version = from; version < scripts.Count; version++)
                connection.Execute(scripts[version]);
            connection.Execute(string.Create(CultureInfo.InvariantCulture,
                $"pragma application_id={StoreFile.ApplicationId}; pragma user_version={scripts.Count};"));
            if (from == 0)
                connection.Execute($"insert into meta (name, value) values ('store', '{Guid.NewGuid():D}')");
            connection.Execute("commit");
        }
        catch (SqliteFailure failure)
        {
            if (connection.InTransaction)
                connection.Execute("rollback");
            if (copy is not null)
                File.Delete(copy);
            throw new StorageException(
                $"{path} could not be brought from schema version {from} to {scripts.Count} and was left as it was: {failure.Message}", failure);
        }
        connection.CopyLog();
        if (copy is not null)
            Log.Migrated(logger, path, from, scripts.Count, copy);
    }

    /// <summary>Writes a copy of the file beside it, complete or not at all.</summary>
    private string Copy(int version)
    {
        var copy = string.Create(CultureInfo.InvariantCulture, $"{path}.v{version}");
        var unfinished = copy + ".part";
        File.Delete(unfinished);
        try
        {
            CopyTo(unfinished);
            File.Move(unfinished, copy, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
        return copy;
    }

    private void CopyTo(string unfinished)
    {
        using (var connection = new Connection(path, Purpose.Write))
        {
            var statement = connection.Prepare("vacuum into ?");
            statement.BindText(1, unfinished);
            statement.Run();
        }
        using var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
