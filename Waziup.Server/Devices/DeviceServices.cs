using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Pulling;
using Waziup.Ngsi.Sensors.Scripts;
using Waziup.Server.Devices.Mqtt;
using Waziup.Server.Devices.Scripts;
using Waziup.Server.Options;

namespace Waziup.Server.Devices;

/// <summary>Brings what devices and providers of data need.</summary>
internal static class DeviceServices
{
    /// <summary>Has readings taken that devices send, over HTTP and where the operator wants that over MQTT, and those fetched that providers tell. It comes behind what brings the broker.</summary>
    public static void AddDevices(this IServiceCollection services, ServerOptions options)
    {
        services
            .AddSingleton<IScriptRunner>(provider => ActivatorUtilities.CreateInstance<CodecProcess>(provider, new ScriptLimits(), (Func<ScriptLimits, Child>)Child.Start))
            .AddSingleton(provider => new DeviceBridge(provider.GetRequiredService<ContextBroker>(), ThisHost.IsGateway, provider.GetRequiredService<IScriptRunner>()))
            .AddSingleton<DataProviders>()
            .AddHostedService<ProviderService>()
            .AddHostedService<CommandService>();
        services.AddMqttIngestion(options);
    }
}
