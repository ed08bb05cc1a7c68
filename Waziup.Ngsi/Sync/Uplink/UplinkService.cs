using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Sync.Uplink;

/// <summary>Keeps the link up as long as the host runs; among processes on the same store one of them.</summary>
internal sealed partial class UplinkService(ContextBroker broker, IAccessPolicy policy, IOptions<UplinkOptions> options, ILogger<UplinkService> log) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Cloud is null)
            return;
        using var http = OutgoingClient.ForCloud(broker.Options, options.Value.Timeout);
        await Holding.RunAsync(broker.Storage, "uplink " + options.Value.Name, async stop =>
        {
            using var link = new Link(broker, policy, http, options.Value, log);
            await link.RunAsync(stop);
        }, async failure =>
        {
            Failed(log, failure);
            await Task.Delay(PauseAfterFailure, broker.Clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }, stoppingToken);
    }

    [LoggerMessage(LogLevel.Error, "Telling the cloud what is here failed; it goes on from where it was")]
    private static partial void Failed(ILogger log, Exception failure);
}
