using System.Globalization;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sqlite;

/// <summary>The file as a whole: who may use it, whether it is ours and sound, and which schema it has.</summary>
/// <remarks>
/// 1 lock: one process has it       3 bring it to the present schema, with a copy of the old one beside it
/// 2 look: ours, sound, not newer   4 settings, read back
/// </remarks>
internal sealed class StoreFile : IDisposable
{
    /// <summary>Says in the file's header that it is a store of this project ("WZup").</summary>
    public const int ApplicationId = 0x575A7570;

    private const int PageBytes = 4096;

    private readonly SqliteOptions _options;
    private readonly IReadOnlyList<string> _scripts;
    private readonly ILogger _logger;
    private readonly FileStream _lock;

    private StoreFile(SqliteOptions options, IReadOnlyList<string> scripts, ILogger logger)
    {
        _options = options;
        _scripts = scripts;
        _logger = logger;
        Path = System.IO.Path.GetFullPath(options.Path);
        _lock = StoreLock.Take(Path);
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Takes the file for this process and makes it ready.</summary>
    /// <exception cref="StorageException">It cannot be used; the message says why and what to do.</exception>
    public static StoreFile Open(SqliteOptions options, IReadOnlyList<string> scripts, ILogger logger)
    {
        var file = new StoreFile(options, scripts, logger);
        try
        {
            file.Prepare();
            return file;
        }
        catch (SqliteFailure failure)
        {
            file.Dispose();
            throw Refusal(file.Path, failure);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens the one connection that writes, with its settings.</summary>
    public Connection OpenWriter()
    {
        GatheringFiles.Register();
        // Without a flush for each commit what is gathered would be committed and yet not there for others.
        var connection = new Connection(Path, Purpose.Write, _options.RelaxedDurability ? null : GatheringFiles.Name);
        try
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
                pragma journal_mode=wal;
                pragma synchronous={(_options.RelaxedDurability ? "normal" : "full")};
                pragma cache_size=-{_options.WriterCacheKib};
                pragma journal_size_limit={2L * _options.CheckpointPages * PageBytes};
                pragma temp_store=memory;
                pragma mmap_size=0;
                pragma trusted_schema=off;
                pragma cell_size_check=on;
                """));
            connection.WatchLog();
            CheckDurability(connection.Text("pragma journal_mode") ?? "", connection.Number("pragma synchronous") ?? 0, _options.RelaxedDurability);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that reads.</summary>
    public Connection OpenReader()
    {
        var connection = new Connection(Path, Purpose.Read);
        connection.Execute(string.Create(CultureInfo.InvariantCulture,
            $"pragma cache_size=-{_options.ReaderCacheKib}; pragma temp_store=memory; pragma mmap_size=0; pragma trusted_schema=off;"));
        return connection;
    }

    /// <summary>Refuses settings under which an acknowledged write could be lost.</summary>
    /// <param name="journalMode">As SQLite reports it.</param>
    /// <param name="synchronous">As SQLite reports it: 0 off, 1 normal, 2 full, 3 extra.</param>
    /// <param name="relaxed">Whether the operator asked for less.</param>
    internal static void CheckDurability(string journalMode, long synchronous, bool relaxed)
    {
        if (!string.Equals(journalMode, "wal", StringComparison.OrdinalIgnoreCase))
        {
            throw new StorageException(
                $"SQLite cannot keep a write-ahead log here (journal_mode is {journalMode}): put the store on a local file system with shared memory");
        }
        if (synchronous < (relaxed ? 1 : 2))
            throw new StorageException($"SQLite does not flush as asked (synchronous is {synchronous})");
    }

    public void Dispose() => _lock.Dispose();

    private void Prepare()
    {
        if (Directory.Exists(Path))
            throw new StorageException($"{Path} is a folder; name a file in it");
        var isNew = !File.Exists(Path) || new FileInfo(Path).Length == 0;
        var version = isNew ? 0 : StoreInspection.VersionOf(Path, _scripts.Count);
        if (version < _scripts.Count)
            new SchemaMigration(Path, _scripts, _logger).Run(version);
    }

    private static StorageException Refusal(string path, SqliteFailure failure) => new(
        failure.IsDamage ? $"{path} is no SQLite file, or damaged; restore a backup or choose another file"
        : failure.IsFull ? $"{path} cannot be opened: the medium is full"
        : $"{path} cannot be opened: {failure.Message}",
        failure);
}
