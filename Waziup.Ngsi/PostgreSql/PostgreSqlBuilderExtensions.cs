using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.PostgreSql;
using Waziup.Ngsi.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses PostgreSQL as the store of a broker.</summary>
public static class PostgreSqlBuilderExtensions
{
    /// <summary>Keeps everything in a PostgreSQL database, in place of the store before: <c>AddNgsiLd().UsePostgreSql(o => o.Connection = "Host=db;Database=waziup")</c>.</summary>
    /// <param name="builder">The broker under construction.</param>
    /// <param name="configure">Says how to reach the database and how the store behaves.</param>
    /// <remarks>May be called again: options add up. An option out of its bounds stops the start of the host.</remarks>
    public static NgsiLdBuilder UsePostgreSql(this NgsiLdBuilder builder, Action<PostgreSqlOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<PostgreSqlOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgreSqlOptions>>(new OptionsCheck<PostgreSqlOptions>(options => options.Validate())));
        services.Configure(configure);
        services.TryAddSingleton(provider => new PostgreSqlStorage(
            provider.GetRequiredService<IOptions<PostgreSqlOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgreSqlStorage>>()));
        services.Replace(ServiceDescriptor.Singleton<IStorage>(provider => provider.GetRequiredService<PostgreSqlStorage>()));
        return builder;
    }
}
