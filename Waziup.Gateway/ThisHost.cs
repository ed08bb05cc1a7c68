using Waziup.Gateway.Operations;
using Waziup.Server.Options;

namespace Waziup.Server;

/// <summary>What this host calls itself, and where it differs from the other one, which has the same options and commands.</summary>
internal static class ThisHost
{
    public const string Name = "Waziup.Gateway";
    public const string Title = "Waziup.Gateway, an NGSI-LD context broker for a box in the field.";
    public const string Url = "http://127.0.0.1:1027";
    public const bool IsGateway = true;

    /// <summary>Options that this host has alone.</summary>
    public static IEnumerable<Option> Options =>
    [
        new("trust-clock", null, "believe the clock of the machine from the start, though nothing says that it was set: for boxes with a clock of their own that is not seen here",
            Values.Switch((o, on) => o.TrustClock = on)),
    ];

    /// <summary>Brings what this host has alone: a clock that never falls behind what was.</summary>
    public static void AddTo(IServiceCollection services, ServerOptions options)
    {
        var kept = new KeptTime(Path.Combine(Path.GetFullPath(options.Data), "clock"));
        services.AddSingleton(kept);
        var last = kept.Read();
        services.AddSingleton(new GatewayClock(TimeProvider.System, last, BuildTime.Value, now => options.TrustClock || MachineClock.IsSet(now, last)));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<GatewayClock>());
        services.AddHostedService<ClockService>();
    }
}
