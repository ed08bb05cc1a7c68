using Microsoft.Extensions.Logging.Console;
using Waziup.Server.Options;

namespace Waziup.Server.Operations;

/// <summary>The log, on the standard output.</summary>
internal static class ServerLog
{
    // What these say about a failed start the program says in one line; requests are measured, not logged.
    private static readonly string[] StartsLoudly = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    public static void AddServerLog(this ILoggingBuilder logging, ServerOptions options, Phase phase)
    {
        const string Time = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat, console.IncludeScopes) = (true, Time, false));
        }
        else
        {
            logging.AddSimpleConsole(console => (console.UseUtcTimestamp, console.TimestampFormat, console.SingleLine, console.ColorBehavior)
                = (true, Time + " ", true, LoggerColorBehavior.Disabled));
        }
        logging.AddFilter((category, level) => IsWanted(category ?? "", level, options.LogLevel, phase));
    }

    internal static bool IsWanted(string category, LogLevel level, LogLevel least, Phase phase)
    {
        // What is to be taken down is, however little else is wanted.
        if (category == Ngsi.Access.LoggedAudit.Category)
            return level != LogLevel.None;
        if (!phase.HasStarted && StartsLoudly.Contains(category))
            return false;
        // A logger of the framework's diagnostics that is awake costs every request an Activity.
        var isOurs = category.StartsWith("Waziup", StringComparison.Ordinal);
        if (category == "Microsoft.AspNetCore.Hosting.Diagnostics")
            return level >= least && least <= LogLevel.Debug;
        return level >= (isOurs || least > LogLevel.Warning || least <= LogLevel.Debug ? least : LogLevel.Warning);
    }
}
