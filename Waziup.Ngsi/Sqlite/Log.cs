using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.Sqlite;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Path} was brought from schema version {From} to {To}; the old store is kept as {Copy}")]
    public static partial void Migrated(ILogger logger, string path, int from, int to, string copy);

    [LoggerMessage(6, LogLevel.Warning, "The last checkpoint failed; the write-ahead log is kept and read at the next start")]
    public static partial void CheckpointFailed(ILogger logger, Exception failure);

    [LoggerMessage(7, LogLevel.Critical, "The write-ahead log could not be flushed: writes are refused until the store was copied anew")]
    public static partial void FlushFailed(ILogger logger, Exception failure);
}
