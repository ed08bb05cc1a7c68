using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Pulling;

namespace Waziup.Server.Devices;

/// <summary>Brings what devices and providers of data need.</summary>
internal static class DeviceServices
{
    /// <summary>Has readings taken that devices send, and those fetched that providers tell.</summary>
    public static IServiceCollection AddDevices(this IServiceCollection services) => services
        .AddSingleton(provider => new DeviceBridge(provider.GetRequiredService<ContextBroker>(), ThisHost.IsGateway))
        .AddSingleton<DataProviders>()
        .AddHostedService<ProviderService>();
}
