using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>Applies the rules of how long the history is kept, from time to time.</summary>
internal sealed partial class RetentionService(ContextBroker broker, ILogger<RetentionService> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (broker.Options.Retention.Count == 0)
            return;
        try
        {
            // Not with the start, when there is enough to do.
            await Task.Delay(broker.Options.RetentionInterval / 2, broker.Clock, stoppingToken);
            while (true)
            {
                await RunAsync(stoppingToken);
                await Task.Delay(broker.Options.RetentionInterval, broker.Clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left goes the next time.
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            var gone = await broker.Retention.RunAsync(cancel);
            if (gone > 0)
                Forgotten(log, gone);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Failed(log, failure);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Rows} rows of history went, as the rules of retention say")]
    private static partial void Forgotten(ILogger log, long rows);

    [LoggerMessage(LogLevel.Error, "Taking old history away failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);
}
