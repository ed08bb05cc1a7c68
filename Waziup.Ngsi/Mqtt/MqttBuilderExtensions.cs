using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Mqtt;
using Waziup.Ngsi.Notifications;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a broker notify over MQTT.</summary>
public static class MqttBuilderExtensions
{
    /// <summary>Takes subscriptions with endpoints <c>mqtt://</c> and <c>mqtts://</c>, and publishes their notifications: <c>AddNgsiLd().AddMqttNotifier()</c>.</summary>
    /// <param name="builder">The broker under construction.</param>
    /// <param name="configure">Sets bounds and the certificates that are trusted; without it the defaults of <see cref="MqttOptions"/>.</param>
    /// <remarks>May be called again: options add up. An option out of its bounds stops the start of the host.</remarks>
    public static NgsiLdBuilder AddMqttNotifier(this NgsiLdBuilder builder, Action<MqttOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<MqttOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MqttOptions>>(new OptionsCheck<MqttOptions>(options => options.Validate())));
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(provider => new MqttConnections(
            provider.GetRequiredService<IOptions<MqttOptions>>().Value,
            new Egress(provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Egress).ConnectAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<MqttConnections>>(),
            provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Egress.Roots));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotifier, MqttNotifier>(
            provider => new MqttNotifier(provider.GetRequiredService<MqttConnections>(), provider.GetRequiredService<TimeProvider>())));
        return builder;
    }
}
