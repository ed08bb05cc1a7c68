using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.Sqlite;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Path} was brought from schema version {From} to {To}; the old store is kept as {Copy}")]
    public static partial void Migrated(ILogger logger, string path, int from, int to, string copy);

    [LoggerMessage(2, LogLevel.Error, "A write to {Id} failed, trace {Trace}")]
    public static partial void WriteFailed(ILogger logger, string id, string trace, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "A group of {Count} writes was rolled back")]
    public static partial void GroupFailed(ILogger logger, int count, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "A read failed")]
    public static partial void ReadFailed(ILogger logger, Exception failure);

    [LoggerMessage(5, LogLevel.Information, "Writes work again")]
    public static partial void Recovered(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "The last checkpoint failed; the write-ahead log is kept and read at the next start")]
    public static partial void CheckpointFailed(ILogger logger, Exception failure);

    [LoggerMessage(7, LogLevel.Critical, "The write-ahead log could not be flushed: writes are refused until the store was copied anew")]
    public static partial void FlushFailed(ILogger logger, Exception failure);
}
