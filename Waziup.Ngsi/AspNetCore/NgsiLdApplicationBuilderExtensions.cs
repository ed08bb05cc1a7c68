using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Broker;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>Puts the NGSI-LD API into a pipeline.</summary>
public static class NgsiLdApplicationBuilderExtensions
{
    /// <summary>Where the API lives (6.1).</summary>
    public const string Root = "/ngsi-ld/v1";

    // Where sources send what they have been subscribed to; as long as the root.
    private const string Exchanged = "/ngsi-ld/ex";

    private static readonly RouteSet Standard = new(Root, Router.Standard);

    /// <summary>Serves the API under <c>/ngsi-ld/v1</c>, and what the host has beside it; other paths go on to what comes next.</summary>
    public static IApplicationBuilder UseNgsiLd(this IApplicationBuilder app, Action<NgsiLdEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = new NgsiLdEndpointOptions();
        configure?.Invoke(options);
        var services = app.ApplicationServices;
        var dispatcher = new Dispatcher(
            services.GetRequiredService<ContextBroker>(), options, services.GetRequiredService<ILogger<Dispatcher>>());
        return app.Use(next => http => SetOf(http.Request.Path, options) is { } set ? dispatcher.HandleAsync(http, set) : next(http));
    }

    private static RouteSet? SetOf(PathString path, NgsiLdEndpointOptions options) =>
        path.StartsWithSegments(Root, StringComparison.Ordinal) || path.StartsWithSegments(Exchanged + "/remote-notify", StringComparison.Ordinal)
            ? Standard : options.Beside.Find(set => path.StartsWithSegments(set.Root, StringComparison.Ordinal));

    /// <summary>Refuses, on every path, requests that name a host other than localhost, 127.0.0.1 and [::1] (421), and requests that a proxy
    /// has passed on (403). For a server that lets everybody in; comes before anything that answers.</summary>
    public static IApplicationBuilder UseLocalOnly(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Use(next => http => LocalOnly.Refusal(http.Request.Headers) is { } refusal
            ? ProblemWriter.WriteAsync(http, refusal, http.RequestAborted).AsTask()
            : next(http));
    }
}
