using Microsoft.Extensions.DependencyInjection.Extensions;
using Waziup.Ngsi.Client;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a client to a host.</summary>
public static class NgsiLdClientServiceCollectionExtensions
{
    /// <summary>Adds one <see cref="NgsiLdClient"/> for a broker, with connections of its own.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="baseAddress">The broker, with or without <c>/ngsi-ld/v1</c>.</param>
    /// <param name="configure">How it asks.</param>
    /// <remarks>A host that has its HTTP clients made by a factory adds an NgsiLdClient there instead: it needs nothing but an HttpClient.</remarks>
    public static IServiceCollection AddNgsiLdClient(
        this IServiceCollection services, Uri baseAddress, Action<NgsiLdClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(baseAddress);
        // Kept by the container, which disposes it; connections are renewed so that a changed address is noticed.
        services.TryAddKeyedSingleton(typeof(NgsiLdClient), (_, _) => new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
        })
        { BaseAddress = baseAddress });
        services.TryAddSingleton(provider =>
        {
            var options = new NgsiLdClientOptions { Clock = provider.GetService<TimeProvider>() ?? TimeProvider.System };
            configure?.Invoke(options);
            return new NgsiLdClient(provider.GetRequiredKeyedService<HttpClient>(typeof(NgsiLdClient)), options);
        });
        return services;
    }
}
