using Waziup.Ngsi.Sensors.Pulling;

namespace Waziup.Server.Devices;

/// <summary>Has providers of data asked as long as the host runs.</summary>
internal sealed class ProviderService(DataProviders providers) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => providers.RunAsync(stoppingToken);
}
