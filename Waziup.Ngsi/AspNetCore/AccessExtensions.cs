using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.AspNetCore.Access;
using Waziup.Ngsi.AspNetCore.Identity;
using Waziup.Ngsi.AspNetCore.Identity.Accounts;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Has callers say who they are, and administrators say who may do what.</summary>
public static partial class AccessExtensions
{
    /// <summary>Knows callers by keys and accounts that are kept in the store, and decides by policies; see <see cref="NgsiLdBuilder.AddPolicies"/>.</summary>
    /// <param name="builder">The broker.</param>
    /// <param name="keys">Where the keys of pseudonyms are.</param>
    /// <param name="configure">How policies are carried out.</param>
    /// <param name="accounts">How accounts are kept.</param>
    /// <remarks>Other ways to be known are added as <see cref="ICallerSource"/>.</remarks>
    public static NgsiLdBuilder AddIdentity(this NgsiLdBuilder builder, IPolicyKeys keys, Action<PolicyOptions>? configure = null, Action<AccountOptions>? accounts = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<AccountOptions>().Configure(accounts ?? (_ => { })).Validate(options => options.IsGood, "an option of accounts is out of its bounds").ValidateOnStart();
        services.TryAddSingleton(provider => new Remembered<Account>(
            provider.GetRequiredService<IStorage>(), DocumentKind.Account, Account.Of, account => account.ToDocument(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ApiKeys>();
        services.TryAddSingleton<Sessions>();
        services.TryAddSingleton<AccountBook>();
        services.AddSingleton<ICallerSource>(provider => provider.GetRequiredService<ApiKeys>());
        services.AddSingleton<ICallerSource>(provider => provider.GetRequiredService<Sessions>());
        services.TryAddSingleton<Leases>();
        services.TryAddSingleton<Callers>();
        services.TryAddSingleton<IStandingCallers>(provider => provider.GetRequiredService<Callers>());
        services.TryAddSingleton<FirstAdministrator>();
        services.TryAddSingleton<Administrators>();
        services.TryAddSingleton<AccessBodies>();
        services.AddSingleton<IAccessRoutes, PolicyEndpoints>();
        services.AddSingleton<IAccessRoutes, KeyEndpoints>();
        services.AddSingleton<IAccessRoutes, AccountEndpoints>();
        services.TryAddSingleton<AccessEndpoints>();
        return builder.AddPolicies(keys, configure);
    }

    /// <summary>Finds out who sends each request. Comes before <see cref="UseAccess"/>, and before <c>UseNgsiLd</c>, whose callers are <see cref="CallerOf"/>.</summary>
    public static IApplicationBuilder UseIdentity(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var callers = app.ApplicationServices.GetRequiredService<Callers>();
        var log = app.ApplicationServices.GetRequiredService<ILogger<Callers>>();
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
            catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested)
            {
                Failed(log, failure, http.TraceIdentifier);
                await ProblemWriter.WriteAsync(http, NgsiLdErrors.Internal(http.TraceIdentifier), http.RequestAborted);
                return;
            }
            await next(http);
        });
    }

    /// <summary>Serves <c>/access</c>: policies, keys and accounts. Comes behind <see cref="UseIdentity"/>, and behind what limits callers.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var endpoints = app.ApplicationServices.GetRequiredService<AccessEndpoints>();
        return app.Use(next => http => http.Request.Path.StartsWithSegments(AccessEndpoints.Root, StringComparison.Ordinal) ? endpoints.HandleAsync(http) : next(http));
    }

    /// <summary>Lets administrators of all tenants alone have a path; comes behind <see cref="UseIdentity"/>.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="path">The path, such as <c>/metrics</c>.</param>
    public static IApplicationBuilder UseAdministratorsOnly(this IApplicationBuilder app, string path)
    {
        ArgumentNullException.ThrowIfNull(app);
        var administrators = app.ApplicationServices.GetRequiredService<Administrators>();
        return app.Use(next => http =>
        {
            var caller = CallerFeature.Of(http);
            if (http.Request.Path.Value != path || administrators.Has(caller))
                return next(http);
            return ProblemWriter.WriteAsync(http, AccessErrors.Refused(caller).Error, http.RequestAborted).AsTask();
        });
    }

    /// <summary>Who sends a request, as <see cref="UseIdentity"/> has found out.</summary>
    public static Caller CallerOf(HttpContext http) => CallerFeature.Of(http);

    /// <summary>The code by which the first administrator is made; null where there is one.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="another">Whether one more may be made though there are some, because nobody has the keys of the others any more.</param>
    /// <param name="cancel">Ends the wait.</param>
    public static async ValueTask<string?> FirstAdministratorCodeAsync(IServiceProvider services, bool another, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(services);
        var first = services.GetRequiredService<FirstAdministrator>();
        first.IsAnother = another;
        return another || await services.GetRequiredService<Administrators>().AreMissingAsync(cancel) ? first.Code : null;
    }

    [LoggerMessage(LogLevel.Error, "Who sends request {Trace} could not be found out")]
    private static partial void Failed(ILogger log, Exception failure, string trace);
}
