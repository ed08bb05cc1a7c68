using Microsoft.Extensions.Options;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Mqtt.Accounts;
using Waziup.Server.Options;

namespace Waziup.Server.Devices.Mqtt;

/// <summary>Has readings received over MQTT, where the operator wants that.</summary>
internal static class MqttExtensions
{
    /// <summary>Comes behind what brings the broker, so that it begins after that and ends before.</summary>
    public static void AddMqttIngestion(this IServiceCollection services, ServerOptions options)
    {
        if (options.Ingest.Server is not { } named)
            return;
        services.AddSingleton(provider => named with { Password = options.Ingest.Password, Roots = provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Egress.Roots });
        services.AddSingleton(options.Ingest);
        services.AddSingleton(provider => new MqttCallers(options.Identity, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MqttReport>();
        services.AddSingleton<MqttIngestion>();
        if (options.Ingest.ManagesAccounts)
        {
            services.AddSingleton(provider => new DynamicSecurity(provider.GetRequiredService<MqttServer>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DynamicSecurity>>()));
            services.AddSingleton<DeviceAccounts>();
            services.AddHostedService(provider => provider.GetRequiredService<DeviceAccounts>());
        }
        services.AddHostedService<MqttService>();
    }

    /// <summary>The operations that need a server whose accounts are managed here; none where there is none.</summary>
    public static IEnumerable<HostRoute> MqttRoutes(this IServiceProvider services) =>
        services.GetService<DeviceAccounts>() is { } accounts ? new MqttRoutes(services.GetRequiredService<Ngsi.Sensors.Bridge.DeviceBridge>(), accounts).Routes : [];
}
