using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Schema {Schema} was brought from version {From} to {To}")]
    public static partial void Migrated(ILogger logger, string schema, int from, int to);

    [LoggerMessage(6, LogLevel.Warning, "Listening to other nodes was interrupted; it is tried again")]
    public static partial void ListeningFailed(ILogger logger, Exception failure);

    [LoggerMessage(7, LogLevel.Warning, "Other nodes could not be told of a write; the next one tells them")]
    public static partial void TellingFailed(ILogger logger, Exception failure);
}
