using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Sqlite;
using Waziup.Ngsi.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses SQLite as the store of a broker.</summary>
public static class NgsiLdBuilderExtensions
{
    /// <summary>Keeps everything in one SQLite file, in place of the store before: <c>AddNgsiLd().UseSqlite(o => o.Path = "data/context.db")</c>.</summary>
    /// <param name="builder">The broker under construction.</param>
    /// <param name="configure">Sets where the file lies and how it behaves; without it the defaults of <see cref="SqliteOptions"/>.</param>
    /// <remarks>
    /// May be called again: options add up. An option out of its bounds stops the start of the host. <see cref="SqliteStorage"/> itself is
    /// registered too, for loading.
    /// </remarks>
    public static NgsiLdBuilder UseSqlite(this NgsiLdBuilder builder, Action<SqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<SqliteOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteOptions>>(new OptionsCheck<SqliteOptions>(options => options.Validate())));
        if (configure is not null)
            services.Configure(configure);
        services.TryAddSingleton(provider => new SqliteStorage(
            provider.GetRequiredService<IOptions<SqliteOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteStorage>>()));
        services.Replace(ServiceDescriptor.Singleton<IStorage>(provider => provider.GetRequiredService<SqliteStorage>()));
        return builder;
    }
}
