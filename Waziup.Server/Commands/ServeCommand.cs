using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Sync.Uplink;
using Waziup.Server.Devices;
using Waziup.Server.Identity;
using Waziup.Server.Operations;
using Waziup.Server.Operations.Metrics;
using Waziup.Server.Options;
using Waziup.Server.Transport;

namespace Waziup.Server.Commands;

/// <summary>Serves the API until it is asked to stop.</summary>
/// <remarks>
/// On a signal the server takes no more connections, lets requests under way finish, then closes the store; a second signal does not wait.
/// </remarks>
internal static class ServeCommand
{
    /// <returns>0 when it was asked to stop; 1 when it could not start.</returns>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        try
        {
            await ServeAsync(options);
            return 0;
        }
        catch (Exception failure) when (StartFailure.Of(failure) is { } reason)
        {
            await Console.Error.WriteLineAsync($"{ThisHost.Name}: {reason}");
            return 1;
        }
    }

    private static async Task ServeAsync(ServerOptions options)
    {
        var phase = new Phase();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = ThisHost.Name });
        builder.Logging.AddServerLog(options, phase);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Bound(options)).UseSockets(sockets => sockets.Hurry());
        builder.AddListening(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.StopTimeout);
        builder.Services.AddMetrics(options);
        builder.Services.AddCrossOrigin(options);
        ThisHost.AddTo(builder.Services, options);
        builder.Services.AddNgsiLd(options.Configure).UseStore(options).UseIdentity(options).AddMqttNotifier().AddUplink(options.Configure);
        builder.Services.AddDevices(options);

        await using var app = builder.Build();
        app.UseSecurityHeaders(options);
        if (options.IsLocalOnly)
            app.UseLocalOnly();
        app.UseCrossOrigin(options);
        app.UseHealth(phase);
        if (options is { Identity: true, Transport.MaxFailures: > 0 and var failures })
            app.UseFailureLimit(failures);
        if (options.Identity)
            app.UseIdentity();
        if (options.Transport.CallerRequests is { } rate)
            app.UseCallerLimit(rate);
        if (options.Identity)
            app.UseAccess().UseAdministratorsOnly("/metrics");
        app.UseMetrics();
        app.UseNgsiLd(endpoint =>
        {
            endpoint.BodyTimeout = options.BodyTimeout;
            if (options.Identity)
                endpoint.CallerOf = AccessExtensions.CallerOf;
            endpoint.Serve(DeviceRoutes.Root, ActivatorUtilities.CreateInstance<DeviceRoutes>(app.Services).Routes);
        });
        await app.StartAsync();
        phase.Serving(app);
        StartUp.Log(app, options);
        if (options.Identity)
            await StartUp.TellFirstAdministratorAsync(app, options);
        await app.WaitForShutdownAsync();
    }
}
