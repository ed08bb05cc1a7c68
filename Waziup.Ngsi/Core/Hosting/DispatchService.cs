using Microsoft.Extensions.Hosting;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.Hosting;

/// <summary>Has subscribers notified, and snapshots filled, as long as the host runs.</summary>
internal sealed class DispatchService(ContextBroker broker) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            broker.Dispatcher.RunAsync(stoppingToken), broker.RegistrationNotifier.RunAsync(stoppingToken), broker.Filler.RunAsync(stoppingToken));
}
