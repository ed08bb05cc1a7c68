using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;
using Waziup.Ngsi.Storage.Memory;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the broker to a host.</summary>
public static class NgsiLdServiceCollectionExtensions
{
    /// <summary>Adds a broker that keeps everything in memory, lets everybody do everything and fetches contexts over HTTP; each may be replaced.</summary>
    /// <remarks>May be called again: options add up, services stay as they were.</remarks>
    public static NgsiLdBuilder AddNgsiLd(this IServiceCollection services, Action<NgsiLdOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<NgsiLdOptions>()
            .Validate(options => options.DefaultPage >= 1 && options.DefaultPage <= options.MaxPage, "DefaultPage lies between 1 and MaxPage")
            .Validate(options => options.TemporalLimit >= 1, "TemporalLimit is at least 1")
            .Validate(options => options.MaxBatch >= 1 && options.MaxBodyBytes >= 1024, "MaxBatch is at least 1, MaxBodyBytes at least 1024")
            .Validate(options => options.MaxReceivedBytes >= options.MaxBodyBytes, "MaxReceivedBytes is at least MaxBodyBytes")
            .Validate(options => options.MaxJsonDepth is >= 4 and <= 64, "MaxJsonDepth lies between 4 and 64")
            .Validate(options => options.MaxSentBytes >= 1024 * 1024, "MaxSentBytes is at least 1 MiB")
            .Validate(options => options.SweepInterval >= TimeSpan.FromMilliseconds(100), "SweepInterval is at least 100 ms")
            .Validate(options => options.Notifications.Retries >= 0 && options.Notifications.MaxWaiting >= 1 && options.Notifications.MaxPerEndpoint >= 1
                && options.Notifications.MaxEntities >= 1, "Notifications.Retries is at least 0, MaxWaiting, MaxPerEndpoint and MaxEntities at least 1")
            .Validate(options => options.Notifications.Timeout >= TimeSpan.FromMilliseconds(100) && options.Notifications.SaveInterval >= TimeSpan.FromMilliseconds(100),
                "Notifications.Timeout and SaveInterval are at least 100 ms")
            .Validate(options => options.Federation.Timeout >= TimeSpan.FromMilliseconds(100) && options.Federation.MaxAnswerBytes >= 1024 && options.Federation.MaxKeptBytes >= 0,
                "Federation.Timeout is at least 100 ms, MaxAnswerBytes at least 1024, MaxKeptBytes at least 0")
            .Validate(options => options.Federation.MaxSourcesAtOnce >= 1 && options.Federation.MaxPerServer >= 1 && options.Federation.MaxVia >= 1,
                "Federation.MaxSourcesAtOnce, MaxPerServer and MaxVia are at least 1")
            .Validate(options => options.MaxSnapshots >= 1 && options.MaxSnapshotSize >= 1, "MaxSnapshots and MaxSnapshotSize are at least 1")
            .Validate(options => options.SnapshotLifetime >= TimeSpan.FromSeconds(1) && options.EntityMapLifetime >= TimeSpan.FromSeconds(1),
                "SnapshotLifetime and EntityMapLifetime are at least 1 s")
            .Validate(options => options.TenantLimits.RequestsPerSecond is null or >= 1, "TenantLimits.RequestsPerSecond is at least 1")
            .Validate(options => options.TenantLimits.MeasureInterval >= TimeSpan.FromSeconds(1), "TenantLimits.MeasureInterval is at least 1 s")
            .ValidateOnStart();
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStorage, MemoryStorage>();
        services.TryAddSingleton<IAccessPolicy, OpenPolicy>();
        services.TryAddSingleton<IContextLoader>(provider =>
            new HttpContextLoader(
                OutgoingClient.ForContexts(provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Egress),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Contexts));
        services.TryAddSingleton(provider => new ContextBroker(
            provider.GetRequiredService<IStorage>(),
            provider.GetRequiredService<IAccessPolicy>(),
            provider.GetRequiredService<IContextLoader>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value,
            provider.GetServices<INotifier>(),
            provider.GetService<ILogger<ContextBroker>>(),
            provider.GetRequiredService<IContextSource>()));
        services.TryAddSingleton<IContextSource>(provider => new HttpContextSource(
            OutgoingClient.ForSources(provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value.Federation.MaxAnswerBytes));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INotifier, HttpNotifier>(provider => new HttpNotifier(
            OutgoingClient.ForNotifications(provider.GetRequiredService<IOptions<NgsiLdOptions>>().Value),
            provider.GetRequiredService<TimeProvider>())));
        services.AddHostedService<BrokerService>();
        services.AddHostedService<DispatchService>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<QuotaService>();
        return new NgsiLdBuilder(services);
    }
}
