using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Has callers say who they are, and administrators say who may do what.</summary>
public static class AccessExtensions
{
    /// <summary>Knows callers by keys that are kept in the store, and decides by policies; see <see cref="NgsiLdBuilder.AddPolicies"/>.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="keys">Where the keys of pseudonyms are.</param>
    /// <param name="configure">How policies are carried out.</param>
    public static NgsiLdBuilder AddIdentity(this NgsiLdBuilder builder, IPolicyKeys keys, Action<PolicyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<ApiKeys>();
        builder.Services.TryAddSingleton<IStandingCallers>(services => services.GetRequiredService<ApiKeys>());
        builder.Services.TryAddSingleton<Callers>();
        builder.Services.TryAddSingleton<FirstAdministrator>();
        return builder.AddPolicies(keys, configure);
    }

    /// <summary>Finds out who sends each request, and serves <c>/access</c>: policies and keys. Comes before <c>UseNgsiLd</c>, whose callers are <see cref="CallerOf"/>.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = app.ApplicationServices;
        var callers = services.GetRequiredService<Callers>();
        var endpoints = new Access.AccessEndpoints(
            services.GetRequiredService<ContextBroker>(), services.GetRequiredService<PolicyBook>(), services.GetRequiredService<ApiKeys>(),
            services.GetRequiredService<FirstAdministrator>(), services.GetRequiredService<IOptions<PolicyOptions>>().Value);
        return app.Use(next => async http =>
        {
            try
            {
                http.Features.Set(new CallerFeature(await callers.OfAsync(http, http.RequestAborted)));
            }
            catch (NgsiLdException refused)
            {
                await ProblemWriter.WriteAsync(http, refused.Error, http.RequestAborted);
                return;
            }
            await (http.Request.Path.StartsWithSegments(Access.AccessEndpoints.Root, StringComparison.Ordinal) ? endpoints.HandleAsync(http) : next(http));
        });
    }

    /// <summary>Lets administrators of all tenants alone have a path; comes behind <see cref="UseIdentity"/>.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="path">The path, such as <c>/metrics</c>.</param>
    public static IApplicationBuilder UseAdministratorsOnly(this IApplicationBuilder app, string path)
    {
        ArgumentNullException.ThrowIfNull(app);
        var role = app.ApplicationServices.GetRequiredService<IOptions<PolicyOptions>>().Value.AdministratorRole;
        return app.Use(next => http =>
        {
            var caller = CallerFeature.Of(http);
            if (http.Request.Path.Value != path || (caller.Roles.Contains(role) && caller.Tenants.All))
                return next(http);
            return ProblemWriter.WriteAsync(http, AccessErrors.Refused(caller).Error, http.RequestAborted).AsTask();
        });
    }

    /// <summary>Who sends a request, as <see cref="UseIdentity"/> has found out.</summary>
    public static Caller CallerOf(HttpContext http) => CallerFeature.Of(http);

    /// <summary>The code by which the first administrator is made; null where there is one.</summary>
    public static async ValueTask<string?> FirstAdministratorCodeAsync(IServiceProvider services, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var role = services.GetRequiredService<IOptions<PolicyOptions>>().Value.AdministratorRole;
        return await services.GetRequiredService<ApiKeys>().AnyWithAsync(role, cancel) ? null : services.GetRequiredService<FirstAdministrator>().Code;
    }
}
