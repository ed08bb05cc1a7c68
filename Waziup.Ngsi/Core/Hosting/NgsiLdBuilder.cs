using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Waziup.Ngsi.Access;

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
}
