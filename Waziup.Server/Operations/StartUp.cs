using System.Reflection;
using Waziup.Ngsi.Broker;
using Waziup.Server.Options;
using Waziup.Server.Transport;

namespace Waziup.Server.Operations;

/// <summary>What the operator is told when the server has started: where, which store, how durable, who may come in.</summary>
internal static partial class StartUp
{
    public static string Version { get; } = typeof(StartUp).Assembly.GetName().Version!.ToString(3);

    public static void Log(WebApplication app, ServerOptions options)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(ThisHost.Name);
        foreach (var url in app.Urls)
            Serves(log, Version, url, Ngsi.AspNetCore.NgsiLdApplicationBuilderExtensions.Root);
        Keeps(log, app.Services.GetRequiredService<ContextBroker>().Storage.Description, Durability(options));
        app.Services.GetService<ServerCertificate>()?.Tell();
        LetsIn(log, Access(options));
        Calls(log, Egress(options));
        Outgoing.Tell(log, app.Services.GetRequiredService<ContextBroker>().Options);
        if (options.AllowAnonymous && !options.IsLoopback)
            Warns(log);
        app.Lifetime.ApplicationStopping.Register(() => Stops(log, options.StopTimeout.TotalSeconds));
    }

    internal static string Durability(ServerOptions options) => options.Store == StoreKind.Memory
        ? "nothing outlives the server"
        : options.RelaxedDurability
            ? "flushed at checkpoints: a loss of power may take the last acknowledged writes"
            : "every write is flushed before it is acknowledged";

    /// <summary>Says how the first administrator is made, while there is none. Nobody else may read the log then.</summary>
    public static async Task TellFirstAdministratorAsync(WebApplication app, ServerOptions options)
    {
        if (await Ngsi.AspNetCore.AccessExtensions.FirstAdministratorCodeAsync(app.Services, options.AnotherAdministrator, CancellationToken.None) is { } code)
            First(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(ThisHost.Name), code);
    }

    internal static string Access(ServerOptions options) => options.Identity
        ? "whoever policies let in, to what they allow"
        : options.IsLocalOnly ? "everybody on this machine, to everything" : "everybody who reaches the address, to everything";

    internal static string Egress(ServerOptions options) => options.IsLoopback || options.AllowPrivateEgress
        ? "any address"
        : options.Broker.Egress.Allowed.Count > 0
            ? "public addresses and " + string.Join(", ", options.Broker.Egress.Allowed.Order(StringComparer.Ordinal))
            : "public addresses";

    [LoggerMessage(1, LogLevel.Information, "Waziup {Version} serves NGSI-LD on {Url}{Root}")]
    private static partial void Serves(ILogger log, string version, string url, string root);

    [LoggerMessage(2, LogLevel.Information, "Store: {Store}; {Durability}")]
    private static partial void Keeps(ILogger log, string store, string durability);

    [LoggerMessage(3, LogLevel.Information, "Access: {Access}")]
    private static partial void LetsIn(ILogger log, string access);

    [LoggerMessage(4, LogLevel.Information, "Requests may make the server call {Egress}")]
    private static partial void Calls(ILogger log, string egress);

    [LoggerMessage(5, LogLevel.Warning, "Other machines may reach this server, and everybody there may read and change everything")]
    private static partial void Warns(ILogger log);

    [LoggerMessage(7, LogLevel.Information, "There is no administrator. The first one is made, within an hour, by POST /access/first-administrator with {{\"name\":\"…\",\"code\":\"{Code}\"}}")]
    private static partial void First(ILogger log, string code);

    [LoggerMessage(6, LogLevel.Information, "Stopping; requests under way have {Seconds} s to finish")]
    private static partial void Stops(ILogger log, double seconds);
}
