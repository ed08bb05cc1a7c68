using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Broker.Releases;

namespace Waziup.Ngsi.Hosting;

/// <summary>Publishes what policies release, as long as the host runs; one process of those on a store does.</summary>
internal sealed partial class ReleaseService(ContextBroker broker, DocumentPolicy policies, ILogger<ReleaseService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ReleaseJob _job = new(broker.Storage, broker.Quotas, policies, broker.Terms.Default, broker.Clock, log);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var hold = await broker.Storage.HoldAsync("releases", stoppingToken);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, hold.Lost);
                while (true)
                {
                    await _job.RunAsync(either.Token);
                    await Task.Delay(Interval, broker.Clock, either.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Another process does the work, or nobody has to any more.
            }
            catch (Exception failure)
            {
                Failed(log, failure);
                await Task.Delay(Interval, broker.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Publishing what policies release failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);
}
