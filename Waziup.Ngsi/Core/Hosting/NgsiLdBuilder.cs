using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Access.Policies.Explaining;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Hosting;

/// <summary>Puts a broker together: <c>AddNgsiLd().UseSqlite(…).AddPolicy&lt;FarmPolicy&gt;()</c>.</summary>
/// <param name="services">Where everything is registered.</param>
public sealed class NgsiLdBuilder(IServiceCollection services)
{
    /// <summary>The services of the host.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Decides about access by this policy in place of the one before.</summary>
    public NgsiLdBuilder AddPolicy<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
        System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TPolicy>()
        where TPolicy : class, IAccessPolicy
    {
        Services.Replace(ServiceDescriptor.Singleton<IAccessPolicy, TPolicy>());
        return this;
    }

    /// <summary>Decides about access by policies that administrators keep in the store; whatever none allows nobody may do.</summary>
    /// <param name="keys">Where the keys of pseudonyms are.</param>
    /// <param name="configure">How policies are carried out.</param>
    public NgsiLdBuilder AddPolicies(IPolicyKeys keys, Action<PolicyOptions>? configure = null)
    {
        Services.AddOptions<PolicyOptions>()
            .Validate(options => options.RefreshInterval > TimeSpan.Zero && options.RefreshInterval <= TimeSpan.FromSeconds(1), "RefreshInterval lies between 0 and 1 s")
            .Validate(options => options.MaxPolicies >= 1, "MaxPolicies is at least 1")
            .Validate(options => options.MaxCohortEntities >= 1, "MaxCohortEntities is at least 1").ValidateOnStart();
        if (configure is not null)
            Services.Configure(configure);
        Services.TryAddSingleton(keys);
        Services.TryAddSingleton<IAuditLog, LoggedAudit>();
        Services.TryAddSingleton(services => new DocumentPolicy(
            services.GetRequiredService<IStorage>(), services.GetRequiredService<IPolicyKeys>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IOptions<PolicyOptions>>(), services.GetRequiredService<IAuditLog>(), services.GetRequiredService<ILogger<DocumentPolicy>>(),
            services.GetService<IStandingCallers>()));
        Services.TryAddSingleton<PolicyBook>();
        Services.TryAddSingleton<PolicyActivation>();
        Services.TryAddSingleton<PolicyExplainer>();
        Services.TryAddSingleton<PolicyTrial>();
        Services.AddHostedService<ReleaseService>();
        Services.Replace(ServiceDescriptor.Singleton<IAccessPolicy>(services => services.GetRequiredService<DocumentPolicy>()));
        return this;
    }
}
