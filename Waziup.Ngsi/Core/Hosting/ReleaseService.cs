using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Broker.Releases;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Hosting;

/// <summary>Publishes what policies release, as long as the host runs; one process of those on a store does.</summary>
internal sealed partial class ReleaseService(ContextBroker broker, DocumentPolicy policies, ILogger<ReleaseService> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ReleaseJob _job = new(broker.Storage, broker.Quotas, policies, broker.Terms.Default, broker.Clock, log);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Holding.RunAsync(broker.Storage, "releases", PublishAsync, async failure =>
    {
        Failed(log, failure);
        await Task.Delay(Interval, broker.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }, stoppingToken);

    private async Task PublishAsync(CancellationToken cancel)
    {
        while (true)
        {
            await _job.RunAsync(cancel);
            await Task.Delay(Interval, broker.Clock, cancel);
        }
    }

    [LoggerMessage(LogLevel.Error, "Publishing what policies release failed; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure);
}
