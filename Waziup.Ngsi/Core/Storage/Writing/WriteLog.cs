using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.Storage.Writing;

/// <summary>What a store's writer has to tell, whichever store it is.</summary>
internal static partial class WriteLog
{
    [LoggerMessage(2, LogLevel.Error, "A write to {Id} failed, trace {Trace}")]
    public static partial void WriteFailed(ILogger logger, string id, string trace, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "A group of {Count} writes was rolled back")]
    public static partial void GroupFailed(ILogger logger, int count, Exception failure);

    [LoggerMessage(4, LogLevel.Error, "A read failed")]
    public static partial void ReadFailed(ILogger logger, Exception failure);

    [LoggerMessage(8, LogLevel.Warning, "An index could not be made; it is tried again after the next start")]
    public static partial void IndexFailed(ILogger logger, Exception failure);

    [LoggerMessage(9, LogLevel.Error, "Taking the rows of a deleted tenant away failed; it is tried again")]
    public static partial void RemovalFailed(ILogger logger, Exception failure);

    [LoggerMessage(5, LogLevel.Information, "Writes work again")]
    public static partial void Recovered(ILogger logger);
}
